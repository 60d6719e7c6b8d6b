import { FailureError, permanent } from '../../../domain/failure';
import type { Place } from '../../../domain/provider';
import { RUNS } from './documents';
import { stacksOf } from './options';
import { StackRuns, type ListedRun, type StackState } from './protocol';
import type { SpaceliftRequest } from './request';

/** A list has fifty runs a page, as far as is known; what is further back is of another time. */
const MOST_PAGES = 3;

/** States after which nothing follows. One that is not known is followed for as long as it is not finished. */
const ENDED = ['FINISHED', 'FAILED', 'STOPPED', 'CANCELED', 'DISCARDED', 'SKIPPED'];

/** A stack with its newest proposed run of a commit, if there is one. */
export interface StackRun {
  stack: string;
  state: StackState;
  run: ListedRun | undefined;
}

/** The newest proposed runs of a commit in all stacks of a place. */
export function findRuns(
  request: SpaceliftRequest,
  place: Place,
  commit: string,
): Promise<StackRun[]> {
  return Promise.all(stacksOf(place).map((stack) => findRun(request, stack, commit)));
}

async function findRun(
  request: SpaceliftRequest,
  stack: string,
  commit: string,
): Promise<StackRun> {
  let before: string | null = null;
  for (let page = 1; ; page += 1) {
    const variables: Record<string, unknown> = { stack, before };
    const call = { purpose: `read the runs of ${stack}`, query: RUNS, variables };
    const { stack: found } = await request.read(call, StackRuns);
    // What the key may not see is answered as if it were not there.
    if (!found) throw new FailureError(unseen(stack));
    const { proposedRuns, ...state } = found;
    const own = proposedRuns.filter(({ commit: { hash } }) => isSame(hash, commit));
    // Spacelift may plan a commit again by itself: what is newest counts.
    const run = own.sort((one, other) => other.createdAt - one.createdAt)[0];
    const last = proposedRuns.at(-1)?.id;
    if (run || last === undefined || page === MOST_PAGES) return { stack, state, run };
    before = last;
  }
}

/** Some of Bitbucket's answers have twelve digits of a commit. */
function isSame(hash: string, commit: string): boolean {
  return hash.length >= 12 && commit.startsWith(hash.toLowerCase());
}

/** Whether nothing follows any more. */
export function hasEnded({ state, finished }: Pick<ListedRun, 'state' | 'finished'>): boolean {
  return finished || ENDED.includes(state);
}

/** Whether it waits for a worker. */
export function isQueued({ state }: ListedRun): boolean {
  return state === 'QUEUED' || state === 'READY';
}

/**
 * Whether a key of this id had it started: runs that were started by the API have no branch and name the
 * beginning of the key's id.
 */
export function isStartedBy(keyId: string, { triggeredBy, branch }: ListedRun): boolean {
  const [by, id] = triggeredBy.split('::');
  return by === 'api' && Boolean(id) && keyId.startsWith(id ?? '') && branch === '';
}

/** Whether a push had Spacelift make it by itself: then it tells Bitbucket of it, too. */
export function isOfPush({ triggeredBy }: ListedRun): boolean {
  return triggeredBy === '' || triggeredBy === 'vcs/commit';
}

/** The page of a run. */
export function runUrl({ host }: SpaceliftRequest, stack: string, run: string): string {
  return `https://${host}/stack/${encodeURIComponent(stack)}/run/${encodeURIComponent(run)}`;
}

function unseen(stack: string) {
  return permanent(
    'place-unavailable',
    `The API key sees no stack ${stack}.`,
    "An admin of the Spacelift account gives the key a role in the stack's space, or an admin of the repository chooses another stack in the repository settings.",
    'settings',
  );
}
