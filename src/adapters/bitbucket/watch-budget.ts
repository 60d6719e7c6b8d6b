import type { BitbucketRequest } from './read-answer';

/** `true` once less than a fifth of the hour's requests is left (Bitbucket's post on scaled rate limits). */
const NEAR_LIMIT = 'x-ratelimit-nearlimit';
/** So long that counts: who waits asks nothing, and would never hear that there is more again. */
const COUNTS_MS = 60_000;

/** Requests, and what Bitbucket said of their number. */
export interface WatchedRequests {
  request: BitbucketRequest;
  /** Whether it said within the last minute that few are left, or that there are none. */
  isLow: () => boolean;
}

/** Bitbucket counts the requests of all processes of the app; none of them has to count for itself. */
export function watchBudget(request: BitbucketRequest, now: () => number): WatchedRequests {
  let lowAt: number | undefined;
  return {
    async request(path, init) {
      const response = await request(path, init);
      const said = response.headers.get(NEAR_LIMIT)?.toLowerCase();
      if (said === 'true' || response.status === 429) lowAt = now();
      else if (said === 'false') lowAt = undefined;
      return response;
    },
    isLow: () => {
      const age = lowAt === undefined ? COUNTS_MS : now() - lowAt;
      // Below 0: the clock was set back.
      return age >= 0 && age < COUNTS_MS;
    },
  };
}
