import type { Change, StateStore } from '../state-store';

/** What a person may do in a repository; each includes those before it. */
export type Permission = 'read' | 'write' | 'admin';

/** A workspace of Bitbucket. */
export interface Workspace {
  uuid: string;
  slug: string;
  name: string;
  project: { uuid: string; key: string; name: string };
  /** Permission in every repository of the workspace, by account id. */
  members: Record<string, Permission>;
  /** All that a first start makes in it has been made. */
  isSeeded?: boolean;
  createdAt: number;
}

/** A repository; its git data lies in the folder named after its uuid without braces. */
export interface Repository {
  uuid: string;
  /** Slug of its workspace. */
  workspace: string;
  slug: string;
  name: string;
  description: string;
  isPrivate: boolean;
  mainBranch: string;
  /** Uuid of the repository that this one was forked from. */
  parent?: string;
  /** Folder of the machine that this repository was imported from. */
  importedFrom?: string;
  /** Permissions in this repository alone, by account id. */
  grants: Record<string, Permission>;
  createdAt: number;
  updatedAt: number;
}

/** State of a pull request. Nothing here ever reaches SUPERSEDED; it can be filtered by. */
type PullRequestState = 'OPEN' | 'MERGED' | 'DECLINED' | 'SUPERSEDED';

/** A pull request; `commit` hashes are full, and final once it is closed. */
export interface PullRequest {
  /** Uuid of the destination repository. */
  repository: string;
  id: number;
  title: string;
  description: string;
  draft: boolean;
  state: PullRequestState;
  author: string;
  source: { repository: string; branch: string; commit: string };
  destination: { branch: string; commit: string };
  closeSourceBranch: boolean;
  createdAt: number;
  updatedAt: number;
  closedBy?: string;
  reason?: string;
  mergeCommit?: string;
  /** A merge under way: the commit that the destination branch is about to be moved to. */
  merging?: { commit: string; by: string };
  /** Account ids of those who were asked for a review. */
  reviewers?: string[];
  /** Account ids of those who approved. */
  approvedBy: string[];
  /** Account ids of those who ask for changes. */
  changesWantedBy?: string[];
}

/** A comment on a pull request. */
export interface Comment {
  repository: string;
  pullRequest: number;
  id: number;
  parent?: number;
  author: string;
  raw: string;
  deleted: boolean;
  createdAt: number;
  updatedAt: number;
}

/** State of a build, as Bitbucket names it. */
type BuildState = 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';

/** A build status of a commit, one for each `key`. */
export interface BuildStatus {
  repository: string;
  commit: string;
  key: string;
  state: BuildState;
  url: string;
  name?: string;
  description?: string;
  refname?: string;
  createdAt: number;
  updatedAt: number;
}

/** Rows of one kind, grouped by what they belong to. Rows are never changed in place. */
interface Collection<Row> {
  find(owner: string, id: string | number): Readonly<Row> | undefined;
  list(owner: string): Readonly<Row>[];
  /** Shows the row to all reads at once; it lasts when the change has been written to the store. */
  put(row: Row): Change;
  /** Hides the row from all reads at once; it is gone when the change has been written. */
  remove(row: Row): Change;
}

/** All that the stand-in remembers beside git. */
export interface Records {
  workspaces: Collection<Workspace>;
  repositories: Collection<Repository>;
  /** Grouped by the uuid of the destination repository. */
  pullRequests: Collection<PullRequest>;
  /** Grouped as `commentsOwner` says. */
  comments: Collection<Comment>;
  /** Grouped as `statusesOwner` says. */
  statuses: Collection<BuildStatus>;
  write(changes: Change[]): Promise<void>;
}

/** Group of the rows that belong to nothing: workspaces and repositories. */
export const everything = '';

/** The group of a pull request's comments. */
export function commentsOwner(pr: { repository: string; id: number }): string {
  return `${pr.repository}/${pr.id}`;
}

/** The group of a commit's build statuses. */
export function statusesOwner(repository: string, commit: string): string {
  return `${repository}/${commit}`;
}

/** Reads what an earlier start remembered. */
export function openRecords(store: StateStore): Records {
  const collection = <Row>(name: string, keyOf: (row: Row) => [string, string]) =>
    createCollection(store, `bitbucket/${name}`, keyOf);
  return {
    workspaces: collection('workspaces', (row: Workspace) => [everything, row.slug]),
    repositories: collection('repositories', (row: Repository) => [everything, row.uuid]),
    pullRequests: collection('pull-requests', (row: PullRequest) => [
      row.repository,
      String(row.id),
    ]),
    comments: collection('comments', (row: Comment) => [
      commentsOwner({ repository: row.repository, id: row.pullRequest }),
      String(row.id),
    ]),
    statuses: collection('build-statuses', (row: BuildStatus) => [
      statusesOwner(row.repository, row.commit),
      row.key,
    ]),
    write: (changes) => store.write(changes),
  };
}

function createCollection<Row>(
  store: StateStore,
  name: string,
  keyOf: (row: Row) => [owner: string, id: string],
): Collection<Row> {
  const table = store.table<Row>(name);
  const groups = new Map<string, Map<string, Row>>();
  const show = (row: Row): string => {
    const [owner, id] = keyOf(row);
    const group = groups.get(owner) ?? new Map<string, Row>();
    groups.set(owner, group.set(id, row));
    return `${owner}/${id}`;
  };
  for (const [, row] of table.entries()) show(row);
  return {
    find: (owner, id) => groups.get(owner)?.get(String(id)),
    list: (owner) => [...(groups.get(owner)?.values() ?? [])],
    put: (row) => table.put(show(row), row),
    remove(row) {
      const [owner, id] = keyOf(row);
      groups.get(owner)?.delete(id);
      return table.remove(`${owner}/${id}`);
    },
  };
}
