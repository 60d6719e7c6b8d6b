import { cleanText, shortLine } from '../../../domain/clean-text';
import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import type { EnvironmentVariable, Step, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { appFailure, deploymentFailure } from './failure-of';
import type { HostEnvironment } from './protocol';

/** What people see of a deployment. What the host itself does shows as the detail of the first one. */
export const STEPS: Step[] = [
  { id: 'deploy', title: 'Deploy' },
  { id: 'verify', title: 'Check that it answers' },
];

/** A host ends what takes too long itself; this is for one that does not. */
const DEPLOY_LIMIT_MS = 60 * 60_000;

/** How far the newest deployment of an environment is, if it is one of `commit`. */
export function deployProgress(
  { deployment }: HostEnvironment,
  commit: string,
  waitedMs: number,
  hidden: EnvironmentVariable[],
): StepProgress {
  if (deployment.commit !== commit) {
    return { state: 'failed', failure: superseded(deployment.commit) };
  }
  switch (deployment.state) {
    case 'succeeded':
      return { state: 'done', ...timesOf(deployment) };
    case 'failed':
      return {
        state: 'failed',
        failure: deploymentFailure(deployment, hidden),
        ...timesOf(deployment),
      };
    case 'cancelled':
      return { state: 'failed', failure: cancelled() };
    case 'queued':
    case 'running':
      if (waitedMs > DEPLOY_LIMIT_MS) return { state: 'failed', failure: tookTooLong() };
      return { state: 'running', detail: detailOf(deployment) };
  }
}

/** Whether a deployment still goes on. */
export function isUnderWay({ deployment }: HostEnvironment): boolean {
  return deployment.state === 'queued' || deployment.state === 'running';
}

/** As the host says them; ours are those of the looks at it. */
function timesOf({ startedAt, endedAt }: HostEnvironment['deployment']) {
  return defined({ startedAt, endedAt });
}

/**
 * Why what ran is down: `stopped` for a reason that lies with the host. An app that ended by its own fault
 * would do so again.
 */
export function endOf(
  { runs }: HostEnvironment,
  hidden: EnvironmentVariable[],
): 'stopped' | Failure | undefined {
  if (runs?.state !== 'down') return undefined;
  const { mends } = runs.failure ?? {};
  return mends === 'person' || mends === 'settings' ? appFailure(runs, hidden) : 'stopped';
}

function detailOf({ state, steps }: HostEnvironment['deployment']): string {
  if (state === 'queued') return 'Waiting for the host';
  const step = steps?.find((one) => one.state === 'running');
  return step ? shortLine(cleanText(step.title), 120) : 'The host is at work';
}

function superseded(commit: string): Failure {
  return permanent(
    'deployment-failed',
    `Somebody else had the host deploy ${shortHash(cleanText(commit))} to this environment.`,
    'Redeploy.',
    'time',
  );
}

function cancelled(): Failure {
  return permanent('deployment-failed', 'The deployment was cancelled at the host.', 'Redeploy.');
}

function tookTooLong(): Failure {
  return permanent(
    'took-too-long',
    'The deployment was not done after an hour.',
    'Whoever runs the host looks at its log; then redeploy.',
  );
}
