import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import type { Activity } from '../activity';
import type { CallLog } from '../call-log';
import type { Clock, MovableClock } from '../clock';
import { describeIssues } from '../describe-issue';
import { defined } from '../../src/domain/defined';
import { BodyError, readJson } from '../read-json';
import type { ForgeEvent } from '../scheduler/event-delivery';
import type { InvokeResolver } from './invoke-resolver';

/** What tests and other programs do to the platform, below `/_local/`. */
export interface Control {
  handle(request: Request): Promise<Response>;
}

export interface ControlOptions {
  activity: Activity;
  calls: CallLog;
  /** Delivers an event at once; returns an id for each invocation that it causes. */
  raise: (event: ForgeEvent) => string[];
  /** Runs a scheduled trigger; undefined when there is none of this key. */
  runScheduled: (moduleKey: string) => Promise<void> | undefined;
  /** Calls what the app does before it is uninstalled. */
  prepareUninstall: () => Promise<void>;
  invokeResolver: InvokeResolver;
  /** Switches of stand-ins, by name. */
  standIns?: Readonly<Record<string, Switches>>;
  /** The time that the platform and the app go by. */
  clock: Clock & Partial<MovableClock>;
}

/** How a stand-in behaves. */
interface Switches {
  behaviour: object;
  /** What is no switch, or no value of one, is a `ValiError`. */
  behave: (changes: unknown) => void;
}

const Advance = v.object({
  advance: v.pipe(v.number(), v.minValue(0), v.maxValue(10 * 365 * 24 * 60 * 60)),
});

const Event = v.looseObject({ eventType: v.string() });

const Invocation = v.object({
  user: v.string(),
  module: v.string(),
  repository: v.optional(
    v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/, 'must be "<workspace>/<repository>"')),
  ),
  workspace: v.optional(v.pipe(v.string(), v.regex(/^[^/]+$/, 'must be the name of a workspace'))),
  project: v.optional(
    v.pipe(v.string(), v.regex(/^[^/]+\/[^/]+$/, 'must be "<workspace>/<project key>"')),
  ),
  pullRequest: v.optional(v.number()),
  function: v.string(),
  payload: v.optional(v.unknown()),
});

/** `idle` gives up after this long when the caller does not say. */
const DEFAULT_IDLE_SECONDS = 30;

/** Answers JSON, an error as `{"error"}`. */
export function createControl(options: ControlOptions): Control {
  const app = new Hono().basePath('/_local');
  app.post('/events', async (c) => {
    const event = v.safeParse(Event, await readJson(c.req.raw));
    if (!event.success) return c.json({ error: describeIssues(event.issues, 'body') }, 400);
    return c.json({ invocations: options.raise(event.output) }, 202);
  });
  app.post('/scheduled/:key', async (c) => {
    const run = options.runScheduled(c.req.param('key'));
    if (!run) return c.json({ error: `No scheduled trigger "${c.req.param('key')}"` }, 404);
    await run;
    return c.json({});
  });
  app.post('/uninstall', async (c) => {
    await options.prepareUninstall();
    return c.json({});
  });
  app.on(['GET', 'POST'], '/providers/:name', async (c) => {
    const known = options.standIns ?? {};
    const name = c.req.param('name');
    const one = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!one) return c.json({ error: `No provider "${name}" has switches` }, 404);
    if (c.req.method === 'POST') one.behave(await readJson(c.req.raw));
    return c.json(one.behaviour);
  });
  app.get('/clock', (c) => c.json({ now: new Date(options.clock.now()).toISOString() }));
  app.post('/clock', async (c) => {
    const move = v.safeParse(Advance, await readJson(c.req.raw));
    if (!move.success) return c.json({ error: describeIssues(move.issues, 'body') }, 400);
    if (!options.clock.advance) return c.json({ error: 'This clock cannot be moved' }, 501);
    options.clock.advance(move.output.advance * 1000);
    return c.json({ now: new Date(options.clock.now()).toISOString() });
  });
  app.post('/invoke', (c) => answerInvoke(c, options.invokeResolver));
  app.get('/calls', (c) => c.json(options.calls.since(Number(c.req.query('since') ?? 0) || 0)));
  app.get('/idle', async (c) => {
    const seconds = Number(c.req.query('timeout') ?? DEFAULT_IDLE_SECONDS);
    const idle = await options.activity.whenIdle(Math.max(0, seconds || 0) * 1000);
    return idle ? c.json({ idle }) : c.json({ idle, pending: options.activity.pending() }, 504);
  });
  app.onError((error, c) => {
    if (error instanceof v.ValiError) {
      const [issue] = error.issues as v.BaseIssue<unknown>[];
      return c.json({ error: issue ? describeIssues([issue], 'body') : error.message }, 400);
    }
    if (error instanceof BodyError) return c.json({ error: error.message }, error.status);
    throw error;
  });
  app.notFound((c) => c.json({ error: `There is no ${c.req.path}` }, 404));
  return { handle: async (request) => app.fetch(request) };
}

async function answerInvoke(c: Context, invokeResolver: InvokeResolver): Promise<Response> {
  const call = v.safeParse(Invocation, await readJson(c.req.raw));
  if (!call.success) return c.json({ error: describeIssues(call.issues, 'body') }, 400);
  const { user, module, payload, function: name, ...place } = call.output;
  const said = [place.repository, place.project, place.workspace].filter(Boolean);
  if (said.length !== 1) {
    return c.json({ error: 'Say one of the repository, the project and the workspace' }, 400);
  }
  const answer = await invokeResolver({
    user,
    module,
    function: name,
    payload,
    ...defined(place),
  });
  if ('error' in answer) return c.json({ error: answer.error }, 500);
  return Response.json(answer.result ?? null);
}
