import { type Actor, signedIn } from './actor';
import { ApiError, notFound } from './api-error';
import type { Permission, Repository } from './records';
import { findRepository, getWorkspaceOf, type Site } from './site';

const ranks: Record<Permission, number> = { read: 1, write: 2, admin: 3 };

/** The one workspace that the app is installed in. */
export const INSTALLED_WORKSPACE = 'demo';

/** What `actor` may do in a repository; undefined when it may not even see it. */
export function permissionOf(
  site: Site,
  actor: Actor,
  repository: Repository,
): Permission | undefined {
  const publicly: Permission | undefined = repository.isPrivate ? undefined : 'read';
  if (actor.kind === 'anonymous') return publicly;
  if (actor.kind === 'app') {
    return repository.workspace === INSTALLED_WORKSPACE ? 'admin' : publicly;
  }
  return explicitPermission(site, actor.account.accountId, repository) ?? publicly;
}

/** What a person was granted in a repository, by the workspace or for it alone: the higher. */
export function explicitPermission(
  site: Site,
  accountId: string,
  repository: Repository,
): Permission | undefined {
  const granted = [
    getWorkspaceOf(site, repository).members[accountId],
    repository.grants[accountId],
  ];
  return granted
    .filter((permission) => permission !== undefined)
    .sort((a, b) => ranks[b] - ranks[a])[0];
}

/** Whether `actor` may do what needs `permission`. */
export function isAllowed(
  site: Site,
  actor: Actor,
  repository: Repository,
  permission: Permission,
): boolean {
  const held = permissionOf(site, actor, repository);
  return held !== undefined && ranks[held] >= ranks[permission];
}

/**
 * The repository with these slugs or uuids. Throws as Bitbucket answers: 401 when it takes a
 * sign-in to see it, 404 when `actor` may not see it, 403 when it may see it and not more.
 */
export function getRepositoryFor(
  site: Site,
  actor: Actor,
  path: { workspace: string; slug: string },
  permission: Permission,
): Repository {
  const repository = findRepository(site, path.workspace, path.slug);
  if (!repository || !permissionOf(site, actor, repository)) {
    signedIn(actor);
    throw notFound(`Repository ${path.workspace}/${path.slug}`);
  }
  requirePermission(site, actor, repository, permission);
  return repository;
}

/** Throws a 401 or a 403 unless `actor` may do what needs `permission`. */
export function requirePermission(
  site: Site,
  actor: Actor,
  repository: Repository,
  permission: Permission,
): void {
  if (isAllowed(site, actor, repository, permission)) return;
  signedIn(actor);
  throw new ApiError(
    403,
    `This takes ${permission} permission in ${repository.workspace}/${repository.slug}.`,
  );
}
