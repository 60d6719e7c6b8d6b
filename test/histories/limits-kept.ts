import type { Ledger } from '../../src/domain/ledger';
import { limitsOf } from '../../src/domain/limit';
import { mayHaveEnvironment, type Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import type { WrittenLog } from './stored-log';

/** What is wrong with how limits count a preview that was just stored; `before` is its record until then. */
export function findOverLimit(
  stored: WrittenLog,
  before: Preview | undefined,
  preview: Preview,
): string | undefined {
  if (!mayHaveEnvironment(preview) || (before && mayHaveEnvironment(before))) return undefined;
  const settings = stored.settings(preview.key).at(-1)?.settings;
  for (const { scope, most } of limitsOf(settings)) {
    // One that vanished and is made anew keeps its room.
    if (before?.counted?.[scope] === 'there') continue;
    const { length } = stored.all().filter(({ counted }) => counted?.[scope] === 'there');
    if (length > most) return `${previewId(preview.key)} is the ${length}. of ${most}`;
  }
  return undefined;
}

/** Where a ledger says something else than the records, which are written together with it. */
export function findWrongLedger(stored: WrittenLog, ledger: Ledger): string | undefined {
  const { scope } = ledger;
  const named = (as: 'there' | 'waiting') => ledger[as].map(({ key }) => previewId(key)).sort();
  const counted = (as: 'there' | 'waiting') =>
    stored
      .all()
      .filter((one) => one.counted?.[scope] === as)
      .map(({ key }) => previewId(key))
      .sort();
  const isWrong = (['there', 'waiting'] as const).some(
    (as) => named(as).join() !== counted(as).join(),
  );
  return isWrong ? `${scope} does not count what its records say` : undefined;
}
