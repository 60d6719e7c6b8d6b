import { removeFor, type Policy } from './policy';

/** A pull request that is merged or declined has no preview. */
export const closed: Policy = {
  id: 'closed',
  phase: 'proof',
  of: 'pull-request',
  judge({ read }) {
    if (typeof read === 'string' || read.state === 'open') return undefined;
    return removeFor({ why: read.state });
  },
};
