import { cleanText, shorten } from '../../../domain/clean-text';
import { permanent, type Failure } from '../../../domain/failure';
import type { Environment, EnvironmentVariable, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { hideValuesInTail } from '../../../domain/hide-values';
import { tailOf, withLog } from '../../../domain/log-tail';
import { CHECKOUT_SCRIPT, MARK, markOf, PULL_MARK, type Ending } from './checkout-script';
import type { WorkspaceSpec } from './options';
import { pull } from './pull';
import { readHidden } from './read-env-vars';
import { readHead } from './read-head';
import type { CodesphereRequest } from './request';
import { runScript } from './run-script';

/** A clone is there when the environment runs; a moment is allowed all the same. */
const CLONE_LIMIT_MS = 10_000;
/** For so long what failed is tried again: a connection may break. */
const RETRY_LIMIT_MS = 90_000;
/** The longest time for a fetch that goes on. */
const FETCH_LIMIT_MINUTES = 10;

/** What git says when the branch or the commit is not there, and when it may not look. */
const GONE = /couldn't find remote ref|could not parse object|unknown revision|bad object/i;
const DENIED = /authentication failed|could not read (username|password)|access denied/i;

/**
 * Brings the checkout to the commit, also after a force push, which a pull does not survive. What earlier
 * builds left goes, dependencies apart, and submodules follow.
 */
export async function startCheckout(
  request: CodesphereRequest,
  { id }: Pick<Environment, 'id'>,
  spec: WorkspaceSpec,
): Promise<StepProgress> {
  const head = await readHead(request, id);
  if (head === undefined) return { state: 'running', detail: 'being cloned' };
  let refusal = '';
  if (head !== spec.commit) {
    await checkOut(request, id, spec, 'ready');
    const pulled = await pull(request, id, spec);
    if (pulled === 'unanswered') return BEING_FETCHED;
    refusal = pulled.refusal;
  }
  const output = await checkOut(request, id, spec, 'start', refusal);
  return endingOf(output, spec) === 'done' ? { state: 'done' } : { state: 'running' };
}

const BEING_FETCHED: StepProgress = { state: 'running', detail: 'being fetched' };

/** Looks whether the commit is checked out, and for the reason when it is not. */
export async function readCheckout(
  request: CodesphereRequest,
  { id }: Environment,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  const waited = now - startedAt;
  if ((await readHead(request, id)) === undefined) {
    if (waited < CLONE_LIMIT_MS) return { state: 'running', detail: 'being cloned' };
    const what = 'The environment has no clone of the repository.';
    return { state: 'failed', failure: noAccess('environment-useless', what) };
  }
  const output = await checkOut(request, id, spec, 'look');
  const ending = endingOf(output, spec);
  if (ending === 'done') return { state: 'done' };
  if (ending === 'busy' || ending === undefined) {
    if (waited > FETCH_LIMIT_MINUTES * 60_000) {
      return { state: 'failed', failure: tookTooLong(spec) };
    }
    return ending === 'busy' ? BEING_FETCHED : startCheckout(request, { id }, spec);
  }
  // A branch or a commit that is gone stays so; a connection that broke is worth another try.
  const isFinal = ending === 'no-submodules' || isDenied(output) || GONE.test(output);
  if (!isFinal && waited < RETRY_LIMIT_MS) return startCheckout(request, { id }, spec);
  const failure = failureOf(output, ending, spec);
  const logTail = await readableTail(request, id, spec.readable, output);
  return { state: 'failed', failure: withLog(failure, logTail) };
}

/**
 * Whether the repository may not be read. A pull has the credentials, so that its words count; a fetch
 * after one that was refused has none.
 */
function isDenied(output: string): boolean {
  const pulled = output.split('\n').find((line) => line.startsWith(PULL_MARK));
  return DENIED.test(pulled ?? output);
}

/** How the run ended whose output this is; undefined for one that was broken off. */
function endingOf(output: string, { commit }: WorkspaceSpec): Ending | 'busy' | undefined {
  const last = tailOf(cleanText(output)).at(-1);
  const endings = ['done', 'failed', 'no-submodules', 'busy'] as const;
  return endings.find((ending) => last === markOf(ending, commit));
}

function checkOut(
  request: CodesphereRequest,
  id: string,
  { branch, commit, gitUrl, fresh }: WorkspaceSpec,
  mode: 'ready' | 'start' | 'look',
  refusal = '',
): Promise<string> {
  return runScript(request, id, 'fetch the commit', CHECKOUT_SCRIPT, {
    PREVIEW_MODE: mode,
    PREVIEW_URL: gitUrl,
    PREVIEW_BRANCH: branch,
    PREVIEW_COMMIT: commit,
    PREVIEW_PULL: refusal,
    PREVIEW_FRESH: fresh ? 'yes' : 'no',
  });
}

/**
 * The last lines of what a checkout printed. A hook that an earlier stage left in the clone may have
 * printed env vars, so the values that nobody may read are hidden; when these cannot be read there is no log.
 */
async function readableTail(
  request: CodesphereRequest,
  id: string,
  readable: EnvironmentVariable[],
  output: string,
): Promise<string[]> {
  const hidden = await readHidden(request, id, readable).catch(() => undefined);
  if (!hidden) return [];
  const lines = tailOf(hideValuesInTail(cleanText(output), hidden));
  return lines.filter((line) => !line.startsWith(`${MARK} `));
}

function failureOf(output: string, ending: Ending, spec: WorkspaceSpec): Failure {
  if (ending === 'no-submodules') return withoutSubmodules(spec);
  if (GONE.test(output)) return commitMissing(spec);
  if (isDenied(output)) {
    return noAccess('clone-failed', 'Codesphere could not fetch from the repository.');
  }
  return permanent(
    'fetch-failed',
    `The environment could not fetch ${shortHash(spec.commit)} from the repository.`,
    'Look at what git says below it. If it does not pass by itself, delete the preview and redeploy.',
    'time',
  );
}

function noAccess(code: 'clone-failed' | 'environment-useless', what: string): Failure {
  return permanent(
    code,
    what,
    'Whoever owns the API key connects Bitbucket in Codesphere with an account that may read this repository; then redeploy.',
    'time',
  );
}

function commitMissing({ branch, commit }: WorkspaceSpec): Failure {
  return permanent(
    'commit-missing',
    `The environment could not check out ${shortHash(commit)} of branch ${shorten(cleanText(branch), 100)}.`,
    'Check that the branch still has this commit, then redeploy or push again.',
    'time',
  );
}

function withoutSubmodules({ commit }: WorkspaceSpec): Failure {
  return permanent(
    'submodules-missing',
    `The environment could not fetch the submodules of ${shortHash(commit)}.`,
    'Let the submodules lie in public repositories, or copy their code: Codesphere has credentials for the repository itself only.',
  );
}

function tookTooLong({ commit }: WorkspaceSpec): Failure {
  return permanent(
    'took-too-long',
    `${shortHash(commit)} was not fetched within ${FETCH_LIMIT_MINUTES} minutes.`,
    'Redeploy. If it stays slow, take large files out of the repository.',
    'time',
  );
}
