import { type Context, Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { BodyError } from '../read-json';
import { accountRoutes } from './account-routes';
import { activityRoutes, listActivities } from './activity-routes';
import { refused } from './answers';
import { place, projectOf, type ApiParts } from './api-parts';
import { environmentRoutes } from './environment-routes';
import { integrationRoutes } from './integration-routes';
import { showEnvironment } from './show';
import type { TokenServer } from './token-server';
import { variableRoutes } from './variable-routes';

const PROJECT = '/projects/:project';
const ENVIRONMENT = `${PROJECT}/environments/:environment`;

/** The API. `/projects/…` and `/api/projects/…` are the same there. */
export function createApi(
  parts: ApiParts,
  tokens: TokenServer,
): (request: Request) => Promise<Response> {
  const app = new Hono();
  const { behaviour } = parts;

  app.post('/oauth2/token', (c) => tokens.exchange(c.req.raw));
  app.use('*', async (c, next) => {
    if (behaviour.rateLimitedSeconds > 0) {
      const headers = { 'retry-after': String(behaviour.rateLimitedSeconds) };
      return new Response(null, { status: 429, headers });
    }
    if (behaviour.stepUp) {
      const challenge = 'Bearer error="insufficient_user_authentication"';
      const headers = { 'www-authenticate': challenge };
      return Response.json({ amr: ['mfa'], max_age: 3600 }, { status: 401, headers });
    }
    if (!tokens.isValid(c.req.raw)) return refused(behaviour, 401, 'The token is not valid.');
    if (behaviour.role === 'viewer' && c.req.method !== 'GET') {
      return refused(behaviour, 403, 'The user is no admin of this environment.');
    }
    return next();
  });
  app.route('/', accountRoutes(parts.projects));
  app.use(`${PROJECT}/*`, async (c: Context, next) => {
    await parts.fetched(projectOf(parts, c));
    return next();
  });
  app.get(PROJECT, (c) => {
    const { id, title } = projectOf(parts, c);
    const { mostEnvironments: environments, suspended } = behaviour;
    const subscription = {
      plan: 'upsun/flex',
      environments,
      storage: 1024,
      suspended,
      restricted: false,
    };
    return c.json({ id, title, region: 'eu-3.platform.sh', default_branch: 'main', subscription });
  });
  app.get(`${PROJECT}/environments`, (c) => {
    const project = projectOf(parts, c);
    return c.json(project.environments.map((one) => showEnvironment(parts, project, one)));
  });
  app.get(`${ENVIRONMENT}/activities`, (c) => {
    const { project, environment } = place(parts, c);
    return c.json(listActivities(parts, project, (one) => one.environment === environment.id));
  });
  app.route(`${PROJECT}/integrations`, integrationRoutes(parts));
  app.route(`${ENVIRONMENT}/variables`, variableRoutes(parts));
  app.route(ENVIRONMENT, environmentRoutes(parts));
  app.route(`${PROJECT}/activities`, activityRoutes(parts));
  app.notFound((c) => refused(behaviour, 404, `There is no ${c.req.path}.`));
  app.onError((error) => {
    if (error instanceof HTTPException) return error.getResponse();
    if (error instanceof BodyError) return refused(behaviour, error.status, error.message);
    throw error;
  });
  return async (request) => app.fetch(below(request));
}

/** The same request without `/upsun` and `/api` before its path. */
function below(request: Request): Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.replace(/^\/upsun(?=\/)/, '').replace(/^\/api(?=\/projects\/)/, '');
  return new Request(url, request);
}
