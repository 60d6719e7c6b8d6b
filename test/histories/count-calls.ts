import type { World } from './world';

/** Counts the app's calls of Bitbucket that `isMeant` from now on, refused ones included. */
export function countBitbucket(
  { invariants }: World,
  isMeant: (path: string, method: string) => boolean,
): () => number {
  let count = 0;
  const beforeBitbucket = invariants.beforeBitbucket.bind(invariants);
  invariants.beforeBitbucket = (path, init) => {
    if (isMeant(path, init?.method ?? 'GET')) count += 1;
    beforeBitbucket(path, init);
  };
  return () => count;
}
