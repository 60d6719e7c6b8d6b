import { removeFor, type Policy } from './policy';

/** Where the rules say so, only pull requests that enough people approved, and in which nobody wants changes. */
export const approvals: Policy = {
  id: 'approvals',
  phase: 'wish',
  of: 'pull-request',
  judge({ read, settings }) {
    const needed = settings?.rules?.approvals ?? 0;
    if (typeof read === 'string' || needed === 0) return undefined;
    if (!read.review) return 'unread';
    const { approvals: given, wantsChanges } = read.review;
    if (wantsChanges) return removeFor({ why: 'changes-requested' });
    return given < needed ? removeFor({ why: 'unapproved', needed }) : undefined;
  },
};
