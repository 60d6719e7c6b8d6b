import { Hono, type Context } from 'hono';
import { findRunningWorkspace, type ApiEnv, type ApiParts } from './api-context';
import { mismatch, Problem } from './problem';
import { ExecuteCommand, parseBody } from './request-body';
import { CommandFailure } from '../machine/workspace-engine';

/** The API's limit for `execute`. */
const EXECUTE_TIMEOUT_MS = 5000;

/** `…/execute` and `…/git/…` of a workspace. */
export function commandRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { engine } = parts;
  const routes = new Hono<ApiEnv>();

  routes.post('/workspaces/:workspaceId/execute', async (c) => {
    const { command, workingDir, env } = await parseBody(c.req.raw, ExecuteCommand);
    const record = findRunningWorkspace(c, parts);
    const { id } = record.workspace;
    // [inferred: nothing shows that a command has the credentials of a private remote]
    const own = Object.fromEntries(record.env.map(({ name, value }) => [name, value]));
    const options = {
      command,
      workingDirectory: workingDir,
      env: { ...own, ...parts.builtInVariables(record), ...env },
      timeoutMs: EXECUTE_TIMEOUT_MS,
    };
    const result = await engine.execute(id, options).catch((error: unknown) => {
      throw error instanceof CommandFailure ? mismatch(`workingDir: ${error.message}`) : error;
    });
    // [inferred: the document gives the limit, but not the answer]
    if (result.timedOut) throw new Problem(400, 'Command timed out', '5000 ms have passed.');
    const { workingDirectory, output, error } = result;
    return c.json({ command, workingDir: workingDirectory, output, error });
  });

  async function pull(c: Context<ApiEnv>): Promise<Response> {
    const record = findRunningWorkspace(c, parts);
    const { id } = record.workspace;
    const from = { remote: c.req.param('remote'), branch: c.req.param('branch') };
    await engine.pull(id, from, parts.findGitAccess(record)).catch(throwGitError);
    return c.body(null, 200);
  }
  routes.post('/workspaces/:workspaceId/git/pull', pull);
  routes.post('/workspaces/:workspaceId/git/pull/:remote', pull);
  routes.post('/workspaces/:workspaceId/git/pull/:remote/:branch', pull);

  routes.get('/workspaces/:workspaceId/git/head', async (c) => {
    const { workspace } = findRunningWorkspace(c, parts);
    const head = await engine.head(workspace.id).catch(throwGitError);
    return c.json({ head });
  });
  return routes;
}

function throwGitError(error: unknown): never {
  throw error instanceof CommandFailure ? new Problem(400, 'Git error', error.message) : error;
}
