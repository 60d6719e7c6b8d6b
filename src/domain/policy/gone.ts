import { removeFor, type Policy } from './policy';

/** A pull request that no longer exists, or whose repository was deleted, has no preview. */
export const gone: Policy = {
  id: 'gone',
  phase: 'proof',
  judge: ({ read }) => (typeof read === 'string' ? removeFor({ why: read }) : undefined),
};
