import type { Place } from '../../../domain/provider';
import { CANCEL, STOP } from './documents';
import type { ListedRun } from './protocol';
import type { SpaceliftRequest } from './request';
import { findRuns, hasEnded, isQueued, isStartedBy } from './runs';

/**
 * Ends the runs of a commit that are under way: all of them, or only those that the app started. One that ended
 * meanwhile is passed over. A stop is a signal that a worker may follow late, and nothing waits for it.
 */
export async function stopRuns(
  request: SpaceliftRequest,
  { place, commit, which }: { place: Place; commit: string; which: 'all' | 'ours' },
): Promise<void> {
  const isMeant = (run: ListedRun) => which === 'all' || isStartedBy(request.keyId, run);
  for (const { stack, run } of await findRuns(request, place, commit)) {
    if (!run || hasEnded(run) || !isMeant(run)) continue;
    const query = isQueued(run) ? CANCEL : STOP;
    const call = { purpose: 'stop the run', query, variables: { stack, run: run.id } };
    try {
      await request.write({ ...call, changes: true });
    } catch (error) {
      const after = (await findRuns(request, place, commit)).find((one) => one.stack === stack);
      if (after?.run?.id === run.id && !hasEnded(after.run)) throw error;
    }
  }
}
