import { removeFor, type Policy } from './policy';

/** A title with [skip preview] has none; one with [preview] has one, whatever other wishes say. */
export const titleToken: Policy = {
  id: 'title-token',
  phase: 'wish',
  of: 'pull-request',
  judge({ read }) {
    if (typeof read === 'string' || !read.token) return undefined;
    if (read.token === 'skip') return removeFor({ why: 'skipped-by-title' });
    return { want: 'run', reason: { why: 'title' } };
  },
};
