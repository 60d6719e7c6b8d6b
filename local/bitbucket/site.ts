import type { Clock } from '../clock';
import type { Behaviour } from './behaviour';
import type { ForgeEvent } from './forge-event';
import type { GitRepositories, GitRepository } from './git-repository';
import type { Lock } from './lock';
import { everything, type Records, type Repository, type Workspace } from './records';

/** What all parts of the stand-in share. */
export interface Site {
  records: Records;
  git: GitRepositories;
  clock: Clock;
  /** Held by repository uuid while refs of that repository move. */
  lock: Lock;
  /** Address that links begin with, without a slash at its end. */
  baseUrl: () => string;
  raise: (event: ForgeEvent) => void;
  serviceToken: string;
  /** How many characters pull requests show of their commits' hashes. */
  pullRequestHashLength: 12 | 40;
  behaviour: Behaviour;
}

/** The id of a repository's git data: its uuid without braces. */
export function gitId(repository: { uuid: string }): string {
  return repository.uuid.slice(1, -1);
}

/** The git data of a repository. */
export function gitOf(site: Site, repository: { uuid: string }): GitRepository {
  return site.git.open(gitId(repository));
}

/** The workspace with this slug or uuid in braces, if there is one. */
export function findWorkspace(site: Site, selector: string): Workspace | undefined {
  return site.records.workspaces
    .list(everything)
    .find(({ slug, uuid }) => slug === selector || uuid === selector);
}

/** The workspace of a repository. Throws when it is missing, which no request can cause. */
export function getWorkspaceOf(site: Site, repository: Repository): Workspace {
  const workspace = site.records.workspaces.find(everything, repository.workspace);
  if (!workspace) throw new Error(`Repository ${repository.uuid} has no workspace.`);
  return workspace;
}

/** The repository with this uuid, unless it was deleted. */
export function findRepositoryByUuid(site: Site, uuid: string): Repository | undefined {
  return site.records.repositories.find(everything, uuid);
}

/** The repository with these slugs or uuids, if there is one. */
export function findRepository(
  site: Site,
  workspace: string,
  selector: string,
): Repository | undefined {
  const owner = findWorkspace(site, workspace);
  return site.records.repositories
    .list(everything)
    .find(
      (repository) =>
        repository.workspace === owner?.slug &&
        (repository.slug === selector || repository.uuid === selector),
    );
}

/** All repositories of a workspace, by slug. */
export function repositoriesOf(site: Site, workspace: string): Repository[] {
  return site.records.repositories
    .list(everything)
    .filter((repository) => repository.workspace === workspace)
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
}
