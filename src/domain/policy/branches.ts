import { matchesPattern } from '../rules';
import { removeFor, type Policy } from './policy';

/** Only pull requests from and into the branches that the rules name. */
export const branches: Policy = {
  id: 'branches',
  phase: 'wish',
  of: 'pull-request',
  judge({ read, settings }) {
    if (typeof read === 'string' || !settings?.rules) return undefined;
    const { into, from } = settings.rules;
    if (!matchesPattern(into, read.destinationBranch)) return removeFor({ why: 'other-target' });
    return matchesPattern(from, read.branch) ? undefined : removeFor({ why: 'other-source' });
  },
};
