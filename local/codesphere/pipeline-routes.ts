import { Hono, type Context } from 'hono';
import { findRunningWorkspace, findWorkspace, type ApiEnv, type ApiParts } from './api-context';
import { Problem } from './problem';
import { parseInput, PathProfile, PathStage } from './request-body';
import type { WorkspaceRecord } from './workspace-record';

/** `…/pipeline/…` and `…/landscape/…` of a workspace. */
export function pipelineRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { registry, pipeline } = parts;
  const routes = new Hono<ApiEnv>();
  const readStage = (c: Context<ApiEnv>) => parseInput(PathStage, c.req.param('stage'), 'stage');
  const readProfile = (c: Context<ApiEnv>) => {
    const profile = c.req.param('profile');
    return profile === undefined ? undefined : parseInput(PathProfile, profile, 'profile');
  };

  async function startStage(c: Context<ApiEnv>): Promise<Response> {
    const stage = readStage(c);
    const profile = readProfile(c);
    const record = findRunningWorkspace(c, parts);
    await pipeline.start(record.workspace.id, stage, profile);
    return c.body(null, 200);
  }

  async function deploy(c: Context<ApiEnv>): Promise<Response> {
    const profile = readProfile(c);
    const { workspace } = findRunningWorkspace(c, parts);
    const config = await pipeline.readConfig(workspace.id, profile);
    if (config.kind === 'flat') {
      throw new Problem(400, 'Workspace does not support Multi Server Deployments');
    }
    const servers = config.services.map(({ name }) => name);
    await setLandscape(workspace.id, servers);
    return c.body(null, 200);
  }

  async function setLandscape(id: number, servers: string[]): Promise<void> {
    await registry.update(id, (record: WorkspaceRecord) => (record.landscape = servers));
  }

  routes.post('/workspaces/:workspaceId/landscape/deploy', deploy);
  routes.post('/workspaces/:workspaceId/landscape/deploy/:profile', deploy);
  routes.delete('/workspaces/:workspaceId/landscape/teardown', async (c) => {
    const { workspace, landscape } = findWorkspace(c, parts);
    if (landscape.length > 0) await pipeline.stop(workspace.id, 'run');
    await setLandscape(workspace.id, []);
    return c.body(null, 200);
  });
  routes.post('/workspaces/:workspaceId/pipeline/:stage/start', startStage);
  routes.post('/workspaces/:workspaceId/pipeline/:stage/start/:profile', startStage);
  routes.post('/workspaces/:workspaceId/pipeline/:stage/stop', async (c) => {
    const stage = readStage(c);
    await pipeline.stop(findRunningWorkspace(c, parts).workspace.id, stage);
    return c.body(null, 200);
  });
  routes.get('/workspaces/:workspaceId/pipeline/:stage', (c) => {
    const stage = readStage(c);
    const record = findWorkspace(c, parts);
    if (record.phase !== 'running') throw new Problem(400, 'Workspace is not running');
    return c.json(pipeline.state(record.workspace.id, stage));
  });
  return routes;
}
