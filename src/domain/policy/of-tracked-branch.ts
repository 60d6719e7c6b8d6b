import { isTracked } from '../rules';
import { removeFor, type Policy } from './policy';

/** A pull request from a branch that has a preview of its own gets no second one, unless the rules say so. */
export const ofTrackedBranch: Policy = {
  id: 'of-tracked-branch',
  phase: 'wish',
  of: 'pull-request',
  judge({ read, settings }) {
    if (typeof read === 'string' || read.fork || settings?.rules?.fromTracked === 'own') {
      return undefined;
    }
    if (!isTracked(settings?.rules, read.branch)) return undefined;
    return removeFor({ why: 'branch-has-one', branch: read.branch });
  },
};
