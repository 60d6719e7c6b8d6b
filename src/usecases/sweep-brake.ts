import type { Cause } from '../domain/message';
import {
  previewId,
  previewOfPullRequest,
  type PreviewKey,
  type RepositoryKey,
} from '../domain/preview-key';
import { mayHaveEnvironment, type Preview } from '../domain/preview';
import type { ListedPullRequest } from '../ports/bitbucket';

/** At most so many previews of a repository whose pull request, or its source, Bitbucket's list lacks. */
const MOST_OF_A_REPOSITORY = 10;
/** At most so many of all repositories. */
const MOST_OF_A_SWEEP = 20;

/** Which previews to look at, by their ids, and why. */
export type Looks = Map<string, { key: PreviewKey; cause: Cause }>;

/** How many more of them one sweep may have looked at. */
export interface Allowance {
  left: number;
}

/** What a sweep begins with. */
export function newAllowance(): Allowance {
  return { left: MOST_OF_A_SWEEP };
}

/**
 * Which looks wait for a later sweep. A look at a pull request that is not in the listing, or there
 * without its source, may end in a delete. Many of them at once are more likely a wrong listing than
 * so many merges or deleted forks, so they go in parts of at most half of what the repository has,
 * rounded up, each having its turn. Those that do not wait are taken from the `allowance`.
 */
export function brake(
  looks: Looks,
  previews: Preview[],
  open: ListedPullRequest[],
  {
    repository,
    round,
    allowance,
  }: { repository: RepositoryKey; round: number; allowance: Allowance },
): string[] {
  // Without an environment, or with one whose end is proven, nothing can be lost.
  const harmless = previews.filter(
    (preview) => preview.state.type === 'deleting' || !mayHaveEnvironment(preview),
  );
  const listed = new Set(
    open
      .filter(({ sourceGone }) => !sourceGone)
      .map(({ id }) => previewId(previewOfPullRequest(repository, id))),
  );
  const spared = new Set(harmless.map(({ key }) => previewId(key)));
  const unlisted = [...looks]
    .filter(([id, { cause }]) => !listed.has(id) && (cause === 'environment' || !spared.has(id)))
    .map(([id]) => id);
  if (unlisted.length === 0 || allowance.left === 0) return unlisted;
  const owners = previews.filter(mayHaveEnvironment).map(({ key }) => previewId(key));
  const half = Math.ceil(new Set([...owners, ...unlisted]).size / 2);
  const size = Math.min(MOST_OF_A_REPOSITORY, half, allowance.left);
  const start = (round % Math.ceil(unlisted.length / size)) * size;
  const part = unlisted.slice(start, start + size);
  allowance.left -= part.length;
  return unlisted.filter((id) => !part.includes(id));
}
