import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import type { Environment, EnvironmentVariable, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import type { Visit } from '../../http/http';
import { warnOfPage } from '../../http/warn-of-page';
import { missing } from './deploy';
import { environmentUrl, findEnvironment, toEnvironment } from './environment';
import { appFailure } from './failure-of';
import type { HostEnvironment } from './protocol';
import type { HostRequest } from './request';

/** So long an app that the host calls up may answer with an error. */
const ANSWER_LIMIT_MS = 2 * 60_000;
/** So long its address may be silent, before it counts as one that this app cannot reach. */
const SILENCE_LIMIT_MS = 60_000;
/** So long it may take to start. */
const START_LIMIT_MS = 5 * 60_000;

/**
 * Reads back what visitors get: the commit, as the host read it from what it built, and that the app
 * answers. Where this app cannot reach the address, the host's word is taken, and the step says so.
 */
export async function verify(
  request: HostRequest,
  environment: Environment,
  commit: string,
  waitedMs: number,
  hidden: EnvironmentVariable[],
): Promise<StepProgress> {
  const found = await findEnvironment(request, environment);
  if (found === 'gone') throw missing();
  const { runs } = found;
  // A merge with another commit is not the commit.
  if (runs?.commit !== commit || runs.destination) {
    return { state: 'failed', failure: otherCommit(commit, runs) };
  }
  switch (runs.state) {
    case 'down':
      return { state: 'failed', failure: appFailure(runs, hidden) };
    case 'asleep':
      return wake(request, environment);
    case 'starting':
      return waitedMs > START_LIMIT_MS
        ? { state: 'failed', failure: notAnswering('is still starting') }
        : { state: 'running', detail: 'The app is starting' };
    case 'up':
      return look(request, toEnvironment(found, environment.place).url, commit, waitedMs);
  }
}

async function wake(request: HostRequest, { id, place }: Environment): Promise<StepProgress> {
  const url = `${environmentUrl(request, place, id)}/wake`;
  await request.write({ purpose: 'wake the environment', method: 'POST', url });
  return { state: 'running', detail: 'The environment is waking up' };
}

async function look(
  request: HostRequest,
  url: string | undefined,
  commit: string,
  waitedMs: number,
): Promise<StepProgress> {
  if (url === undefined) return { state: 'done', commit, detail: 'The host gave no address' };
  const seen: Visit = await request.visit(url);
  if (seen === 'blocked') {
    return {
      state: 'done',
      commit,
      detail: 'On the word of the host: this app may not visit the address',
    };
  }
  if (seen === 'silent') {
    if (waitedMs <= SILENCE_LIMIT_MS) return { state: 'running' };
    return {
      state: 'done',
      commit,
      detail: 'On the word of the host: this app cannot reach the address',
    };
  }
  // 429 is a gateway's, or an app's that cannot answer yet.
  if (seen.status < 500 && seen.status !== 429) {
    return { state: 'done', commit, seen: 'answered', ...defined({ warning: warnOfPage(seen) }) };
  }
  if (waitedMs <= ANSWER_LIMIT_MS) return { state: 'running' };
  return { state: 'failed', failure: notAnswering(`answers ${seen.status}`) };
}

function otherCommit(commit: string, runs: HostEnvironment['runs']): Failure {
  const what = runs?.destination ? 'a merge of it' : runs ? shortHash(runs.commit) : 'nothing';
  return permanent(
    'commit-missing',
    `The host runs ${what} instead of ${shortHash(commit)}.`,
    'Redeploy.',
    'time',
  );
}

function notAnswering(how: string): Failure {
  return permanent(
    'not-answering',
    `The host says that the app runs, but it ${how}.`,
    'Check that the app answers at its address, then redeploy.',
    'time',
  );
}
