import { Hono } from 'hono';
import { findWorkspace, type ApiEnv, type ApiParts } from './api-context';
import { EnvVars, parseBody, VariableNames } from './request-body';
import type { EnvVar } from './workspace-record';

/** `…/env-vars` of a workspace. What runs already does not see a change. */
export function envVarRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { registry } = parts;
  const routes = new Hono<ApiEnv>();

  routes.get('/workspaces/:workspaceId/env-vars', (c) => c.json(findWorkspace(c, parts).env));

  routes.put('/workspaces/:workspaceId/env-vars', async (c) => {
    const { workspace } = findWorkspace(c, parts);
    const added = await parseBody(c.req.raw, EnvVars);
    // What is not named stays: removing has a call of its own.
    await registry.update(workspace.id, (record) => {
      record.env = mergeVariables(record.env, added);
    });
    return c.body(null, 200);
  });

  routes.delete('/workspaces/:workspaceId/env-vars', async (c) => {
    const { workspace } = findWorkspace(c, parts);
    const names = await parseBody(c.req.raw, VariableNames);
    await registry.update(workspace.id, (record) => {
      record.env = record.env.filter(({ name }) => !names.includes(name));
    });
    return c.body(null, 200);
  });

  return routes;
}

/** `present` with `added`; of two with one name the later one stays. */
export function mergeVariables(present: EnvVar[], added: EnvVar[]): EnvVar[] {
  const merged = new Map([...present, ...added].map(({ name, value }) => [name, value]));
  return [...merged].map(([name, value]) => ({ name, value }));
}
