import { isTracked } from '../rules';
import { removeFor, type Policy } from './policy';

/** Only branches that the rules name have previews of their own. */
export const tracked: Policy = {
  id: 'tracked',
  phase: 'admin',
  of: 'branch',
  judge({ subject, settings }) {
    if (subject.kind !== 'branch' || isTracked(settings?.rules, subject.name)) return undefined;
    return removeFor({ why: 'untracked' });
  },
};
