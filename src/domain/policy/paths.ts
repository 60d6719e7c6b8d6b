import { hashOf } from '../hash-of';
import type { Preview } from '../preview';
import type { RepositorySettings } from '../settings';
import { removeFor, type Policy } from './policy';

/** Where the rules name files, only pull requests that change one of them. */
export const paths: Policy = {
  id: 'paths',
  phase: 'wish',
  judge({ read, settings, touches }) {
    if (typeof read === 'string' || !settings?.rules?.paths.length) return undefined;
    if (touches === undefined) return 'unread';
    return touches ? undefined : removeFor({ why: 'other-paths' });
  },
};

/**
 * Whether the newest commit of a pull request changes a file that the rules name, as the record has it;
 * undefined when nobody has read that yet.
 */
export function recordedTouch(
  { commit, touches }: Preview['pullRequest'],
  settings: RepositorySettings | undefined,
): boolean | undefined {
  if (touches?.commit !== commit || touches.paths !== hashOf(settings?.rules?.paths))
    return undefined;
  return touches.any;
}

/** The record's part about a pull request, once it was read whether that is so. */
export function withTouch(
  pullRequest: Preview['pullRequest'],
  settings: RepositorySettings | undefined,
  any: boolean,
): Preview['pullRequest'] {
  const { commit } = pullRequest;
  return { ...pullRequest, touches: { commit, paths: hashOf(settings?.rules?.paths), any } };
}
