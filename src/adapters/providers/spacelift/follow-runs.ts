import { permanent, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Environment, StepProgress } from '../../../domain/provider';
import { failureOfRun } from './failure-of-run';
import { optionsOf } from './options';
import type { ListedRun } from './protocol';
import { deltaWords, reportOf } from './report-of';
import type { SpaceliftRequest } from './request';
import { reviewActs } from './review-runs';
import { findRuns, hasEnded, isQueued, type StackRun } from './runs';
import { isOver } from './start-runs';

/** Beyond this a run that no person has to let go on is stuck. */
const RUN_LIMIT_MS = 6 * 60 * 60_000;
/** So long a run that was just started may be missing, or look as it did before. */
const LAG_MS = 3 * 60_000;

/** A run of one stack, which there is. */
type Known = StackRun & { run: ListedRun };

/** How far the runs of the commit are, all stacks together. */
export async function followRuns(
  request: SpaceliftRequest,
  environment: Environment,
  spec: DeploymentSpec,
  waitedMs: number,
): Promise<StepProgress> {
  const { withoutRun } = optionsOf(spec.options);
  const found = await findRuns(request, environment.place, spec.source.commit);
  const known = found.filter(isKnown);
  const isNew = (one: StackRun) => one.run && !isOver(one.run, spec);
  const behind = found.filter((one) => (one.run ? !isNew(one) : withoutRun === 'start'));
  if (behind.length > 0) {
    if (waitedMs <= LAG_MS) {
      const detail = 'Waiting for Spacelift to show the run';
      return { state: 'running', detail, report: reportOf(request, found) };
    }
    return { state: 'failed', failure: notShown(behind) };
  }
  const open = known.filter(({ run }) => !hasEnded(run));
  const waiting = open.filter(({ run }) => run.state === 'PENDING_REVIEW');
  const working = open.filter((one) => !waiting.includes(one));
  if (working.length > 0) return underWay(request, spec, { found, working, waitedMs });
  const failed = known.find(({ run }) => hasEnded(run) && run.state !== 'FINISHED');
  if (failed) {
    const failure = await failureOfRun(request, failed);
    return { state: 'failed', failure, report: reportOf(request, found, { shown: failed }) };
  }
  const says = sentenceOf(known, spec);
  const [first] = waiting;
  if (first) {
    const waitsFor = `${sentenceOf(waiting, spec)} An approval is needed: in the card of the pull request, or in Spacelift.`;
    return {
      state: 'running',
      detail: 'Waiting for an approval',
      report: reportOf(request, found, {
        waitsFor,
        shown: first,
        acts: reviewActs(waiting),
      }),
    };
  }
  const told = known.length === 0 ? { told: true as const } : {};
  const report = { ...reportOf(request, found, { says }), ...told };
  return { state: 'done', commit: spec.source.commit, report };
}

function isKnown(one: StackRun): one is Known {
  return one.run !== undefined;
}

function underWay(
  request: SpaceliftRequest,
  spec: DeploymentSpec,
  { found, working, waitedMs }: { found: StackRun[]; working: Known[]; waitedMs: number },
): StepProgress {
  const report = reportOf(request, found, { shown: working[0] });
  if (waitedMs > RUN_LIMIT_MS) return { state: 'failed', failure: tookTooLong(), report };
  const isMany = optionsOf(spec.options).stacks.length > 1;
  const details = working.map(({ stack, run }) => {
    const words = isQueued(run) ? 'waiting for a worker' : (DOING[run.state] ?? 'working');
    return isMany ? `${titleOf(stack, spec)}: ${words}` : `Spacelift is ${words}`;
  });
  return { state: 'running', detail: details.join('; '), report };
}

/** What a proposed run does in its states. */
const DOING: Readonly<Record<string, string>> = {
  PREPARING: 'preparing',
  INITIALIZING: 'initializing',
  PLANNING: 'planning',
};

/** What came of the plans: of one in a sentence, of several with the name of each stack. */
function sentenceOf(runs: Known[], spec: DeploymentSpec): string {
  const { stacks } = optionsOf(spec.options);
  const [only] = runs;
  if (!only)
    return 'Spacelift planned nothing for this commit: it touches no file of a stack, or a push policy ignores it.';
  if (stacks.length === 1) {
    const words = deltaWords(only.run.delta);
    return words === 'no numbers' ? 'Plan finished.' : `Plan finished: ${words}.`;
  }
  const parts = runs.map(({ stack, run }) => `${titleOf(stack, spec)}: ${deltaWords(run.delta)}`);
  const none = stacks.length - runs.length;
  const rest = none > 0 ? `; nothing planned in ${none} more` : '';
  return `Plans finished. ${parts.join('; ')}${rest}.`;
}

function titleOf(stack: string, { options }: DeploymentSpec): string {
  return optionsOf(options).stacks.find(({ id }) => id === stack)?.title ?? stack;
}

function notShown(behind: StackRun[]): Failure {
  const names = behind.map(({ stack }) => stack).join(', ');
  return permanent(
    'run-missing',
    `Spacelift took the call and shows no new run of ${names}.`,
    'Look at the stack in Spacelift, then run it again.',
    'time',
  );
}

function tookTooLong(): Failure {
  return permanent(
    'took-too-long',
    'The run had not ended after six hours.',
    'Look at the run in Spacelift: where it is queued, no worker is free, or a private pool is offline. Then run it again.',
  );
}
