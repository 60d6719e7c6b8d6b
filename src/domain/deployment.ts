import { defined } from './defined';
import type { Failure } from './failure';
import type { Deployment, StepRecord } from './preview';
import type { Step, StepProgress } from './provider';
import { retriedAt } from './worth-another-try';

/** The step that makes the environment; it comes before those that the provider plans. */
export const CREATE_STEP: Step = { id: 'create', title: 'Create environment' };

/** A deployment about to start. */
export function newDeployment(options: {
  previous: Deployment | undefined;
  commit: string;
  branch: string;
  settings: string;
  steps: Step[];
  reason?: string;
  now: number;
  /** Whether it had to wait for its turn. */
  waited?: boolean;
  /** Somebody asked for it: tries by itself are counted anew. */
  asked?: boolean;
  /** What was ready before still runs. */
  over?: boolean;
  /** It brings a report and no environment. */
  reports?: boolean;
}): Deployment {
  const { previous, commit, branch, settings } = options;
  const isRetry =
    !options.asked &&
    previous?.commit === commit &&
    previous.settings === settings &&
    retriedAt(previous) !== undefined;
  return {
    number: (previous?.number ?? 0) + 1,
    commit,
    branch,
    settings,
    ...(isRetry ? { retries: (previous.retries ?? 0) + 1 } : {}),
    startedAt: options.now,
    ...(options.reason ? { reason: options.reason } : {}),
    ...(options.waited ? { waited: true } : {}),
    ...defined({ lastReady: previous?.succeeded ? previous.commit : previous?.lastReady }),
    ...(options.over ? { over: true } : {}),
    ...(previous?.commit === commit ? { again: true } : {}),
    ...(options.reports ? { report: {} } : {}),
    steps: options.steps.map(waiting),
  };
}

function waiting({ id, title, optional }: Step): StepRecord {
  return { id, title, state: 'waiting', ...defined({ optional }) };
}

/** The steps that people are shown: what may turn out to be nothing only once it began. */
export function shownSteps(deployment: Deployment | undefined): StepRecord[] {
  const steps = deployment?.steps ?? [];
  return steps.filter(({ optional, startedAt }) => !optional || startedAt !== undefined);
}

/** Whether what it had made ready was stopped and waits for somebody to start it again: nothing failed. */
export function fellAsleep({ downAt, failure }: Deployment): boolean {
  return downAt !== undefined && failure?.code === 'environment-asleep';
}

/** An environment that is older may have fallen asleep, and something may have run in it since. */
const FRESH_MS = 10 * 60_000;

/**
 * Whether this deployment made its environment a short while ago; one that was found again may be of
 * an older deployment.
 */
export function madeEnvironment({ steps, restarts }: Deployment, now: number): boolean {
  if (restarts) return false;
  return steps.some(
    ({ id, state, detail, endedAt = 0 }) =>
      id === CREATE_STEP.id && state === 'done' && !detail && now - endedAt < FRESH_MS,
  );
}

/** The step to start or to look at; undefined when all are done. */
export function currentStep(deployment: Deployment): StepRecord | undefined {
  return deployment.steps.find(({ state }) => state === 'waiting' || state === 'running');
}

/** The deployment after its step `id` was seen to be at `progress`; one that is absent is left out. */
export function withProgress(
  deployment: Deployment,
  id: string,
  progress: StepProgress,
  now: number,
): Deployment {
  const { steps } = deployment;
  const report = progress.state === 'absent' ? undefined : progress.report;
  return {
    ...deployment,
    ...defined({ report: report ?? deployment.report }),
    steps:
      progress.state === 'absent'
        ? steps.filter((step) => step.id !== id)
        : steps.map((step) => (step.id === id ? progressed(step, progress, now) : step)),
  };
}

function progressed(
  step: StepRecord,
  progress: Exclude<StepProgress, { state: 'absent' }>,
  now: number,
): StepRecord {
  const { detail: _outdated, ...rest } = step;
  const next: StepRecord = { ...rest, startedAt: step.startedAt ?? now, state: progress.state };
  if (progress.state !== 'failed' && progress.detail) next.detail = progress.detail;
  // While it runs, our own start says how long it was waited for.
  if (progress.state === 'running') return next;
  const { startedAt = next.startedAt, endedAt = now } = progress;
  return { ...next, ...defined({ startedAt }), endedAt };
}

/**
 * The deployment ended; without a failure it succeeded or was superseded. With one, its first open step
 * failed unless another one is known to have; the other open steps are skipped.
 */
export function ended(deployment: Deployment, now: number, failure?: Failure): Deployment {
  if (deployment.endedAt !== undefined) return deployment;
  const isTold = deployment.steps.some(({ state }) => state === 'failed');
  const failing = failure && !isTold ? currentStep(deployment) : undefined;
  return {
    ...deployment,
    endedAt: now,
    steps: deployment.steps.map((step) => {
      if (step === failing) return { ...step, state: 'failed', endedAt: now };
      if (step.state === 'waiting') return { ...step, state: 'skipped' };
      if (step.state !== 'running') return step;
      return { ...step, state: 'skipped', endedAt: now };
    }),
    ...(failure ? { failure } : {}),
  };
}

/** Whether it goes on only once a person did something at the provider, which may take days. */
export function waitsForPerson({ report, endedAt }: Deployment): boolean {
  return endedAt === undefined && report?.waitsFor !== undefined;
}

/** The same attempt from its first step after `create` on, because the environment fell asleep. */
export function restarted({ over: _ended, ...deployment }: Deployment): Deployment {
  return {
    ...deployment,
    restarts: (deployment.restarts ?? 0) + 1,
    steps: deployment.steps.map((step) => (step.id === CREATE_STEP.id ? step : waiting(step))),
  };
}
