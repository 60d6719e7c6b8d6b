import type { Cause } from '../../domain/message';
import { getPullRequest, previewId, type PreviewKey } from '../../domain/preview-key';
import { isHeldFork } from '../../domain/policy/fork';
import { mayHaveEnvironment, type Preview } from '../../domain/preview';
import type { ListedPullRequest } from '../../ports/bitbucket';

/** At most so many previews of a repository whose pull request, or its source, Bitbucket's list lacks. */
const MOST_OF_A_REPOSITORY = 10;
/** At most so many of all repositories. */
const MOST_OF_A_SWEEP = 20;
/** At most so many of a repository, and of all, that outsiders can cause. A look asks Bitbucket about five times. */
const SHARE_OF_A_REPOSITORY = 2;
const SHARES_OF_A_SWEEP = 12;

/** Which previews to look at, by their ids, and why. */
export type Looks = Map<string, { key: PreviewKey; cause: Cause }>;

/** How many more of them one sweep may have looked at. */
export interface Allowance {
  left: number;
  /** Of those that outsiders can cause. */
  shares: number;
}

/** What a sweep begins with. */
export function newAllowance(): Allowance {
  return { left: MOST_OF_A_SWEEP, shares: SHARES_OF_A_SWEEP };
}

/**
 * Which looks wait for a later sweep. A look at a subject that is not `listed` by Bitbucket, or there
 * without its source, may end in a delete. Many of them at once are more likely a wrong listing than
 * so many merges or deleted forks, so they go in parts of at most half of what the repository has,
 * rounded up, each having its turn. Those that do not wait are taken from the `allowance`.
 */
export function brake(
  looks: Looks,
  previews: Preview[],
  listed: ReadonlySet<string>,
  { round, allowance }: { round: number; allowance: Allowance },
): string[] {
  // Without an environment, or with one whose end is proven, nothing can be lost.
  const harmless = previews.filter(
    (preview) => preview.state.type === 'deleting' || !mayHaveEnvironment(preview),
  );
  const spared = new Set(harmless.map(({ key }) => previewId(key)));
  const unlisted = [...looks]
    .filter(([id, { cause }]) => !listed.has(id) && (cause === 'environment' || !spared.has(id)))
    .map(([id]) => id);
  if (unlisted.length === 0 || allowance.left === 0) return unlisted;
  const owners = previews.filter(mayHaveEnvironment).map(({ key }) => previewId(key));
  const half = Math.ceil(new Set([...owners, ...unlisted]).size / 2);
  const size = Math.min(MOST_OF_A_REPOSITORY, half, allowance.left);
  const part = partOf(unlisted, size, round);
  allowance.left -= part.length;
  return unlisted.filter((id) => !part.includes(id));
}

/** So many of a list that in as many rounds as it takes each has its turn. */
function partOf<One>(all: One[], size: number, round: number): One[] {
  const start = (round % Math.ceil(all.length / size)) * size;
  return all.slice(start, start + size);
}

/**
 * Which of the pull requests that a sweep `missed` it has looked at now. Whoever can open a pull request from a
 * fork can open, push to and close any number of them: of those that nobody approved a repository has
 * its share of each sweep, and the others wait for their turn. That goes for all while the budget is low.
 */
export function inShare(
  missed: PreviewKey[],
  previews: Preview[],
  open: ListedPullRequest[],
  { isLow, round, allowance }: { isLow: boolean; round: number; allowance: Allowance },
): PreviewKey[] {
  const known = new Map(previews.map((preview) => [previewId(preview.key), preview]));
  const forks = new Set(open.filter(({ fork }) => fork).map(({ id }) => id));
  const isShared = (key: PreviewKey) => {
    const preview = known.get(previewId(key));
    return isLow || (preview ? isHeldFork(preview) : forks.has(getPullRequest(key).pullRequestId));
  };
  const shared = missed.filter(isShared);
  const size = Math.min(SHARE_OF_A_REPOSITORY, allowance.shares);
  const part = size > 0 && shared.length > 0 ? partOf(shared, size, round) : [];
  allowance.shares -= part.length;
  return [...missed.filter((key) => !isShared(key)), ...part];
}
