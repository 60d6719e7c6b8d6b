import { NO_RULES } from '../rules';
import { removeFor, type Policy } from './policy';

/** Where the rules say so, one that made room for a newer preview has none until a push or a redeploy. */
export const yielded: Policy = {
  id: 'yielded',
  phase: 'wish',
  judge({ read, preview, settings }) {
    if (typeof read === 'string' || preview?.yielded?.commit !== read.commit) return undefined;
    const { most, whenFull } = settings?.rules ?? NO_RULES;
    if (most === 'any' || whenFull !== 'oldest-goes') return undefined;
    return removeFor({ why: 'made-room', to: preview.yielded.to });
  },
};
