import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import { withLog } from '../../../domain/log-tail';
import type {
  DeploymentSpec,
  Environment,
  EnvironmentVariable,
  StepProgress,
} from '../../../domain/provider';
import {
  cancelActivity,
  isPushOf,
  isUnderWay,
  newestBuild,
  readDeploys,
  releaseStaged,
} from './activities';
import { readTail } from './activity-log';
import { begin, rebuild } from './begin-deploy';
import { findOurs, pageOf, readOwn } from './environment';
import { detailOf, failureIn } from './judge-activity';
import { optionsOf } from './options';
import type { Activity, UpsunEnvironment } from './protocol';
import type { UpsunRequest } from './request';

/** Upsun hears of a push at about the time that this app does; what it began earlier is of another deployment. */
const AHEAD_MS = 2 * 60_000;
const ACTIVATION = 'environment.activate';
/** So long something that was begun may not show: no activity is a legal answer. */
const NOTHING_LIMIT_MS = 3 * 60_000;
/** A build may take long, and others may come first. */
const DEPLOY_LIMIT_MS = 2 * 60 * 60_000;

/**
 * Has Upsun deploy the environment, unless it does so already: a push to an active one is deployed without
 * being asked. Doing it again does no harm: what is under way is followed.
 */
export async function startDeploy(
  request: UpsunRequest,
  environment: Environment,
  spec: DeploymentSpec,
  now: number,
): Promise<StepProgress> {
  const { found, deploys } = await look(request, environment, spec);
  const isActivated = deploys.some((one) => isUnderWay(one) && one.type === ACTIVATION);
  // The push of a branch that is not active deploys nothing, so it is not waited for.
  if (found.status === 'inactive' && !isActivated) return begin(request, environment, found, spec);
  const progress = await underWay(request, environment, found, deploys);
  if (progress) return progress;
  const newest = deploys[0];
  const isRunning = ['active', 'dirty'].includes(found.status);
  if (isRunning && newest && isOf(newest, spec, now) && !isOver(newest, spec)) {
    return judge(request, environment, found, newest, spec, () => Promise.resolve(spec.variables));
  }
  const build = newestBuild(deploys);
  const isUnbuilt = build !== undefined && failureIn(build, undefined) !== undefined;
  if (isRunning && isUnbuilt) return rebuild(request, environment, found, spec);
  return begin(request, environment, found, spec);
}

/** Looks at what Upsun does. */
export async function readDeploy(
  request: UpsunRequest,
  environment: Environment,
  spec: DeploymentSpec,
  { now, startedAt }: { now: number; startedAt: number },
  readVariables: () => Promise<EnvironmentVariable[]>,
): Promise<StepProgress> {
  const waitedMs = now - startedAt;
  const { found, deploys } = await look(request, environment, spec);
  const progress = await underWay(request, environment, found, deploys);
  if (progress) {
    const isLate = waitedMs > DEPLOY_LIMIT_MS;
    return isLate ? { state: 'failed', failure: tookTooLong() } : progress;
  }
  const newest = deploys[0];
  if (newest && isOf(newest, spec, startedAt)) {
    const judged = await judge(request, environment, found, newest, spec, readVariables);
    // Its state may be behind the end of what was done with it.
    const isBehind = judged.state === 'done' && found.status !== 'active';
    if (!isBehind) return judged;
  }
  if (found.status === 'active' && waitedMs > AHEAD_MS) return { state: 'done' };
  if (waitedMs > NOTHING_LIMIT_MS) return { state: 'failed', failure: notBegun(found.status) };
  return { state: 'running', detail: 'Waiting for Upsun to begin' };
}

/**
 * Cancels what Upsun does for this commit, or at this app's word. The push of a newer commit, which it may
 * have taken up already, goes on.
 */
export async function stopDeploy(
  request: UpsunRequest,
  environment: Environment,
  commit: string,
): Promise<void> {
  const found = await findOurs(request, environment);
  if (found === 'gone') return;
  const deploys = await readDeploys(request, environment.place, found);
  const isOwn = (one: Activity) => one.type !== 'environment.push' || isPushOf(one, commit);
  for (const one of deploys.filter((it) => isUnderWay(it) && isOwn(it))) {
    await cancelActivity(request, environment.place, one);
  }
}

async function look(request: UpsunRequest, environment: Environment, spec: DeploymentSpec) {
  const found = await readOwn(request, environment, spec.source.branch);
  const deploys = await readDeploys(request, environment.place, found);
  return { found, deploys };
}

/** How far what waits or works is; what is staged is let go. */
async function underWay(
  request: UpsunRequest,
  { place }: Environment,
  found: UpsunEnvironment,
  deploys: Activity[],
): Promise<StepProgress | undefined> {
  const working = deploys.find(({ state }) => state === 'in_progress') ?? deploys.find(isUnderWay);
  if (working) return { state: 'running', detail: detailOf(working) };
  if (deploys[0]?.state !== 'staged') return undefined;
  await releaseStaged(request, place, found);
  return {
    state: 'running',
    detail: 'Starting what Upsun keeps back until it is deployed by hand',
  };
}

function isOf({ created_at: createdAt }: Activity, spec: DeploymentSpec, now: number): boolean {
  const begunAt = Math.min(spec.begunAt ?? now, now);
  return createdAt !== undefined && createdAt >= begunAt - AHEAD_MS;
}

/** Whether it had failed before this deployment was begun, so that somebody wants it tried again. */
function isOver(one: Activity, { begunAt = 0 }: DeploymentSpec): boolean {
  return failureIn(one, undefined) !== undefined && (one.completed_at ?? Infinity) < begunAt;
}

async function judge(
  request: UpsunRequest,
  environment: Environment,
  found: UpsunEnvironment,
  activity: Activity,
  spec: DeploymentSpec,
  readVariables: () => Promise<EnvironmentVariable[]>,
): Promise<StepProgress> {
  const times = defined({ startedAt: activity.started_at, endedAt: activity.completed_at });
  const { consoleUrl } = optionsOf(spec.options);
  const failure = failureIn(activity, consoleUrl && pageOf(consoleUrl, found.id));
  if (!failure) return { state: 'done', ...times };
  const tail = await readTail(request, environment, found, activity, spec, readVariables);
  return { state: 'failed', failure: withLog(failure, tail), ...times };
}

function tookTooLong(): Failure {
  return permanent(
    'took-too-long',
    'Upsun was not done after two hours.',
    'Look at the environment in the Upsun Console, then redeploy.',
  );
}

function notBegun(status: string): Failure {
  const is = status === 'inactive' ? 'is not active' : 'runs nothing new';
  return permanent(
    'deployment-failed',
    `Upsun took the call and did nothing: the environment ${is}.`,
    'Redeploy. If it stays so, look at the environment in the Upsun Console.',
    'time',
  );
}
