import { Hono } from 'hono';
import { accountRoutes, workspaceRoutes } from './account-routes';
import { authenticate } from '../actor';
import { ApiError, errorResponse, failureResponse, notFound } from '../api-error';
import { isBitbucketOperation } from './bitbucket-operations';
import { branchRoutes } from './branches';
import { buildStatusRoutes, pullRequestStatusRoutes } from './build-statuses';
import { commentRoutes } from './comments';
import { commitListRoutes, commitRoutes } from './commits';
import { pullRequestActionRoutes } from './pull-request-actions';
import { diffstatRoutes, pullRequestContentRoutes } from './pull-request-contents';
import { pullRequestRoutes } from './pull-requests';
import { repositoryRoutes } from './repositories';
import type { RestEnv } from './rest';
import type { Site } from '../site';
import { sourceFileRoutes } from './source-files';

/** The REST API under `/2.0`. */
export function restApp(site: Site): Hono<RestEnv> {
  // Clients end paths with a slash or not, as the examples did that they were written after.
  const app = new Hono<RestEnv>({ strict: false });
  app.use(async (c, next) => {
    c.set('actor', authenticate(c.req.raw, site.serviceToken));
    await next();
  });
  const repository = '/2.0/repositories/:workspace/:slug';
  app.route(`${repository}/pullrequests`, pullRequestRoutes(site));
  app.route(`${repository}/pullrequests`, pullRequestActionRoutes(site));
  app.route(`${repository}/pullrequests`, pullRequestContentRoutes(site));
  app.route(`${repository}/pullrequests`, pullRequestStatusRoutes(site));
  app.route(`${repository}/pullrequests`, commentRoutes(site));
  app.route(`${repository}/commit`, commitRoutes(site));
  app.route(`${repository}/commit`, buildStatusRoutes(site));
  app.route(`${repository}/commits`, commitListRoutes(site));
  app.route(`${repository}/refs`, branchRoutes(site));
  app.route(`${repository}/diffstat`, diffstatRoutes(site));
  app.route(`${repository}/src`, sourceFileRoutes(site));
  app.route('/2.0/repositories', repositoryRoutes(site));
  app.route('/2.0/workspaces', workspaceRoutes(site));
  app.route('/2.0', accountRoutes(site));
  app.notFound((c) => errorResponse(noSuchCall(c.req.method, c.req.path)));
  app.onError(failureResponse);
  return app;
}

/** A client must be able to tell a call that is missing only here from one that Bitbucket has not. */
function noSuchCall(method: string, path: string): ApiError {
  const call = `${method} ${path}`;
  if (!isBitbucketOperation(method, path)) return notFound(call);
  return new ApiError(501, `Bitbucket Cloud has ${call}, the local platform has not.`);
}
