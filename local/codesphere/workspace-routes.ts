import { Hono } from 'hono';
import { BASE_IMAGES, PLANS, TEAMS, type Account } from './account';
import { findWorkspace, type ApiEnv, type ApiParts } from './api-context';
import { mergeVariables } from './env-var-routes';
import { mismatch, Problem } from './problem';
import {
  CreateWorkspace,
  parseBody,
  parseInput,
  PathNumber,
  UpdateWorkspace,
} from './request-body';
import type { Workspace, WorkspaceRecord } from './workspace-record';

/** `/workspaces`: to make, list, change and delete them. */
export function workspaceRoutes(parts: ApiParts): Hono<ApiEnv> {
  const { registry, lifecycle } = parts;
  const routes = new Hono<ApiEnv>();
  const show = (workspace: Workspace) => ({
    ...workspace,
    devDomain: parts.devDomain(workspace.id),
  });

  routes.post('/workspaces', async (c) => {
    const body = await parseBody(c.req.raw, CreateWorkspace);
    checkCreation(body, c.get('account'), parts);
    const { userId } = c.get('account');
    const createdAt = new Date(parts.clock.now()).toISOString();
    const workspace = await lifecycle.create((id) => newRecord(id, body, { userId, createdAt }));
    return c.json(show(workspace));
  });

  routes.get('/workspaces/team/:teamId', (c) => {
    const teamId = parseInput(PathNumber, c.req.param('teamId'), 'teamId');
    checkTeam(teamId, c.get('account'));
    const records = registry
      .list()
      .filter((one) => one.workspace.teamId === teamId && !lifecycle.forgetIfLost(one));
    return c.json(records.map(({ workspace }) => show(workspace)));
  });

  routes.get('/workspaces/:workspaceId', (c) => c.json(show(findWorkspace(c, parts).workspace)));

  routes.patch('/workspaces/:workspaceId', async (c) => {
    const { workspace } = findWorkspace(c, parts);
    const changes = await parseBody(c.req.raw, UpdateWorkspace);
    checkPlan(changes.planId, changes.replicas ?? workspace.replicas, parts);
    checkBaseImage(changes.baseImage);
    await registry.update(workspace.id, (record) => {
      record.workspace = { ...record.workspace, ...changes } as Workspace;
    });
    lifecycle.touch(workspace.id);
    if (changes.replicas !== undefined) await lifecycle.wake(workspace.id);
    return c.body(null, 200);
  });

  routes.delete('/workspaces/:workspaceId', async (c) => {
    const { id } = findWorkspace(c, parts).workspace;
    if (parts.behaviour.ignoredDeletes > 0) parts.behaviour.ignoredDeletes -= 1;
    else await lifecycle.remove(id);
    return c.body(null, 200);
  });

  routes.get('/workspaces/:workspaceId/status', (c) =>
    c.json({ isRunning: findWorkspace(c, parts).phase === 'running' }),
  );

  return routes;
}

function checkCreation(body: CreateWorkspace, account: Account, parts: ApiParts): void {
  checkTeam(body.teamId, account);
  if (!account.hasBilling || parts.behaviour.missingBilling) {
    // Not in the document, but what the real API answers.
    throw new Problem(402, 'Missing billing information');
  }
  checkPlan(body.planId, body.replicas, parts);
  checkBaseImage(body.baseImage);
  const isTaken = parts.registry
    .list()
    .some(({ workspace }) => workspace.teamId === body.teamId && workspace.name === body.name);
  if (isTaken) {
    const { takenNameStatus } = parts.behaviour;
    throw new Problem(takenNameStatus, 'Team already has a workspace with the given name.');
  }
  if (body.sourceWorkspaceId !== undefined) {
    throw mismatch('sourceWorkspaceId: the local Codesphere cannot copy a workspace.');
  }
}

/** [inferred from `createTeam`, whose 401 includes "User is not part of the organization"] */
function checkTeam(teamId: number, { teams }: Account): void {
  if (teams.includes(teamId) && TEAMS.some(({ id }) => id === teamId)) return;
  throw new Problem(401, 'Unauthorized', 'You are not a member of this team.');
}

function checkPlan(planId: number | undefined, replicas: number, { behaviour }: ApiParts): void {
  if (planId === undefined) return;
  const plan = PLANS.find(({ id }) => id === planId);
  if (!plan || plan.deprecated || behaviour.removedPlans.includes(planId)) {
    throw mismatch(`planId: plan ${planId} is not offered.`);
  }
  if (replicas > plan.maxReplicas) {
    throw mismatch(`replicas: plan ${planId} allows ${plan.maxReplicas}.`);
  }
}

function checkBaseImage(baseImage: string | undefined): void {
  if (baseImage === undefined || BASE_IMAGES.some(({ id }) => id === baseImage)) return;
  throw mismatch(`baseImage: ${baseImage} is not offered.`);
}

function newRecord(
  id: number,
  body: CreateWorkspace,
  { userId, createdAt }: { userId: number; createdAt: string },
): WorkspaceRecord {
  const { teamId, name, planId, isPrivateRepo, replicas } = body;
  const workspace: Workspace = {
    ...{ id, teamId, name, planId, isPrivateRepo, replicas, userId, createdAt },
    baseImage: body.baseImage ?? 'ubuntu-24.04',
    dataCenterId: TEAMS.find((team) => team.id === teamId)?.defaultDataCenterId ?? 1,
    gitUrl: body.gitUrl ?? null,
    initialBranch: body.initialBranch ?? null,
    sourceWorkspaceId: null,
    welcomeMessage: body.welcomeMessage ?? null,
    vpnConfig: body.vpnConfig ?? null,
    // Users report that this is the default, and that the preview then asks for a sign-in.
    restricted: body.restricted ?? true,
    collectTraces: false,
    persistentLogs: false,
  };
  return {
    workspace,
    cloneDepth: body.cloneDepth ?? null,
    env: mergeVariables([], body.env ?? []),
    phase: 'creating',
    landscape: [],
    stages: {},
  };
}
