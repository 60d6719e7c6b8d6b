import { expecting, hurried } from '../../domain/announce/delivery';
import { isLastWord, isOwed, mayBeGreen, owedEntries } from '../../domain/announce/outbox';
import { LONGEST_DELAY_SECONDS } from '../../domain/check-delay';
import { FailureError } from '../../domain/failure';
import type { ReconcileRun } from '../reconcile/reconcile-run';
import { messagesOf } from './owed';
import { noteOutbox, tellDue } from './tell-due';

/** Has the surfaces told at once, whatever they refused before: something ended. */
export function hurry(run: ReconcileRun): void {
  noteOutbox(run, hurried(run.preview.outbox, run.deps.clock.now()));
}

/**
 * As `hurry`, where something begins. Notes also that it is about to be told, so that the caller's own
 * write stores that.
 */
export function expectReported(run: ReconcileRun): void {
  hurry(run);
  const { outbox } = run.preview;
  const owed = messagesOf(run.deps.surfaces, run.preview).filter((one) => isOwed(outbox, one));
  noteOutbox(run, expecting(outbox, owed));
}

/**
 * To be asked before what runs is touched: tells what is due, and answers whether the caller has to wait,
 * because something may still be called ready by mistake. After the surface's last word a deployment
 * fails, and a removal goes on: what it deletes costs money.
 */
export async function mustWaitForBitbucket(
  run: ReconcileRun,
  what: 'deployment' | 'removal' = 'deployment',
): Promise<boolean> {
  const seconds = await tellDue(run);
  const messages = messagesOf(run.deps.surfaces, run.preview);
  const greens = owedEntries(run.preview.outbox, messages).filter(mayBeGreen);
  if (!greens.every(isLastWord)) {
    run.waitSeconds = seconds ?? LONGEST_DELAY_SECONDS;
    return true;
  }
  const [refused] = greens.filter(({ trouble }) => trouble?.failure);
  if (what === 'removal' || !refused?.trouble?.failure) return false;
  const { failure, lastWord } = refused.trouble;
  const remedy = lastWord ? 'Redeploy once the app may access this repository.' : failure.remedy;
  throw new FailureError({ ...failure, kind: 'permanent', remedy });
}
