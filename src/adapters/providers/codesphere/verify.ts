import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import type { Environment, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { warnOfPage } from '../../http/warn-of-page';
import { detailOf, isIdeAlone, judgeStage, type Entry } from './judge-stage';
import type { WorkspaceSpec } from './options';
import { ciFile } from './read-ci-file';
import { readHead } from './read-head';
import { nameOf } from './read-page';
import type { CodesphereRequest } from './request';
import { readEntries, stageFailure } from './stage';
import { visitApp, type Visited } from './visit-app';

const ANSWER_LIMIT_MS = 2 * 60_000;
const STAGE_LIMIT_MS = 30 * 60_000;

/**
 * Reads back what runs: the environment has the commit, and its app answers. Behind a sign-in the app
 * cannot be seen: there it is enough that no server of `run` has ended or is still on its way. An
 * environment whose `run` is off has nothing that could answer.
 */
export async function verify(
  request: CodesphereRequest,
  environment: Environment,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  const [head, visited] = await Promise.all([
    readHead(request, environment.id),
    spec.stages.run ? visitApp(request, environment, spec) : undefined,
  ]);
  if (head !== spec.commit) return { state: 'failed', failure: otherCommit(spec, head) };
  if (!visited) return { state: 'done', commit: head };
  const { page, seen, declared } = visited;
  const url = visited.url === environment.url ? undefined : visited.url;
  if (page && seen === 'answered') {
    const warning = warnOfPage(page, declared?.path);
    return { state: 'done', commit: head, seen, ...defined({ warning, url }) };
  }
  const servers = await lookAtRun(request, environment, spec);
  if ('state' in servers) return servers;
  const under = servers.filter(({ steps }) => steps.at(-1)?.state === 'waiting');
  if (seen === 'sign-in' && under.length === 0) {
    return { state: 'done', commit: head, seen, ...defined({ url }) };
  }
  const limit = under.length > 0 ? STAGE_LIMIT_MS : ANSWER_LIMIT_MS;
  if (now - startedAt > limit) {
    return {
      state: 'failed',
      failure: isIdeAlone(servers) ? nothingRuns(spec, visited) : notAnswering(visited),
    };
  }
  return { state: 'running', ...defined({ detail: detailOf(under) }) };
}

/**
 * The servers of `run`, or why it failed: a server counts as running from its first step on, so it may
 * still be on its way, or have ended since.
 */
async function lookAtRun(
  request: CodesphereRequest,
  environment: Environment,
  spec: WorkspaceSpec,
): Promise<Entry[] | Extract<StepProgress, { state: 'failed' }>> {
  const entries = await readEntries(request, environment.id, 'run');
  const judgement = judgeStage('run', entries, 0, Infinity);
  if (judgement.type === 'failed') {
    const failure = await stageFailure(request, environment, 'run', spec, judgement);
    return { state: 'failed', failure };
  }
  return entries;
}

function otherCommit({ commit }: WorkspaceSpec, head: string | undefined): Failure {
  const has = head === undefined ? 'no commit' : shortHash(head);
  return permanent(
    'commit-missing',
    `The environment has ${has} checked out instead of ${shortHash(commit)}.`,
    'Redeploy. To try something by hand, use an environment of your own.',
    'time',
  );
}

/** Codesphere lists no server of `run`, and none was seen to answer. */
function nothingRuns({ profile }: WorkspaceSpec, { page }: Visited): Failure {
  return permanent(
    'not-answering',
    `Codesphere lists no server of the run stage, and the address still ${nameOf(page)} after 2 minutes.`,
    `Check that ${ciFile(profile)} has steps below run that start a server, or switch the stage off in the repository settings.`,
    'time',
  );
}

function notAnswering({ page, declared }: Visited): Failure {
  const at = declared ? `, at ${declared.path},` : '';
  return permanent(
    'not-answering',
    `The app was started, but its address${at} still ${nameOf(page)} after 2 minutes.`,
    `Let the server of the run stage listen on port ${declared?.port ?? 3000} and on all interfaces (0.0.0.0): on localhost (127.0.0.1) alone nobody reaches it.`,
    'time',
  );
}
