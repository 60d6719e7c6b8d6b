import { defined } from '../../../domain/defined';
import { FailureError, permanent, transient, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Environment, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import type { Visit } from '../../http/http';
import { warnOfPage } from '../../http/warn-of-page';
import { hasCommit, newestBuild, readDeploys } from './activities';
import { environmentPath, pageOf, readOwn, toEnvironment, toUrl } from './environment';
import { failureIn, warningOf } from './judge-activity';
import { optionsOf } from './options';
import { type Activity, Deployment, type UpsunEnvironment } from './protocol';
import { RefusalError } from './refusal';
import type { UpsunRequest } from './request';

/** So long an app may answer with an error after it was deployed. */
const ANSWER_LIMIT_MS = 2 * 60_000;
/** So long its address may be silent, before it counts as one that this app cannot reach. */
const SILENCE_LIMIT_MS = 60_000;

const ON_ITS_WORD = 'On the word of Upsun:';

/**
 * Reads back what visitors get: the commit, as Upsun has it, and that the primary route answers. A paused
 * environment answers with a page of Upsun's, so its state is looked at first.
 */
export async function verify(
  request: UpsunRequest,
  environment: Environment,
  spec: DeploymentSpec,
  waitedMs: number,
): Promise<StepProgress> {
  const { branch, commit } = spec.source;
  const found = await readOwn(request, environment, branch);
  if (found.status === 'paused') {
    throw new FailureError(transient('environment-asleep', 'The environment is paused at Upsun.'));
  }
  if (found.status === 'inactive') return { state: 'failed', failure: deactivated() };
  const [deploys, url] = await Promise.all([
    readDeploys(request, environment.place, found),
    readUrl(request, environment, found),
  ]);
  if (!hasCommit(found, deploys, commit)) {
    return { state: 'failed', failure: otherCommit(commit, found.head_commit) };
  }
  const unbuilt = failedBuild(deploys, spec, found);
  if (unbuilt) return { state: 'failed', failure: unbuilt };
  const done = {
    state: 'done',
    commit,
    ...defined({ url, warning: warningOf(deploys[0]) }),
  } as const;
  if (url === undefined) return { ...done, detail: 'The app has no route' };
  return look(await request.visit(url), found, done, waitedMs);
}

/** Why the newest commit is not what runs, though Upsun has it: its build failed, and what was there before runs on. */
function failedBuild(
  deploys: Activity[],
  { options }: DeploymentSpec,
  { id }: UpsunEnvironment,
): Failure | undefined {
  const { consoleUrl } = optionsOf(options);
  const build = newestBuild(deploys);
  return build && failureIn(build, consoleUrl && pageOf(consoleUrl, id));
}

/** The primary route, or the shortest that leads to an app. An environment without an app has none. */
async function readUrl(
  request: UpsunRequest,
  { place }: Environment,
  found: UpsunEnvironment,
): Promise<string | undefined> {
  const path = environmentPath(place, found.id, 'deployments', 'current');
  const call = { purpose: 'read the routes', method: 'GET', path, target: 'environment' } as const;
  try {
    const { routes } = await request.read(call, Deployment);
    const upstream = Object.entries(routes ?? {}).filter(([, { type }]) => type === 'upstream');
    const shortest = upstream.map(([url]) => url).sort(bySecurityAndLength)[0];
    const primary = Object.entries(routes ?? {}).find(([, route]) => route.primary)?.[0];
    const chosen = primary ?? shortest;
    if (chosen !== undefined) return toUrl(chosen);
  } catch (error) {
    if (!(error instanceof RefusalError) || error.status !== 404) throw error;
  }
  return toEnvironment(found, place).url;
}

function bySecurityAndLength(one: string, other: string): number {
  const isSecure = (url: string) => Number(url.startsWith('https:'));
  return isSecure(other) - isSecure(one) || one.length - other.length;
}

type Done = Extract<StepProgress, { state: 'done' }>;

function look(visit: Visit, found: UpsunEnvironment, done: Done, waitedMs: number): StepProgress {
  if (visit === 'blocked') {
    return { ...done, detail: `${ON_ITS_WORD} this app may not visit the address` };
  }
  if (visit === 'silent') {
    if (waitedMs <= SILENCE_LIMIT_MS) return { state: 'running', detail: 'Waiting for an answer' };
    return { ...done, detail: `${ON_ITS_WORD} this app cannot reach the address` };
  }
  // 429 is a gateway's, or an app's that cannot answer yet.
  if (visit.status >= 500 || visit.status === 429) {
    if (waitedMs <= ANSWER_LIMIT_MS) {
      return { state: 'running', detail: `The app answers ${visit.status}` };
    }
    return { state: 'failed', failure: notAnswering(visit.status) };
  }
  // A password that Upsun itself asks for: what is behind it was not seen.
  if (visit.status === 401 && found.http_access?.is_enabled) return { ...done, seen: 'sign-in' };
  const warning = warnOfPage(visit) ?? done.warning;
  return { ...done, seen: 'answered', ...defined({ warning }) };
}

function otherCommit(commit: string, head: string | null | undefined): Failure {
  return permanent(
    'commit-missing',
    `Upsun runs ${head ? shortHash(head) : 'nothing'} instead of ${shortHash(commit)}.`,
    'Redeploy.',
    'time',
  );
}

function deactivated(): Failure {
  return permanent(
    'deployment-failed',
    'The environment was deactivated at Upsun while it was deployed.',
    'Redeploy.',
  );
}

function notAnswering(status: number): Failure {
  return permanent(
    'not-answering',
    `Upsun says that the app runs, but it answers ${status}.`,
    'Look at the log of the app in the Upsun Console: it has to listen on the port in PORT. Then redeploy.',
    'time',
  );
}
