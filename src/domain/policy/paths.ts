import { hashOf } from '../hash-of';
import type { Preview } from '../preview';
import type { RepositorySettings } from '../settings';
import { removeFor, type Policy } from './policy';

/** Where the rules name files, only pull requests that change one of them. It costs a read, so it comes last. */
export const paths: Policy = {
  id: 'paths',
  phase: 'wish',
  of: 'pull-request',
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
  pullRequest: Preview['pullRequest'],
  settings: RepositorySettings | undefined,
): boolean | undefined {
  const { touches } = pullRequest;
  return touches?.of === basisOf(pullRequest, settings) ? touches.any : undefined;
}

/** The record's part about a pull request, once it was read whether that is so. */
export function withTouch(
  pullRequest: Preview['pullRequest'],
  settings: RepositorySettings | undefined,
  any: boolean,
): Preview['pullRequest'] {
  return { ...pullRequest, touches: { of: basisOf(pullRequest, settings), any } };
}

/** What it depends on. Of a destination that moves on, what it had when both went apart counts. */
function basisOf(
  { commit, destinationBranch }: Preview['pullRequest'],
  settings: RepositorySettings | undefined,
): string {
  return hashOf([commit, destinationBranch, settings?.rules?.paths]);
}
