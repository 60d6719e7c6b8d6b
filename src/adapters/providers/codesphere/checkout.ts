import { object, string } from 'valibot';
import { cleanText, shorten } from '../../../domain/clean-text';
import { permanent } from '../../../domain/failure';
import type { Environment, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { CHECKOUT_SCRIPT, failureMark } from './checkout-script';
import { environmentCall } from './environment';
import { hideValuesInTail } from '../../../domain/hide-values';
import { tailOf, withLog } from '../../../domain/log-tail';
import type { WorkspaceSpec } from './options';
import { readEnvVars } from './read-env-vars';
import { readHead } from './read-head';
import type { CodesphereRequest } from './request';

const Executed = object({ output: string() });

/** A clone is there when the environment runs; a moment is allowed all the same. */
const CLONE_LIMIT_MS = 10_000;
const FETCH_LIMIT_MS = 90_000;

/** What git says when the branch or the commit is not there. */
const GONE = /couldn't find remote ref|could not parse object|unknown revision|bad object/i;

/**
 * Brings the checkout to the commit, also after a force push, which `git pull` does not survive. The
 * fetch goes on in the background: Codesphere ends a command after 5 s.
 */
export async function startCheckout(
  request: CodesphereRequest,
  { id }: Environment,
  spec: WorkspaceSpec,
): Promise<StepProgress> {
  const head = await readHead(request, id);
  if (head === spec.commit) return { state: 'done' };
  if (head === undefined) return { state: 'running', detail: 'being cloned' };
  await runScript(request, id, spec, 'start');
  return { state: 'running' };
}

/** Looks whether the commit is checked out, and for the reason when it is not. */
export async function readCheckout(
  request: CodesphereRequest,
  { id }: Environment,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  const waited = now - startedAt;
  const head = await readHead(request, id);
  if (head === spec.commit) return { state: 'done' };
  if (head === undefined) {
    if (waited < CLONE_LIMIT_MS) return { state: 'running', detail: 'being cloned' };
    return cloneFailed('environment-useless', 'The environment has no clone of the repository.');
  }
  const output = await runScript(request, id, spec, 'look');
  const failed = tailOf(cleanText(output)).at(-1) === failureMark(spec.commit);
  if (!failed && waited < FETCH_LIMIT_MS) return { state: 'running' };
  const logTail = await readableTail(request, id, output);
  if (failed) logTail.pop();
  if (/authentication failed|could not read (username|password)|access denied/i.test(output)) {
    const what = 'Codesphere could not fetch from the repository.';
    return cloneFailed('clone-failed', what, logTail);
  }
  // A branch or a commit that is gone stays so; a connection that broke is worth another try.
  if (waited < FETCH_LIMIT_MS && !GONE.test(output)) {
    await runScript(request, id, spec, 'start');
    return { state: 'running', detail: 'trying again' };
  }
  return commitMissing(spec, logTail);
}

/**
 * The last lines of what a checkout printed. A hook that an earlier stage left in the clone may have
 * printed env vars, so their values are hidden; when these cannot be read there is no log.
 */
async function readableTail(
  request: CodesphereRequest,
  id: string,
  output: string,
): Promise<string[]> {
  const variables = await readEnvVars(request, id).catch(() => undefined);
  return variables ? tailOf(hideValuesInTail(cleanText(output), variables)) : [];
}

async function runScript(
  request: CodesphereRequest,
  id: string,
  { branch, commit }: WorkspaceSpec,
  mode: 'start' | 'look',
): Promise<string> {
  const env = { PREVIEW_MODE: mode, PREVIEW_BRANCH: branch, PREVIEW_COMMIT: commit };
  const body = { command: CHECKOUT_SCRIPT, env };
  const call = environmentCall(id, 'fetch the commit', 'POST', '/execute', { body });
  return (await request.read(call, Executed)).output;
}

function cloneFailed(
  code: 'clone-failed' | 'environment-useless',
  what: string,
  logTail: string[] = [],
): StepProgress {
  const failure = permanent(
    code,
    what,
    'Whoever owns the API key connects Bitbucket in Codesphere with an account that may read this repository; then redeploy.',
    'time',
  );
  return { state: 'failed', failure: withLog(failure, logTail) };
}

function commitMissing({ branch, commit }: WorkspaceSpec, logTail: string[]): StepProgress {
  const failure = permanent(
    'commit-missing',
    `The environment could not check out ${shortHash(commit)} of branch ${shorten(cleanText(branch), 100)}.`,
    'Check that the branch still has this commit, then redeploy or push again.',
    'time',
  );
  return { state: 'failed', failure: withLog(failure, logTail) };
}
