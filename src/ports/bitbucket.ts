import type { ToldPermission } from '../domain/commands/command-right';
import type { PullRequest, Review, SubjectSource } from '../domain/pull-request';
import type { PullRequestKey, RepositoryKey } from '../domain/preview-key';
import type { TitleToken } from '../domain/rules';
import type { ListedRepository } from '../domain/set-up';
import type { RepositoryFacts } from '../domain/starter';

/** A build status on one commit; a second one with the same key replaces the first. */
export interface BuildStatus {
  key: string;
  state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  name: string;
  description: string;
  url: string;
  /** The source branch: without it Bitbucket does not attach the status to the pull request. */
  refname: string;
}

/**
 * What is known of a pull request's commit before it is read. Bitbucket shows 12 characters of it,
 * and the full hash costs a second call.
 */
export interface CommitHint {
  /** The full hash that a push event told. */
  pushed?: string | undefined;
  /**
   * A full hash that the source had before: it saves the second call while the source still has it, but
   * of a fork. It may come later, and is waited for only once the pull request was read.
   */
  known?: Promise<string | undefined>;
  /** Nothing can be known: the second call is made together with the first one. */
  isNew?: boolean;
}

/** An open pull request as Bitbucket's list shows it. */
export interface ListedPullRequest {
  id: number;
  /** Of the source's newest commit 12 characters or more: compare with `startsWith`. Empty when the list shows none. */
  commitPrefix: string;
  /** The repository that it comes from no longer exists, or cannot be seen. */
  sourceGone: boolean;
  /** It comes from another repository. */
  fork: boolean;
  draft: boolean;
  /** Undefined when the list does not tell. */
  review?: Review;
  destinationBranch: string;
  /** What its title says of its preview. */
  token?: TitleToken;
}

/** Some of a repository's branches, or with `isWhole` every one. */
export interface BranchList {
  branches: { name: string; commit: string }[];
  isWhole: boolean;
}

/** Some of a workspace's repositories, or with `isWhole` every one. */
export interface RepositoryList {
  repositories: ListedRepository[];
  isWhole: boolean;
}

/** A comment that a person wrote. */
export interface PersonsComment {
  text: string;
  author: Author;
  /** Milliseconds since the epoch, by Bitbucket's clock. */
  createdAt: number;
}

/** Who wrote it: Atlassian account id, and Bitbucket's id in braces. */
export interface Author {
  accountId: string;
  uuid: string;
}

/** What a person may do in a repository. */
export type Permission = 'admin' | 'write' | 'read' | 'none';

/**
 * Bitbucket Cloud. Every method throws a `FailureError` when Bitbucket could not be asked or
 * refused; "not there" is an answer only where it is promised.
 */
export interface Bitbucket {
  /** Whether Bitbucket said within the last minute that little is left of the app's requests of this hour. */
  isBudgetLow(): boolean;
  /**
   * As the app. `gone` only when the repository itself can be read: a 404 alone may mean "no access".
   */
  readPullRequest(key: PullRequestKey, hint?: CommitHint): Promise<PullRequest | 'gone'>;
  /**
   * As the app. Whether one of the files that the pull request changes `isMeant`, by its path before or after;
   * true of one that changes more files than one page of Bitbucket's list has.
   */
  changesFile(key: PullRequestKey, isMeant: (path: string) => boolean): Promise<boolean>;
  /** As the app. Every open pull request: the whole list or a failure. */
  listOpenPullRequests(repository: RepositoryKey): Promise<ListedPullRequest[]>;
  /** As the app. `gone` only when the repository itself can be read. */
  readBranch(repository: RepositoryKey, branch: string): Promise<SubjectSource | 'gone'>;
  /** As the app. The branches that were committed to most recently: at most a hundred, or all of them. */
  listBranches(repository: RepositoryKey): Promise<BranchList>;
  /** As the app. Whether the repository exists and the app may read it. */
  repositoryExists(repository: RepositoryKey): Promise<boolean>;
  /** As the app. Whether the repository, which the app can read, has this branch. */
  branchExists(repository: RepositoryKey, branch: string): Promise<boolean>;
  /** As the app. For pages about settings only: two calls, or more for a root of over 100 files. */
  readRepository(repository: RepositoryKey): Promise<RepositoryFacts>;
  /** As the app: the id of the project that the repository is in; undefined when Bitbucket names none. */
  readProjectOf(repository: RepositoryKey): Promise<string | undefined>;
  /** As the app. The text of a file in the root; undefined when this commit has none. */
  readRootFile(
    repository: RepositoryKey,
    at: { commit: string; path: string },
  ): Promise<string | undefined>;
  /** As the app. */
  setBuildStatus(repository: RepositoryKey, commit: string, status: BuildStatus): Promise<void>;
  /** As the app. Answers the comment's id. With `parent` it is a reply to that comment. */
  addComment(key: PullRequestKey, markdown: string, parent?: number): Promise<number>;
  /** As the app. `gone` when the comment no longer exists. */
  editComment(key: PullRequestKey, id: number, markdown: string): Promise<'edited' | 'gone'>;
  /**
   * As the app. The id of the newest comment, not deleted and not a person's, whose text contains
   * `marker`; with `parent` of the replies to that comment.
   */
  findComment(key: PullRequestKey, marker: string, parent?: number): Promise<number | undefined>;
  /** As the app. `gone` when it cannot be found, or is no person's, deleted, or not sent yet. */
  readComment(key: PullRequestKey, id: number): Promise<PersonsComment | 'gone'>;
  /** As the app: what somebody may do in a repository; `untold` unless Bitbucket says it. `uuid` has braces. */
  readPermissionOf(repository: RepositoryKey, uuid: string): Promise<ToldPermission>;
  /** As the person who made the current invocation: what that person may do. */
  readOwnPermission(repository: RepositoryKey): Promise<Permission>;
  /** As the person who made the current invocation: whether that person is an owner of the workspace. */
  ownsWorkspace(workspaceId: string): Promise<boolean>;
  /**
   * As the person who made the current invocation: the id of the project with this key; undefined when that
   * person does not see one.
   */
  readProject(workspaceId: string, key: string): Promise<string | undefined>;
  /** As the person who made the current invocation: the repositories of the workspace that this person sees, by name. */
  listRepositories(workspaceId: string): Promise<RepositoryList>;
}
