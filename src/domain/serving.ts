import * as v from 'valibot';

/** Something that works and is not as people would want it. */
export const Warning = v.object({
  /** What was seen. One sentence. */
  message: v.string(),
  /** What to do about it. One sentence. */
  remedy: v.string(),
});
export type Warning = v.InferOutput<typeof Warning>;

/**
 * What was seen of an app that was started: it answered, or somebody else's sign-in did, behind which it
 * cannot be seen.
 */
export const Seen = v.picklist(['answered', 'sign-in']);
export type Seen = v.InferOutput<typeof Seen>;

/** What an environment was last seen to run. */
export const Serving = v.object({
  commit: v.string(),
  /** Missing where nothing runs that could answer. */
  seen: v.exactOptional(Seen),
  warning: v.exactOptional(Warning),
});
export type Serving = v.InferOutput<typeof Serving>;

/** What card, comment and status say of an app behind a sign-in. */
export const BEHIND_SIGN_IN = 'It asks for a sign-in, so it could not be checked.';
