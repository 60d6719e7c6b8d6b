import { appliedSettings } from '../../domain/applied-settings';
import {
  CREATE_STEP,
  currentStep,
  newDeployment,
  restarted,
  waitsForPerson,
  withProgress,
} from '../../domain/deployment';
import { personDelaySeconds, pollDelaySeconds } from '../../domain/check-delay';
import { defined } from '../../domain/defined';
import { FailureError, permanent, type Failure } from '../../domain/failure';
import { environmentOf } from '../../domain/holding';
import type { Deployment, StepRecord } from '../../domain/preview';
import type { Environment, StepProgress } from '../../domain/provider';
import { previewId } from '../../domain/preview-key';
import { shortHash } from '../../domain/pull-request';
import type { Hosting } from '../../ports/hosting';
import {
  cancelled,
  deploying,
  failed,
  noted,
  ready,
  vanished,
  wentDown,
  without,
} from '../../domain/transitions';
import { expectReported, hurry, mustWaitForBitbucket } from '../announce/before-touching';
import { blameBranch } from './blame-branch';
import { readVariables, specWithoutVariables } from './deployment-spec';
import {
  become,
  isReported,
  noteOf,
  providerOf,
  usableSettings,
  type ReconcileRun,
} from './reconcile-run';
import { persistInTurn } from './take-turn';

/** After this long an invocation hands over to the next one: a Forge consumer has 55 s in all. */
const INVOCATION_BUDGET_MS = 20_000;

/**
 * A deployment that restarts again and again ends at last. Its age says nothing: after an outage of
 * hours it goes on.
 */
const MOST_RESTARTS = 5;
const TOO_SLEEPY: Failure = permanent(
  'took-too-long',
  'The environment fell asleep again and again while it was deployed.',
  'An admin of the repository picks a plan that does not sleep, or somebody redeploys.',
);

/**
 * Begins to bring the environment that there is to the latest commit and settings. What an older
 * deployment still does is stopped, and Bitbucket stops calling the older commit ready before the
 * environment is touched.
 */
export async function startDeployment(
  run: ReconcileRun,
  { reason, stopped: isStopped }: { reason: string; stopped?: true },
): Promise<void> {
  const provider = providerOf(run);
  const { deployment: previous } = run.preview;
  const { commit, branch } = run.preview.pullRequest;
  const now = run.deps.clock.now();
  const isSuperseded = await stopUnderWay(run);

  const deployment = newDeployment({
    previous,
    commit,
    branch,
    settings: appliedSettings(usableSettings(run).options, run.preview.pullRequest),
    steps: provider.steps(specWithoutVariables(run, commit)),
    reason,
    now,
    waited: run.preview.state.type === 'waiting',
    asked: run.preview.request?.type === 'redeploy',
    over: run.preview.running !== undefined && !isStopped,
    reports: isReported(run),
  });
  const stopped =
    isSuperseded && previous ? ` The deployment of ${shortHash(previous.commit)} was stopped.` : '';
  const text = `Deploying ${shortHash(commit)}: ${reason}.${stopped}`;
  const before = { preview: run.preview, dirty: run.dirty };
  become(run, deploying(run.preview, { deployment, text }, noteOf(run, run.preview.request?.by)));
  expectReported(run);
  await persistInTurn(run, before);
  await mustWaitForBitbucket(run);
}

/** Stops what the deployment under way still does; answers whether there is one. */
async function stopUnderWay(run: ReconcileRun): Promise<boolean> {
  const { deployment, state } = run.preview;
  const environment = environmentOf(run.preview);
  const step = deployment && state.type === 'deploying' ? currentStep(deployment) : undefined;
  if (deployment && step?.state === 'running' && environment) {
    await providerOf(run).stopStep(step.id, environment, deployment.commit);
  }
  return step !== undefined;
}

/** Ends the deployment that is under way: `by` asked for that. What it made stays as it is. */
export async function cancelDeployment(run: ReconcileRun, by: string): Promise<void> {
  await stopUnderWay(run);
  become(run, cancelled(run.preview, by, noteOf(run, by)));
  hurry(run);
}

/** Looks at the step that is under way and starts those that follow, as far as it goes at once. */
export async function advanceDeployment(run: ReconcileRun): Promise<void> {
  const { deps } = run;
  const provider = providerOf(run);
  const deadline = deps.clock.now() + INVOCATION_BUDGET_MS;
  let variables: ReturnType<typeof readVariables> | undefined;
  const known = (commit: string) => (variables ??= readVariables(run, commit));
  // Whoever began may have been broken off before Bitbucket stopped calling an older commit ready.
  if (isUntouched(run) && (await mustWaitForBitbucket(run))) return;

  for (;;) {
    const { deployment } = run.preview;
    const environment = environmentOf(run.preview);
    if (!deployment || !environment) return;
    const step = currentStep(deployment);
    if (!step) return;
    const spec = specWithoutVariables(run, deployment.commit);
    const progress =
      step.state === 'running'
        ? await provider.readStep(step.id, environment, spec, step.startedAt ?? 0, () =>
            known(deployment.commit),
          )
        : await provider.startStep(step.id, environment, {
            ...spec,
            variables: await known(deployment.commit),
          });
    const isOver = progress.state === 'done' || progress.state === 'absent';
    // Before the step counts as over: when it cannot be learned, the step is looked at again.
    if (isOver && !isReported(run)) await learnAddress(run, provider, environment);
    noteProgress(run, deployment, step, progress);
    if (progress.state === 'failed') return fail(run, await blameBranch(run, progress.failure));
    if (progress.state === 'running') return waitForStep(run, deployment, step);
    if (!currentStep(run.preview.deployment ?? deployment)) return succeed(run, progress);
    if (deps.clock.now() > deadline) {
      run.waitSeconds = 1;
      return;
    }
  }
}

