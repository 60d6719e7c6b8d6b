import type { Preview } from '../preview';
import type { AbsenceReason } from '../reason';
import { removeFor, type Policy } from './policy';

/**
 * What a person asked for in the card. A delete holds for one commit, until a push or a redeploy; a wish for
 * a preview holds until somebody deletes it.
 */
export const asked: Policy = {
  id: 'asked',
  phase: 'wish',
  judge({ read, preview }) {
    if (typeof read === 'string' || !preview) return undefined;
    const { request } = preview;
    if (request?.type === 'redeploy') {
      return { want: 'run', reason: { why: 'requested', by: request.by } };
    }
    if (request?.type === 'delete') {
      return removeFor({ why: 'deleted', by: request.by, commit: read.commit });
    }
    const earlier = earlierDelete(preview);
    if (earlier?.commit === read.commit) return removeFor(earlier);
    return preview.wish && { want: 'run', reason: { why: 'requested', by: preview.wish.by } };
  },
};

function earlierDelete({ state }: Preview): Extract<AbsenceReason, { why: 'deleted' }> | undefined {
  if (state.type !== 'deleting' && state.type !== 'deleted') return undefined;
  return state.reason.why === 'deleted' ? state.reason : undefined;
}
