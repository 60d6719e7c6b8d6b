import { permanent, type Failure } from '../../../domain/failure';
import { withLog } from '../../../domain/log-tail';
import type {
  DeploymentSpec,
  Environment,
  EnvironmentVariable,
  StepProgress,
} from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import type { Visit } from '../../http/http';
import { warnOfPage } from '../../http/warn-of-page';
import { getEnvironment, urlOf } from './environment';
import { withExpiry } from './expiry';
import { failureIn, isRunning, isStopped } from './judge';
import { optionsOf } from './options';
import { readTail } from './read-tail';
import type { KnownToken } from './call';
import type { OnaRequest } from './request';
import { listServices, stateOfApp } from './service';
import { stoppedFailure } from './start-step';

/** So long an app may take until it answers: its command may install and build first. */
const ANSWER_LIMIT_MS = 30 * 60_000;
/** So long its address may be silent, before it counts as one that this app cannot reach. */
const SILENCE_LIMIT_MS = 5 * 60_000;
/** So long Ona may take to tell address and commit. */
const TOLD_LIMIT_MS = 2 * 60_000;

const ON_ITS_WORD = 'On the word of Ona:';

interface Look {
  environment: Environment;
  spec: DeploymentSpec;
  waitedMs: number;
  known: KnownToken;
}

/** Whether the app was started, and runs. */
export async function readApp(
  request: OnaRequest,
  { environment, spec }: Pick<Look, 'environment' | 'spec'>,
  readVariables: () => Promise<EnvironmentVariable[]>,
): Promise<StepProgress> {
  const found = await getEnvironment(request, environment);
  if (isStopped(found)) return { state: 'failed', failure: stoppedFailure(found) };
  const broken = failureIn(found);
  if (broken) return { state: 'failed', failure: broken };
  const app = stateOfApp(found, await listServices(request, found.id), spec);
  if (app.state === 'starting') return { state: 'running', detail: 'Waiting for the app' };
  if (app.state !== 'failed') return { state: 'done' };
  const variables = await readVariables();
  const tail = await readTail(request, found.id, app.service?.status?.logUrl, {
    ...spec,
    variables,
  });
  return { state: 'failed', failure: withLog(app.failure, tail) };
}

/**
 * Reads back what visitors get: the commit that the environment has, that its services run, and that the port
 * answers. A port that only members of the organization may open asks this app for a sign-in, too.
 */
export async function verify(
  request: OnaRequest,
  look: Look,
  readVariables: () => Promise<EnvironmentVariable[]>,
): Promise<StepProgress> {
  const { environment, spec, waitedMs, known } = look;
  const app = await readApp(request, look, readVariables);
  if (app.state !== 'done') return app;
  const found = await getEnvironment(request, environment);
  if (!isRunning(found)) return { state: 'running', detail: 'Waiting for the environment' };
  const { port, admission } = optionsOf(spec.options);
  const commit = found.status?.content?.git?.latestCommit ?? undefined;
  const url = urlOf(found, port);
  if (commit && commit !== spec.source.commit) {
    return { state: 'failed', failure: otherCommit(spec.source.commit, commit) };
  }
  if (!commit || !url) {
    if (waitedMs <= TOLD_LIMIT_MS) return { state: 'running', detail: 'Waiting for Ona to tell' };
    return { state: 'failed', failure: commit ? noAddress(port) : COMMIT_UNTOLD };
  }
  const done = {
    state: 'done' as const,
    commit,
    url,
    ...withExpiry(undefined, known.expires, known.now()),
  };
  return judge(await request.visit(url), done, {
    waitedMs,
    isMembersOnly: admission === 'organization',
    known,
  });
}

type Done = Extract<StepProgress, { state: 'done' }>;

function judge(
  visit: Visit,
  done: Done,
  {
    waitedMs,
    isMembersOnly,
    known,
  }: { waitedMs: number; isMembersOnly: boolean; known: KnownToken },
): StepProgress {
  if (visit === 'blocked') {
    return { ...done, detail: `${ON_ITS_WORD} this app may not visit the address` };
  }
  if (visit === 'silent') {
    if (waitedMs <= SILENCE_LIMIT_MS) return { state: 'running', detail: 'Waiting for an answer' };
    return { ...done, detail: `${ON_ITS_WORD} this app cannot reach the address` };
  }
  const { status } = visit;
  if (isMembersOnly && ((status >= 300 && status < 400) || status === 401 || status === 403)) {
    return { ...done, seen: 'sign-in' };
  }
  if (status >= 500 || status === 429) {
    if (waitedMs <= ANSWER_LIMIT_MS) {
      return { state: 'running', detail: `The port answers ${status}` };
    }
    return { state: 'failed', failure: notAnswering(status) };
  }
  return {
    ...done,
    seen: 'answered',
    ...withExpiry(warnOfPage(visit), known.expires, known.now()),
  };
}

function otherCommit(wanted: string, has: string): Failure {
  return permanent(
    'commit-missing',
    `The environment at Ona has ${shortHash(has)} instead of ${shortHash(wanted)}.`,
    'Redeploy.',
    'time',
  );
}

const COMMIT_UNTOLD = permanent(
  'commit-missing',
  'Ona does not tell which commit the environment has, so it is not called ready.',
  'Redeploy. If it stays so, the runner may be too old to tell.',
  'time',
);

function noAddress(port: number): Failure {
  return permanent(
    'no-address',
    `Ona gives port ${port} of the environment no address.`,
    'An admin of the Ona organization checks whether its policies let ports be shared. Then redeploy.',
    'provider',
  );
}

function notAnswering(status: number): Failure {
  return permanent(
    'not-answering',
    `The environment runs, but its port answers ${status}.`,
    'The app has to listen on 0.0.0.0, on the port of the settings, and the dev container to be on the network of its host. Fix it, then push.',
  );
}
