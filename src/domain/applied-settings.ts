import { createHash } from 'node:crypto';
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
  return shortHash(JSON.stringify([options.place, options.uses, variables]));
}

/** A hash of what a provider says that a deployment uses of its options. */
export function hashOfUsed(used: unknown): string {
  return shortHash(JSON.stringify(used));
}

/** So many digits tell apart whatever one repository ever saves. */
function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
