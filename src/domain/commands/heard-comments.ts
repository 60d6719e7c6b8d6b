import * as v from 'valibot';

const HOUR_MS = 60 * 60_000;

/** Each costs a request to Bitbucket, and an outsider may write as many as Bitbucket lets them. */
const MOST_COMMENTS_AN_HOUR = 60;

/** A comment that is older is passed over: nobody waits for its answer any more. */
const HEARD_WITHIN_MS = HOUR_MS;
/** Longer than a comment is heard, however the clocks differ: what is not here any more is too old to be heard. */
const KNOWN_FOR_MS = 2 * HOUR_MS;

/** Which comments of a repository were read of late. */
export const HeardComments = v.object({
  repositoryId: v.string(),
  /** Counts every write. */
  revision: v.number(),
  comments: v.array(v.object({ id: v.number(), at: v.number() })),
});
export type HeardComments = v.InferOutput<typeof HeardComments>;

/** With none heard yet. */
export function noneHeard(repositoryId: string): HeardComments {
  return { repositoryId, revision: 0, comments: [] };
}

/** Whether a comment was read before. */
export function wasHeard({ comments }: HeardComments, id: number): boolean {
  return comments.some((one) => one.id === id);
}

/** Whether as many were read within the hour as may be. */
export function isFull({ comments }: HeardComments, now: number): boolean {
  const within = comments.filter(({ at }) => now - at < HOUR_MS);
  return within.length >= MOST_COMMENTS_AN_HOUR;
}

/** With one more, and without those that are too old to be heard again. */
export function heardAlso(heard: HeardComments, id: number, at: number): HeardComments {
  const known = heard.comments.filter((one) => at - one.at < KNOWN_FOR_MS);
  return { ...heard, revision: heard.revision + 1, comments: [...known, { id, at }] };
}

/** Whether a comment of this time still gets an answer. */
export function isTimely(createdAt: number, now: number): boolean {
  return now - createdAt < HEARD_WITHIN_MS;
}
