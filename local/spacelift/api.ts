import * as v from 'valibot';
import type { Clock } from '../clock';
import { BodyError, readJson } from '../read-json';
import type { Behaviour } from './behaviour';
import type { Checkout } from './checkout';
import { answerOf, GraphqlError, parseDocument, type Resolvers } from './graphql';
import { ENDED, stateOf, type RunRecord, type StackRecord } from './records';
import type { Runner } from './runner';
import { showRun, showStack } from './show';
import { createTokens } from './tokens';

export interface ApiParts {
  clock: Clock;
  behaviour: Behaviour;
  /** All stacks; asked at each call, since repositories come and go. */
  stacks: () => StackRecord[];
  checkoutOf: (stack: StackRecord) => Checkout;
  runner: Runner;
  /** What Spacelift may still do after a push that it has heard of. */
  heard: (stack: StackRecord) => Promise<void>;
}

/** The name of the key, and what runs that it starts say of it. */
const KEY_ID = 'local-key';
const BY_KEY = `api::${KEY_ID}::previews`;

const Body = v.object({
  query: v.string(),
  variables: v.nullish(v.record(v.string(), v.unknown()), {}),
});
const Search = v.object({
  first: v.nullish(v.number(), 50),
  after: v.nullish(v.string()),
});

/** The GraphQL API. It answers 200 to nearly everything. */
export function createApi(parts: ApiParts): (request: Request) => Promise<Response> {
  const { behaviour } = parts;
  const tokens = createTokens(parts.clock);

  return async (request) => {
    if (behaviour.broken) return page(behaviour.broken);
    if (request.method !== 'POST') return page(400);
    const body = await readJson(request).catch((error: unknown) => {
      if (error instanceof BodyError) return error;
      throw error;
    });
    if (body instanceof BodyError) return page(body.status);
    const parsed = v.safeParse(Body, body);
    if (!parsed.success) return page(400);
    const { query, variables } = parsed.output;
    const isKnown = tokens.isKnown(request.headers.get('authorization'));
    try {
      const { type, fields } = parseDocument(query);
      const root = type === 'query' ? queries(parts, isKnown) : mutations(parts, tokens, isKnown);
      return Response.json({ data: await answerOf(fields, root, variables) });
    } catch (error) {
      if (!(error instanceof GraphqlError)) throw error;
      return Response.json({ data: null, errors: [{ message: error.message }] });
    }
  };
}

function page(status: number): Response {
  const headers = { 'content-type': 'text/html' };
  return new Response('<html><body>Something went wrong.</body></html>', { status, headers });
}

/** What nobody asks is answered as if it were not there. */
function queries({ stacks, behaviour, heard }: ApiParts, isKnown: boolean): Resolvers {
  const seen = () => (isKnown ? stacks() : []);
  return {
    viewer: isKnown ? { id: `api::${KEY_ID}`, name: 'previews', admin: false } : null,
    async stack({ id }: { id?: string }) {
      const found = seen().find((one) => one.id === id);
      if (!found) return null;
      await heard(found);
      return showStack(found, behaviour);
    },
    searchStacks({ input }: { input?: unknown }) {
      const { first, after } = v.parse(Search, input);
      const all = seen();
      const from = after ? Number(after.slice(1)) : 0;
      const part = all.slice(from, from + first);
      return {
        edges: part.map((one) => ({ node: showStack(one, behaviour) })),
        pageInfo: {
          endCursor: `c${from + part.length}`,
          hasNextPage: from + part.length < all.length,
          hasPreviousPage: from > 0,
        },
      };
    },
  };
}

interface Target {
  stack?: string;
  run?: string;
}

function mutations(
  { stacks, behaviour, checkoutOf, runner, heard }: ApiParts,
  tokens: ReturnType<typeof createTokens>,
  isKnown: boolean,
): Resolvers {
  function find(given: Target): { stack: StackRecord; run: RunRecord } {
    const stack = findStack(given);
    const run = stack.runs.find(({ id }) => id === given.run);
    if (!run) throw new GraphqlError('could not find run: not found');
    return { stack, run };
  }
  function findStack({ stack: id }: Target): StackRecord {
    if (!isKnown || behaviour.readOnly) throw new GraphqlError('unauthorized');
    const stack = stacks().find((one) => one.id === id);
    if (!stack) throw new GraphqlError('unauthorized');
    return stack;
  }
  function checkOpen(): void {
    if (behaviour.lockedBy) throw new GraphqlError(`stack is locked by ${behaviour.lockedBy}`);
    if (behaviour.disabled) throw new GraphqlError('stack is disabled');
    if (behaviour.detached) throw new GraphqlError('stack has no VCS integration');
  }
  const end = (given: Target, wanted: string, from: string[]) => {
    const { stack, run } = find(given);
    const state = stateOf(run);
    if (!from.includes(state)) throw new GraphqlError(`cannot do this to a run that is ${state}`);
    if (!(behaviour.stopsLate && wanted === 'STOPPED')) runner.move(stack, run, wanted);
    return showRun(run, behaviour);
  };
  return {
    apiKeyUser: ({ id, secret }: { id?: string; secret?: string }) =>
      id === KEY_ID && secret === 'local-token' ? tokens.make() : null,
    async runTrigger({
      stack: id,
      commitSha,
      runType = 'TRACKED',
    }: Target & Record<string, string>) {
      const stack = findStack({ ...(id === undefined ? {} : { stack: id }) });
      checkOpen();
      await heard(stack);
      const checkout = checkoutOf(stack);
      await checkout.fetch();
      const commit = commitSha ?? stack.heads[stack.branch] ?? '';
      if (!(await checkout.has(commit))) throw new GraphqlError('could not resolve commit');
      const type = runType === 'PROPOSED' ? 'PROPOSED' : 'TRACKED';
      const run = runner.start(stack, { type, commit, branch: null, triggeredBy: BY_KEY });
      return showRun(run, behaviour);
    },
    runRetry(given: Target) {
      const { stack, run } = find(given);
      checkOpen();
      if (!ENDED.includes(stateOf(run))) throw new GraphqlError('run has not ended');
      if (!behaviour.retryIsNew) runner.takeUp(stack, run);
      const { type, commit, branch } = run;
      const again = behaviour.retryIsNew
        ? runner.start(stack, { type, commit, branch, triggeredBy: BY_KEY })
        : run;
      return showRun(again, behaviour);
    },
    runCancel: (given: Target) => end(given, 'CANCELED', ['QUEUED', 'READY', 'PENDING_REVIEW']),
    runStop: (given: Target) => end(given, 'STOPPED', ['PREPARING', 'INITIALIZING', 'PLANNING']),
    runReview({ decision, ...given }: Target & { decision?: string }) {
      const { stack, run } = find(given);
      if (stateOf(run) !== 'PENDING_REVIEW') throw new GraphqlError('run waits for no review');
      runner.move(stack, run, decision === 'REJECT' ? 'FAILED' : 'FINISHED', 'reviewed');
      return { id: run.id, decision };
    },
  };
}
