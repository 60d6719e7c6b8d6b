import type { Json } from './fields';
import type { Repository, Workspace } from '../records';
import { findRepositoryByUuid, getWorkspaceOf, type Site } from '../site';
import { restTime } from '../timestamps';

/** Address of a repository's pages; its git address has `.git` added. */
export function repositoryUrl(baseUrl: string, repository: Repository): string {
  return `${baseUrl}/${repository.workspace}/${repository.slug}`;
}

/** Address of a repository in the REST API. */
export function repositoryApiUrl(baseUrl: string, repository: Repository): string {
  return `${baseUrl}/2.0/repositories/${repository.workspace}/${repository.slug}`;
}

/** A repository as other objects refer to it. */
export function repositoryReference(baseUrl: string, repository: Repository): Json {
  return {
    type: 'repository',
    full_name: `${repository.workspace}/${repository.slug}`,
    name: repository.name,
    uuid: repository.uuid,
    links: {
      self: { href: repositoryApiUrl(baseUrl, repository) },
      html: { href: repositoryUrl(baseUrl, repository) },
    },
  };
}

/** A repository as Bitbucket's REST API shows it. */
export function repositoryJson(site: Site, repository: Repository): Json {
  const baseUrl = site.baseUrl();
  const api = repositoryApiUrl(baseUrl, repository);
  const workspace = getWorkspaceOf(site, repository);
  const parent = repository.parent ? findRepositoryByUuid(site, repository.parent) : undefined;
  return {
    type: 'repository',
    uuid: repository.uuid,
    full_name: `${repository.workspace}/${repository.slug}`,
    name: repository.name,
    slug: repository.slug,
    description: repository.description,
    is_private: repository.isPrivate,
    scm: 'git',
    fork_policy: 'allow_forks',
    has_issues: false,
    has_wiki: false,
    language: '',
    website: '',
    size: 0,
    created_on: restTime(repository.createdAt),
    updated_on: restTime(repository.updatedAt),
    owner: workspaceReference(baseUrl, workspace),
    workspace: workspaceReference(baseUrl, workspace),
    project: projectJson(baseUrl, workspace),
    mainbranch: { type: 'branch', name: repository.mainBranch },
    ...(repository.parent ? { parent: parent ? repositoryReference(baseUrl, parent) : null } : {}),
    links: {
      self: { href: api },
      html: { href: repositoryUrl(baseUrl, repository) },
      clone: [{ name: 'https', href: `${repositoryUrl(baseUrl, repository)}.git` }],
      source: { href: `${api}/src` },
      commits: { href: `${api}/commits` },
      branches: { href: `${api}/refs/branches` },
      tags: { href: `${api}/refs/tags` },
      pullrequests: { href: `${api}/pullrequests` },
      forks: { href: `${api}/forks` },
    },
  };
}

/** A workspace as Bitbucket's REST API shows it. */
export function workspaceJson(baseUrl: string, workspace: Workspace): Json {
  return {
    ...(workspaceReference(baseUrl, workspace) as object),
    is_private: true,
    created_on: restTime(workspace.createdAt),
  };
}

/** The project that a workspace's repositories lie in. */
export function projectJson(baseUrl: string, workspace: Workspace): Json {
  const { key, name, uuid } = workspace.project;
  const path = `workspaces/${workspace.slug}/projects/${key}`;
  return {
    type: 'project',
    key,
    name,
    uuid,
    links: { self: { href: `${baseUrl}/2.0/${path}` } },
  };
}

/** A workspace as other objects refer to it. */
function workspaceReference(baseUrl: string, workspace: Workspace): Json {
  return {
    type: 'workspace',
    slug: workspace.slug,
    name: workspace.name,
    uuid: workspace.uuid,
    links: {
      self: { href: `${baseUrl}/2.0/workspaces/${workspace.slug}` },
      html: { href: `${baseUrl}/${workspace.slug}` },
    },
  };
}
