import { Hono } from 'hono';
import { authenticate, type ApiEnv, type ApiParts } from './api-context';
import type { Behaviour } from './behaviour';
import { commandRoutes } from './command-routes';
import { envVarRoutes } from './env-var-routes';
import { logRoutes } from './log-routes';
import { metadataRoutes } from './metadata-routes';
import { pipelineRoutes } from './pipeline-routes';
import { Problem, toProblem } from './problem';
import { workspaceRoutes } from './workspace-routes';

/** Codesphere's public API below `/api`, as far as it is used. */
export function createApi(parts: ApiParts): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>().basePath('/api');
  api.onError((error) => {
    const problem = toProblem(error);
    return Response.json(problem.toBody(), { status: problem.status });
  });
  api.notFound(() => {
    throw new Problem(404, 'Not found', 'The local Codesphere has no such call.');
  });
  api.use(async (c, next) => {
    const response = misbehave(parts.behaviour, c.req);
    if (response) return response;
    await next();
  });
  api.route('/', logRoutes(parts));
  api.use(authenticate(parts.accounts));
  api.route('/', metadataRoutes(parts));
  api.route('/', workspaceRoutes(parts));
  api.route('/', envVarRoutes(parts));
  api.route('/', pipelineRoutes(parts));
  api.route('/', commandRoutes(parts));
  return api;
}

/** The answer to a call that the platform does not take while it, or this call, is out of order. */
function misbehave(
  { outageStatus, retryAfterSeconds, brokenCall }: Behaviour,
  { method, path }: { method: string; path: string },
): Response | undefined {
  if (method === brokenCall?.method && path.endsWith(brokenCall.pathEnd)) {
    const { status } = brokenCall;
    const problem = new Problem(status, 'Internal server error');
    return Response.json(status >= 400 ? problem.toBody() : {}, { status });
  }
  if (outageStatus !== undefined) {
    const headers = { 'content-type': 'text/html' };
    const page = '<html><body><h1>Service unavailable</h1></body></html>';
    return new Response(page, { status: outageStatus, headers });
  }
  if (retryAfterSeconds !== undefined) {
    const problem = new Problem(429, 'Too many requests');
    const headers = { 'retry-after': String(retryAfterSeconds) };
    return Response.json(problem.toBody(), { status: 429, headers });
  }
  return undefined;
}
