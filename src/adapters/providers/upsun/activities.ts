import * as v from 'valibot';
import type { Place } from '../../../domain/provider';
import { projectPath, type Call } from './call';
import { environmentPath, may } from './environment';
import { Activity, type UpsunEnvironment } from './protocol';
import { RefusalError } from './refusal';
import type { UpsunRequest } from './request';

/** How many of the newest are read: pushes and variables come in groups, what is older is of no use. */
const COUNT = 25;

/** What brings an environment to a commit or to settings. Backups, crons and types of tomorrow do not. */
const DEPLOYS =
  /^environment\.(push|activate|redeploy|resume|synchronize|deploy|initialize|branch|merge|variable\.\w+|resources\.update|update\.http_access)$/;

const UNDER_WAY = ['pending', 'scheduled', 'in_progress'];

/** What Upsun did with an environment to deploy it, the newest first. */
export async function readDeploys(
  request: UpsunRequest,
  project: Place,
  { id }: UpsunEnvironment,
): Promise<Activity[]> {
  const call: Call = {
    purpose: 'read what Upsun does with the environment',
    method: 'GET',
    path: `${environmentPath(project, id, 'activities')}?count=${COUNT}`,
    target: 'environment',
  };
  const all = await request.read(call, v.array(Activity));
  return all
    .filter(({ type }) => DEPLOYS.test(type))
    .sort((one, other) => (other.created_at ?? 0) - (one.created_at ?? 0));
}

/** Whether it waits or works. Staged ones wait for a person or for `releaseStaged`. */
export function isUnderWay({ state }: Activity): boolean {
  return UNDER_WAY.includes(state);
}

/** What builds the branch. A redeploy and a resume start what was built before. */
const BUILDS = /^environment\.(push|activate|synchronize|initialize|branch|merge|variable\.\w+)$/;

/**
 * The newest that built, or tried to, and has ended. While it is one that failed, what runs is of an older
 * commit, whatever was redeployed since.
 */
export function newestBuild(deploys: Activity[]): Activity | undefined {
  return deploys.find((one) => BUILDS.test(one.type) && !isUnderWay(one) && one.state !== 'staged');
}

/** Whether an activity is the push of a commit. */
export function isPushOf({ parameters, payload }: Activity, commit: string): boolean {
  if (parameters?.new_commit === commit) return true;
  return payload?.commits?.some(({ sha }) => sha === commit) ?? false;
}

/**
 * Whether Upsun has a commit as the newest of the branch. What an environment says of it may lag behind a
 * push that is under way.
 */
export function hasCommit(
  { head_commit: head }: UpsunEnvironment,
  deploys: Activity[],
  commit: string,
): boolean {
  if (head === commit) return true;
  const push = deploys.find(({ type }) => type === 'environment.push');
  return push !== undefined && isPushOf(push, commit);
}

/** Ends an activity. One that has ended meanwhile, or cannot be ended, goes on. */
export async function cancelActivity(
  request: UpsunRequest,
  project: Place,
  activity: Activity,
): Promise<void> {
  const isKnown = Object.keys(activity._links ?? {}).length > 0;
  if (isKnown && !may(activity, 'cancel')) return;
  const path = projectPath(project, 'activities', activity.id, 'cancel');
  const purpose = 'stop the deployment';
  try {
    await request.write({ purpose, method: 'POST', path, target: 'environment', body: {} });
  } catch (error) {
    if (error instanceof RefusalError && [400, 404, 409].includes(error.status)) return;
    throw error;
  }
}

/** Has Upsun deploy what it keeps back, because deployments of the environment are started by hand. */
export async function releaseStaged(
  request: UpsunRequest,
  project: Place,
  { id }: UpsunEnvironment,
): Promise<void> {
  const path = environmentPath(project, id, 'deploy');
  const body = { strategy: 'stopstart' };
  const purpose = 'deploy what is staged';
  await request.write({ purpose, method: 'POST', path, target: 'environment', body });
}
