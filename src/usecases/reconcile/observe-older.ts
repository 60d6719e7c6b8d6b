import { failureOf } from '../../domain/failure';
import { olderOf } from '../../domain/holding';
import { gone, outdating } from '../../domain/holding-changes';
import { noted } from '../../domain/transitions';
import { specWithoutVariables } from './deployment-spec';
import { become, noteOf, providerOf, type ReconcileRun } from './reconcile-run';

/**
 * Looks whether what stays up while another environment is made is there and still runs. What does not has no
 * link any more, and goes.
 */
export async function observeOlder(run: ReconcileRun): Promise<void> {
  const older = olderOf(run.preview);
  if (!older || !run.settings?.options) return;
  const { environment, commit } = older;
  const provider = providerOf(run);
  try {
    const [found, end] = await Promise.all([
      provider.find(environment),
      provider.findEnd?.(environment, specWithoutVariables(run, commit)),
    ]);
    const { preview } = run;
    if (found !== 'gone' && !end) return;
    const holdings =
      found === 'gone'
        ? gone(preview.holdings, environment.id)
        : outdating(preview.holdings, run.deps.clock.now());
    become(run, noted({ ...preview, holdings }, 'What ran before runs no more.', noteOf(run)));
  } catch (error) {
    // It is in a place that the key lost: nothing is known of it.
    if (failureOf(error).code !== 'place-unavailable') throw error;
  }
}
