import { randomUUID } from 'node:crypto';
import type { Behaviour } from './behaviour';
import type { Resolvers } from './graphql';
import { ENDED, stateOf, type RunRecord, type StackRecord } from './records';

/** A page of runs, newest first. */
const PAGE_SIZE = 50;
/** So much of a log comes with one answer. */
const LOG_PAGE = 20;

/** A stack with the fields that the API documents and a caller may ask for. */
export function showStack(stack: StackRecord, behaviour: Behaviour): Resolvers {
  const [namespace = '', repository = ''] = stack.fullName.split('/');
  return {
    id: stack.id,
    name: stack.name,
    space: stack.space.toLowerCase(),
    spaceDetails: { id: stack.space.toLowerCase(), name: stack.space },
    namespace,
    repository,
    branch: stack.branch,
    projectRoot: stack.projectRoot,
    provider: 'BITBUCKET_CLOUD',
    vcsDetached: behaviour.detached,
    isDisabled: behaviour.disabled,
    lockedBy: behaviour.lockedBy || null,
    lockNote: behaviour.lockedBy ? 'Hands off' : null,
    autodeploy: false,
    vcsIntegration: null,
    run: ({ id }: { id?: string }) => {
      const run = stack.runs.find((one) => one.id === id);
      return run ? showRun(run, behaviour) : null;
    },
    runs: ({ before }: { before?: string | null }) => page(stack, 'TRACKED', before, behaviour),
    proposedRuns: ({ before }: { before?: string | null }) =>
      page(stack, 'PROPOSED', before, behaviour),
  };
}

function page(
  { runs }: StackRecord,
  type: RunRecord['type'],
  before: string | null | undefined,
  behaviour: Behaviour,
): Resolvers[] {
  const all = runs.filter((one) => one.type === type).reverse();
  const from = before ? all.findIndex(({ id }) => id === before) + 1 : 0;
  return all.slice(from, from + PAGE_SIZE).map((run) => showRun(run, behaviour));
}

/** A run. Numbers are there once it was planned. */
export function showRun(run: RunRecord, { deltaMissing }: Behaviour): Resolvers {
  const state = stateOf(run);
  const finished = ENDED.includes(state);
  const isPlanned = finished || ['PENDING_REVIEW', 'UNCONFIRMED'].includes(state);
  const rest = { importCount: 0, moveCount: 0, forgetCount: 0 };
  return {
    id: run.id,
    type: run.type,
    state,
    finished,
    branch: run.branch,
    createdAt: run.createdAt,
    updatedAt: run.history[0]?.timestamp ?? run.createdAt,
    triggeredBy: run.triggeredBy,
    needsApproval: state === 'PENDING_REVIEW',
    canConfirm: state === 'UNCONFIRMED',
    canRetry: finished && run.type === 'PROPOSED' && run.branch !== null,
    commit: { hash: run.commit },
    delta: isPlanned && run.delta && !deltaMissing ? { ...run.delta, ...rest } : null,
    history: run.history.map((one) => ({
      ...one,
      note: one.note || null,
      hasLogs: run.logs[one.state] !== undefined,
      terminal: ENDED.includes(one.state),
    })),
    logs: ({ state: of = '', token }: { state?: string; token?: string | null }) =>
      showLogs(run.logs[of], token),
  };
}

function showLogs(text: string | undefined, token: string | null | undefined): Resolvers {
  const lines = (text ?? '').split('\n').filter((line) => line !== '');
  const from = Number(/^line-(\d+)-/.exec(token ?? '')?.[1] ?? 0);
  const part = lines.slice(from, from + LOG_PAGE);
  const next = from + part.length;
  return {
    exists: text !== undefined,
    expired: false,
    finished: next >= lines.length,
    hasMore: next < lines.length,
    nextToken: `line-${next}-${randomUUID().slice(0, 8)}`,
    messages: part.map((message) => ({ timestamp: 0, message: `${message}\n` })),
  };
}
