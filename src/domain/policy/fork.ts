import type { Preview } from '../preview';
import type { SubjectSource } from '../pull-request';
import { removeFor, type Policy, type SubjectRead } from './policy';

/** Code of a fork runs only once somebody who may write here approved exactly its newest commit. */
export const fork: Policy = {
  id: 'fork',
  phase: 'admin',
  of: 'pull-request',
  judge({ read, preview }) {
    if (typeof read === 'string' || !awaitsApproval(read, preview)) return undefined;
    return removeFor({ why: 'fork' });
  },
};

/** Whether the newest commit lies in a fork and nobody who may has approved exactly that one. */
export function awaitsApproval(
  { fork: isFork, forkSource, commit }: SubjectSource,
  preview: Preview | undefined,
): boolean {
  return isFork && !(forkSource && preview?.approval?.commit === commit);
}

/**
 * Whether nothing runs of a fork, and nobody approved it: what its owner does changes nothing then. Whoever opens
 * the card, and the next sweep, read how it stands.
 */
export function isHeldFork({ state, approval, holdings }: Preview): boolean {
  const why = state.type === 'none' ? state.reason?.why : undefined;
  return (why === 'fork' || why === 'private-fork') && !approval && holdings.length === 0;
}

/**
 * Whether the approval in the record, which has the snapshot of `read`, is not of what the fork has: it
 * is over even if the fork goes back to that. One that came since the read began may be of something
 * newer, unless a clock that was ahead says so.
 */
export function isApprovalVoid(read: SubjectRead, preview: Preview, now: number): boolean {
  const { approval, pullRequest } = preview;
  if (!approval || typeof read === 'string' || !awaitsApproval(read, preview)) return false;
  return approval.at <= pullRequest.readAt || approval.at > now;
}
