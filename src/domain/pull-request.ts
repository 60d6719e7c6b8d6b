import * as v from 'valibot';
import type { TitleToken } from './rules';

/** What people other than its author say of a pull request. */
export const Review = v.object({
  approvals: v.number(),
  /** A reviewer asks for changes. */
  wantsChanges: v.boolean(),
});
export type Review = v.InferOutput<typeof Review>;

/** Whether two say the same; one that Bitbucket did not tell says nothing else. */
export function isSameReview(one: Review | undefined, other: Review | undefined): boolean {
  if (!one || !other) return true;
  return one.approvals === other.approvals && one.wantsChanges === other.wantsChanges;
}

/** A pull request as a direct read at Bitbucket showed it. */
export interface PullRequest extends SubjectSource {
  id: number;
}

/** What such a read shows of any subject. A branch is open for as long as it is there, and comes from itself. */
export interface SubjectSource {
  state: 'open' | 'merged' | 'declined';
  /** Who opened it: Bitbucket's id, in braces. Undefined when Bitbucket did not tell. */
  author?: string;
  draft: boolean;
  /** Undefined when Bitbucket did not tell. */
  review?: Review;
  /** What its title says of its preview. */
  token?: TitleToken;
  /** The source branch. Written by an outsider: data only, never part of a command. */
  branch: string;
  /** Empty of a branch, which goes nowhere. */
  destinationBranch: string;
  /**
   * The newest commit of the source: full 40-character hash. Of a closed pull request whose source is
   * gone it may be shorter or empty: Bitbucket does not tell any more.
   */
  commit: string;
  /** The source lies in another repository, or in one that no longer exists. */
  fork: boolean;
  /** With `fork`: where the source can be cloned; undefined once that repository is gone. */
  forkSource?: { private: boolean; gitUrl: string };
  /** Bitbucket's page of the subject. */
  pageUrl: string;
  repository: { slug: string; private: boolean; gitUrl: string };
}

const FULL_HASH = /^[0-9a-f]{40}$/;

/** Whether `value` is a full commit hash. Event payloads carry 12 characters: those are not. */
export function isFullHash(value: string): boolean {
  return FULL_HASH.test(value);
}

/** A commit as people read it. */
export function shortHash(commit: string): string {
  return commit.slice(0, 7);
}

/** The page of a commit, in the repository where the source lies; undefined where that is not known. */
export function commitUrl(
  { repository, fork }: { repository: { gitUrl: string }; fork?: { gitUrl: string } },
  commit: string,
): string | undefined {
  return pageOf(fork ?? repository, `commits/${commit}`);
}

/** The page of what is new from one commit to another; undefined for a fork, whose commits lie elsewhere. */
export function compareUrl(
  { repository, fork }: { repository: { gitUrl: string }; fork?: unknown },
  { from, to }: { from: string; to: string },
): string | undefined {
  return fork ? undefined : pageOf(repository, `branches/compare/${to}%0D${from}`);
}

/** The page of the settings of a repository. */
export function settingsUrl({ repository }: Pick<PullRequest, 'repository'>): string | undefined {
  return pageOf(repository, 'admin');
}

function pageOf({ gitUrl }: { gitUrl: string }, path: string): string | undefined {
  return gitUrl === '' ? undefined : `${gitUrl.replace(/\.git$/, '')}/${path}`;
}
