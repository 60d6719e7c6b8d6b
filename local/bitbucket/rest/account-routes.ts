import { Hono } from 'hono';
import { LIST_FIELDS } from './list-fields';
import { accountJson } from './account-json';
import { findAccount, getAccount, people } from '../accounts';
import { type Actor, signedIn } from '../actor';
import { ApiError, notFound } from '../api-error';
import type { Json } from './fields';
import { explicitPermission, INSTALLED_WORKSPACE, permissionOf } from '../permissions';
import { everything, type Permission, type Repository, type Workspace } from '../records';
import { projectJson, repositoryReference, workspaceJson } from './repository-json';
import {
  answer,
  answerPage,
  parameter,
  repositoryOf,
  type RestContext,
  type RestEnv,
} from './rest';
import { findWorkspace, repositoriesOf, type Site } from '../site';

/** `/2.0/user…` and `/2.0/users/{account}`: who is acting, and what that person may do. */
export function accountRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/user', (c) => answer(c, accountJson(site.baseUrl(), signedIn(c.var.actor))))
    .get('/users/:account', (c) => {
      const account = findAccount(parameter(c, 'account'));
      if (!account) throw notFound(`Account ${parameter(c, 'account')}`);
      return answer(c, accountJson(site.baseUrl(), account));
    })
    .get('/user/workspaces', (c) =>
      answerPage(site, c, memberships(site, c.var.actor), (workspace) => ({
        type: 'workspace_access',
        administrator: workspace.members[signedIn(c.var.actor).accountId] === 'admin',
        workspace: workspaceJson(site.baseUrl(), workspace),
      })),
    )
    .get('/user/workspaces/:workspace/permission', (c) => {
      const { accountId } = signedIn(c.var.actor);
      const { members } = visibleWorkspace(site, c);
      const permission = members[accountId] === 'admin' ? 'owner' : 'member';
      return answer(c, { type: 'workspace_membership', permission });
    })
    .get('/user/workspaces/:workspace/permissions/repositories', (c) => {
      const { accountId } = signedIn(c.var.actor);
      const workspace = findWorkspace(site, parameter(c, 'workspace'));
      if (!workspace) throw notFound(`Workspace ${parameter(c, 'workspace')}`);
      const held = repositoriesOf(site, workspace.slug).flatMap((repository) =>
        permissionRows(repository, accountId, heldPermission(site, c.var.actor, repository)),
      );
      return answerPage(site, c, held, (row) => permissionJson(site, row), {
        fields: LIST_FIELDS.ownPermissions,
      });
    });
}

/** `/2.0/workspaces…`: workspaces, their people and what these may do in repositories. */
export function workspaceRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/', (c) =>
      answerPage(site, c, memberships(site, c.var.actor), (workspace) =>
        workspaceJson(site.baseUrl(), workspace),
      ),
    )
    .get('/:workspace', (c) => answer(c, workspaceJson(site.baseUrl(), visibleWorkspace(site, c))))
    .get('/:workspace/projects', (c) =>
      answerPage(site, c, [visibleWorkspace(site, c)], (row) => projectJson(site.baseUrl(), row)),
    )
    .get('/:workspace/projects/:key', (c) => {
      const workspace = visibleWorkspace(site, c);
      const key = parameter(c, 'key');
      if (key !== workspace.project.key) throw notFound(`Project ${key}`);
      return answer(c, projectJson(site.baseUrl(), workspace));
    })
    .get('/:workspace/members', (c) => {
      const workspace = visibleWorkspace(site, c);
      return answerPage(site, c, Object.keys(workspace.members), (accountId) => ({
        type: 'workspace_membership',
        user: accountJson(site.baseUrl(), getAccount(accountId)),
        workspace: workspaceJson(site.baseUrl(), workspace),
      }));
    })
    .get('/:workspace/permissions/repositories/:slug', (c) => {
      // Bitbucket shows this to admins of the repository only. Whether an app is one is not documented.
      const repository = repositoryOf(site, c, 'admin');
      if (c.var.actor.kind === 'app' && !site.behaviour.tellsPermissions) {
        throw new ApiError(403, 'Only admins of the repository can read this.');
      }
      const held = people.flatMap(({ accountId }) =>
        permissionRows(repository, accountId, explicitPermission(site, accountId, repository)),
      );
      return answerPage(site, c, held, (row) => permissionJson(site, row), {
        fields: LIST_FIELDS.permissionsOfRepository,
      });
    });
}

interface HeldPermission {
  repository: Repository;
  accountId: string;
  permission: Permission;
}

function permissionRows(
  repository: Repository,
  accountId: string,
  permission: Permission | undefined,
): HeldPermission[] {
  return permission ? [{ repository, accountId, permission }] : [];
}

/** The app has its permission by being installed, people by what they were granted. */
function heldPermission(site: Site, actor: Actor, repository: Repository): Permission | undefined {
  return actor.kind === 'app'
    ? permissionOf(site, actor, repository)
    : explicitPermission(site, signedIn(actor).accountId, repository);
}

function permissionJson(site: Site, { repository, accountId, permission }: HeldPermission): Json {
  return {
    type: 'repository_permission',
    permission,
    user: accountJson(site.baseUrl(), getAccount(accountId)),
    repository: repositoryReference(site.baseUrl(), repository),
  };
}

function memberships(site: Site, actor: Actor): Workspace[] {
  const { accountId } = signedIn(actor);
  return site.records.workspaces
    .list(everything)
    .filter(({ slug, members }) =>
      actor.kind === 'app' ? slug === INSTALLED_WORKSPACE : accountId in members,
    );
}

function visibleWorkspace(site: Site, c: RestContext): Workspace {
  const selector = parameter(c, 'workspace');
  const workspace = memberships(site, c.var.actor).find(
    ({ slug, uuid }) => slug === selector || uuid === selector,
  );
  if (!workspace) throw notFound(`Workspace ${selector}`);
  return workspace;
}
