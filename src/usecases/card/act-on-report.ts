import type { CardView } from '../../domain/card-view';
import { FailureError, permanent } from '../../domain/failure';
import { appended } from '../../domain/history';
import { environmentOf } from '../../domain/holding';
import type { PreviewKey } from '../../domain/preview-key';
import { actsOf, decided } from '../../domain/report-acts';
import type { Dependencies } from '../dependencies';
import { mayWrite, writerPermission } from './own-permission';
import { changeByPerson } from './read-card';
import { openHosting } from '../use-hosting';

/**
 * Has the provider do what a person decided in the card: one of the acts that the record offers. Answers
 * `refused`, and asks nobody, when that person may not write to the repository.
 */
export async function actOnReport(
  deps: Dependencies,
  key: PreviewKey,
  id: string,
  accountId: string,
): Promise<CardView | 'refused'> {
  const permission = await writerPermission(deps, key, accountId);
  if (!mayWrite(permission)) return 'refused';
  const { settings, preview } = await deps.store.readSubject(key);
  const act = preview && actsOf(preview)?.find((one) => one.id === id);
  const environment = preview && environmentOf(preview);
  const connection = settings?.connection;
  const hosting = act && connection && (await openHosting(deps, connection));
  if (!act || !environment || !hosting?.act) throw new FailureError(OUTDATED);
  await hosting.act(environment, act.id);
  return changeByPerson(deps, key, permission, (stored) => {
    if (!stored) return undefined;
    const entry = { at: deps.clock.now(), text: `${act.label}: done.`, by: accountId };
    return { ...decided(stored), history: appended(stored.history, entry) };
  });
}

const OUTDATED = permanent(
  'act-missing',
  'This does not wait for a decision any more.',
  'The card shows within half a minute how it stands.',
);
