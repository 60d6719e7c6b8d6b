import { Hono, type Context } from 'hono';
import { findAccount, findRunningWorkspace, type ApiEnv, type ApiParts } from './api-context';
import { mismatch, Problem, toProblem } from './problem';
import { parseInput, PathNumber, PathStage } from './request-body';
import type { LogEntry, StepLog } from './step-log';

/**
 * `…/logs/…` of a workspace, as event streams. An error is an event too, `problem`, and the HTTP
 * status stays 200 even for a wrong token: so these routes check it themselves.
 */
export function logRoutes(parts: ApiParts): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>();

  const stream = (find: (c: Context<ApiEnv>) => StepLog | undefined) => (c: Context<ApiEnv>) => {
    try {
      c.set('account', findAccount(parts.accounts, c.req.header('authorization')));
      return eventStream(find(c));
    } catch (error) {
      return problemStream(toProblem(error));
    }
  };
  const find = (c: Context<ApiEnv>, stageName: string | undefined, where: string | undefined) => {
    const stage = parseInput(PathStage, stageName, 'stage');
    const step = parseInput(PathNumber, c.req.param('step'), 'step');
    const { workspace, landscape } = findRunningWorkspace(c, parts);
    if (stage === 'run' && where === undefined && landscape.length > 0) {
      throw new Problem(400, 'Run stage logs requested for Multi Server Deployment');
    }
    const log = parts.pipeline.findLog(workspace.id, stage, step, where);
    if (log) return log;
    // Logs end with the process of the platform, and with sleep: a step without one is no error.
    const servers = parts.pipeline
      .state(workspace.id, stage)
      .filter((one) => where === undefined || [one.server, one.replica].includes(where));
    const isKnown = servers.length === 0 || servers.some(({ steps }) => step < steps.length);
    if (!isKnown) throw mismatch(`step: there is no step ${step}.`);
    return undefined;
  };

  routes.get(
    '/workspaces/:workspaceId/logs/run/:step/server/:server',
    stream((c) => find(c, 'run', c.req.param('server'))),
  );
  routes.get(
    '/workspaces/:workspaceId/logs/run/:step/replica/:replica',
    stream((c) => find(c, 'run', c.req.param('replica'))),
  );
  routes.get(
    '/workspaces/:workspaceId/logs/:stage/:step',
    stream((c) => find(c, c.req.param('stage'), undefined)),
  );
  return routes;
}

const STREAM_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };

function event(name: 'data' | 'problem', data: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

function problemStream(problem: Problem): Response {
  return new Response(event('problem', problem.toBody()), { headers: STREAM_HEADERS });
}

/** Ends when the step has ended [inferred: the document does not say]; at once without a log. */
function eventStream(log: StepLog | undefined): Response {
  let leave: (() => void) | undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (!log) return controller.close();
      const onEntries = (entries: LogEntry[]) => controller.enqueue(event('data', entries));
      leave = log.read(onEntries, () => controller.close());
    },
    cancel: () => leave?.(),
  });
  return new Response(body, { headers: STREAM_HEADERS });
}
