import { hashOf } from './hash-of';
import type { Preview } from './preview';
import { variablesFor } from './resolve-variables';
import type { PreviewOptions } from './settings';

/**
 * What a deployment of a preview applies of the settings, as a hash: two that are the same need no other
 * deployment. Made from versions of env vars, never from their values.
 */
export function appliedSettings(
  options: PreviewOptions,
  { fork }: Pick<Preview['pullRequest'], 'fork'>,
): string {
  const variables = variablesFor(options.variables, { isFork: fork !== undefined })
    .map(({ name, version }) => `${name} ${version}`)
    .sort();
  return hashOf([options.place, options.uses, variables]);
}
