import { randomUUID } from 'node:crypto';
import { ApiError } from './api-error';
import type { Permission, Repository, Workspace } from './records';
import { findRepository, findWorkspace, type Site } from './site';
import { slugOf } from './slug';

/** What a new repository is made with; the rest follows from its workspace. */
export interface NewRepository {
  workspace: Workspace;
  name: string;
  slug?: string;
  description?: string;
  isPrivate?: boolean;
  mainBranch?: string;
  parent?: string;
  importedFrom?: string;
  grants?: Record<string, Permission>;
}

/**
 * Makes a repository: `fill` makes its git data, and only then it is shown, so that a crash leaves
 * none half made. Throws a 400 when its slug is taken.
 */
export function makeRepository(
  site: Site,
  wanted: NewRepository,
  fill: (row: Repository) => Promise<void>,
): Promise<Repository> {
  return site.lock(wanted.workspace.uuid, async () => {
    const row = newRow(site, wanted);
    await fill(row);
    await site.records.write([site.records.repositories.put(row)]);
    return row;
  });
}

function newRow(site: Site, wanted: NewRepository): Repository {
  const slug = wanted.slug ?? slugOf(wanted.name);
  if (findRepository(site, wanted.workspace.slug, slug)) {
    throw new ApiError(400, `${wanted.workspace.slug} already has a repository ${slug}.`);
  }
  const now = site.clock.now();
  return {
    uuid: `{${randomUUID()}}`,
    workspace: wanted.workspace.slug,
    slug,
    name: wanted.name,
    description: wanted.description ?? '',
    isPrivate: wanted.isPrivate ?? true,
    mainBranch: wanted.mainBranch ?? 'main',
    ...(wanted.parent ? { parent: wanted.parent } : {}),
    ...(wanted.importedFrom ? { importedFrom: wanted.importedFrom } : {}),
    grants: wanted.grants ?? {},
    createdAt: now,
    updatedAt: now,
  };
}

/** A fork can be read by the people of its parent, so that they can look at what it offers. */
export function forkOf(
  site: Site,
  parent: Repository,
  workspace: Workspace,
  name: string,
): NewRepository {
  const readers = {
    ...findWorkspace(site, parent.workspace)?.members,
    ...parent.grants,
  };
  return {
    workspace,
    name,
    description: parent.description,
    isPrivate: parent.isPrivate,
    mainBranch: parent.mainBranch,
    parent: parent.uuid,
    grants: Object.fromEntries(Object.keys(readers).map((id) => [id, 'read' as const])),
  };
}