/** Whether the deployment has not done anything to the environment yet. */
function isUntouched({ preview: { deployment } }: ReconcileRun): boolean {
  const steps = deployment?.steps.filter(({ id }) => id !== CREATE_STEP.id) ?? [];
  return steps.every(({ state }) => state === 'waiting');
}

function noteProgress(
  run: ReconcileRun,
  deployment: Deployment,
  step: StepRecord,
  progress: StepProgress,
): void {
  const now = run.deps.clock.now();
  become(run, {
    ...without(run.preview, 'trouble'),
    deployment: withProgress(deployment, step.id, progress, now),
  });
}

/** Building takes its time; once it is the app's turn to be stopped and started, it answers soon or not at all. */
function waitForStep(run: ReconcileRun, deployment: Deployment, step: StepRecord): void {
  const now = run.deps.clock.now();
  if (run.preview.deployment && waitsForPerson(run.preview.deployment)) {
    run.waitSeconds = personDelaySeconds(now - deployment.startedAt);
    return;
  }
  const isLast = deployment.steps.indexOf(step) >= deployment.steps.length - 3;
  const startedAt = isLast ? (step.startedAt ?? now) : deployment.startedAt;
  run.waitSeconds = pollDelaySeconds(now - startedAt);
}

/** The provider may give the address only once the environment runs. */
async function learnAddress(
  run: ReconcileRun,
  provider: Hosting,
  environment: Environment,
): Promise<void> {
  if (environment.url) return;
  const found = await provider.find(environment);
  if (found !== 'gone' && found.url) noteAddress(run, found.url);
}

function noteAddress(run: ReconcileRun, url: string): void {
  const { preview } = run;
  const holdings = preview.holdings.map((one) =>
    one.state === 'ours' ? { ...one, environment: { ...one.environment, url } } : one,
  );
  become(run, { ...preview, holdings });
}

function succeed(run: ReconcileRun, last: StepProgress): void {
  const { deployment } = run.preview;
  if (!deployment) return;
  const { commit, seen, warning, url } = last.state === 'done' ? last : {};
  if (commit !== deployment.commit) {
    return fail(
      run,
      permanent(
        'commit-missing',
        `The environment does not run ${shortHash(deployment.commit)}.`,
        'Redeploy.',
        'time',
      ),
    );
  }
  if (url) noteAddress(run, url);
  const serving = { commit, ...defined({ seen, warning }) };
  become(run, ready(run.preview, serving, run.deps.clock.now()));
  hurry(run);
}

/** Ends the attempt to deploy the latest commit with a failure that somebody has to mend. */
export function fail(run: ReconcileRun, failure: Failure): void {
  run.deps.log('failed', { preview: previewId(run.key), code: failure.code });
  const end = { deployment: attempted(run), failure, settingsAt: run.settings?.updatedAt };
  become(run, failed(run.preview, end, run.deps.clock.now()));
  hurry(run);
}

/** What was ready has ended by itself. */
export function endReady(run: ReconcileRun, failure: Failure): void {
  run.deps.log('ended', { preview: previewId(run.key), code: failure.code });
  const end = { failure, settingsAt: run.settings?.updatedAt };
  become(run, wentDown(run.preview, end, run.deps.clock.now()));
  hurry(run);
}

/** The deployment that is under way, or one that did not get beyond its first step. */
function attempted(run: ReconcileRun): Deployment {
  const { deployment: previous, pullRequest } = run.preview;
  const { commit, branch } = pullRequest;
  const { options } = run.settings ?? {};
  const settings = options ? appliedSettings(options, pullRequest) : '';
  if (previous?.commit === commit && previous.endedAt === undefined) return previous;
  const now = run.deps.clock.now();
  return newDeployment({ previous, commit, branch, settings, steps: [CREATE_STEP], now });
}

/**
 * Takes up a deployment whose environment turned out to sleep or to be gone. Answers false when
 * `error` is of another kind.
 */
export function recoverEnvironment(run: ReconcileRun, error: unknown): boolean {
  if (!(error instanceof FailureError)) return false;
  const { deployment } = run.preview;
  if (error.failure.code === 'environment-missing' && environmentOf(run.preview)) {
    become(run, vanished(run.preview, noteOf(run)));
    return true;
  }
  if (error.failure.code === 'environment-asleep' && deployment) {
    if ((deployment.restarts ?? 0) >= MOST_RESTARTS) {
      fail(run, TOO_SLEEPY);
      return true;
    }
    const note = { at: run.deps.clock.now() };
    const next = { ...run.preview, deployment: restarted(deployment) };
    become(run, noted(next, error.failure.message, note));
    run.waitSeconds = pollDelaySeconds(run.deps.clock.now() - deployment.startedAt);
    return true;
  }
  return false;
}
