import type { Cause } from '../domain/message';
import { mayHaveEnvironment, type Preview } from '../domain/preview';

/**
 * How many previews whose pull request is not in Bitbucket's list one sweep has looked at: a few in
 * any case, and beyond that no more than half of the repository's environments.
 */
const UNLISTED_A_SWEEP = { few: 3, most: 10 };

/**
 * Which looks wait for a later sweep. A look at a pull request that is not in the listing may end in
 * a delete. Many of them at once are more likely a wrong listing than so many merges, so they go in
 * parts, each having its turn.
 */
export function brake(
  looks: Map<number, Cause>,
  previews: Preview[],
  open: { id: number }[],
  round: number,
): number[] {
  // Without an environment, or with one whose end is proven, nothing can be lost.
  const harmless = previews.filter(
    (preview) => preview.state.type === 'deleting' || !mayHaveEnvironment(preview),
  );
  const listed = new Set(open.map(({ id }) => id));
  const spared = new Set(harmless.map(({ key }) => key.pullRequestId));
  const unlisted = [...looks]
    .filter(([id, cause]) => !listed.has(id) && (cause === 'environment' || !spared.has(id)))
    .map(([id]) => id);
  const half = Math.ceil(previews.filter(mayHaveEnvironment).length / 2);
  const size = Math.min(UNLISTED_A_SWEEP.most, Math.max(UNLISTED_A_SWEEP.few, half));
  const parts = Math.ceil(unlisted.length / size);
  const part = parts > 1 ? round % parts : 0;
  const start = part * size;
  return unlisted.filter((_, index) => index < start || index >= start + size);
}
