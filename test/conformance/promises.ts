import type { Traits } from '../../src/domain/provider-kind';
import { endings, updates } from './endings';
import { identity } from './identity';
import { keys } from './keys';
import { reads } from './reads';
import type { Promised } from './promised';
import { refusals } from './refusals';

const ALL: readonly Promised[] = [
  ...identity,
  ...reads,
  ...endings,
  ...keys,
  ...refusals,
  ...updates,
];

/** All that the port promises of a kind with these traits, as far as it can be seen from outside. */
export function promisesOf(traits: Traits): Promised[] {
  return ALL.filter(({ holdsFor }) => holdsFor?.(traits) ?? true);
}
