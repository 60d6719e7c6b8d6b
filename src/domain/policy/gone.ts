import { removeFor, type Policy } from './policy';

/** What no longer exists, or whose repository was deleted, has no preview. */
export const gone: Policy = {
  id: 'gone',
  phase: 'proof',
  judge({ read, subject }) {
    if (typeof read !== 'string') return undefined;
    return removeFor({ why: read === 'gone' && subject.kind === 'branch' ? 'branch-gone' : read });
  },
};
