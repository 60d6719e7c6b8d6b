import { permanent, type Failure } from '../../../domain/failure';
import type { Environment, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { environmentCall, toUrl, Workspace } from './environment';
import { detailOf, judgeStage } from './judge-stage';
import type { WorkspaceSpec } from './options';
import { readHead } from './read-head';
import type { CodesphereRequest } from './request';
import { readEntries, stageFailure } from './stage';

const ANSWER_LIMIT_MS = 2 * 60_000;
const STAGE_LIMIT_MS = 30 * 60_000;

/**
 * Reads back what runs: the environment has the commit, and it answers. Any answer below 500 counts,
 * which includes the redirect to Codesphere's sign-in that a restricted environment sends. An
 * environment whose `run` is off has nothing that could answer.
 */
export async function verify(
  request: CodesphereRequest,
  environment: Environment,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  const [head, status] = await Promise.all([
    readHead(request, environment.id),
    spec.stages.run ? visit(request, environment) : undefined,
  ]);
  if (head !== spec.commit) return { state: 'failed', failure: otherCommit(spec, head) };
  if (!spec.stages.run || (status !== undefined && status < 500)) {
    return { state: 'done', commit: head };
  }
  return explainSilence(request, environment, now - startedAt, status);
}

async function visit(
  request: CodesphereRequest,
  { id, url }: Environment,
): Promise<number | undefined> {
  if (url) return request.visit(url);
  const call = environmentCall(id, 'read the address of the environment', 'GET');
  const known = toUrl((await request.read(call, Workspace)).devDomain);
  return known === undefined ? undefined : request.visit(known);
}

/** A server counts as running from its first step on: it may still be on its way, or have failed. */
async function explainSilence(
  request: CodesphereRequest,
  { id }: Environment,
  waitedMs: number,
  status: number | undefined,
): Promise<StepProgress> {
  const entries = await readEntries(request, id, 'run');
  const judgement = judgeStage('run', entries, 0, Infinity);
  if (judgement.type === 'failed') {
    return { state: 'failed', failure: await stageFailure(request, id, 'run', judgement) };
  }
  const under = entries.filter(({ steps }) => steps.at(-1)?.state === 'waiting');
  const limit = under.length > 0 ? STAGE_LIMIT_MS : ANSWER_LIMIT_MS;
  if (waitedMs > limit) return { state: 'failed', failure: notAnswering(status) };
  const detail = detailOf(under);
  return { state: 'running', ...(detail === undefined ? {} : { detail }) };
}

function otherCommit({ commit }: WorkspaceSpec, head: string | undefined): Failure {
  const has = head === undefined ? 'no commit' : shortHash(head);
  return permanent(
    'commit-missing',
    `The environment has ${has} checked out instead of ${shortHash(commit)}.`,
    'Redeploy. Whoever works in the environment itself should use one of their own.',
    'time',
  );
}

function notAnswering(status: number | undefined): Failure {
  const how = status === undefined ? 'does not answer' : `answers ${status}`;
  return permanent(
    'not-answering',
    `The app was started, but its address still ${how} after 2 minutes.`,
    'Check that the run stage starts a server that listens on port 3000 on all interfaces.',
    'time',
  );
}
