import * as v from 'valibot';

/**
 * What a deployment brings where a provider gives no environment to open, only something to read. Nothing of
 * it answers a visitor, so nothing is visited.
 */
export const Report = v.object({
  /** What came of it, once something did. One sentence. */
  says: v.exactOptional(v.string()),
  /** The provider's page about it. Until it is known, nobody knows who made what it is about. */
  url: v.exactOptional(v.string()),
  /** What a person has to do at the provider before it goes on. One sentence. */
  waitsFor: v.exactOptional(v.string()),
  /** What those who may write to the repository can decide meanwhile, each by an id that only its adapter reads. */
  acts: v.exactOptional(v.array(v.object({ id: v.string(), label: v.string() }))),
  /** The provider tells Bitbucket of it by itself, so the app sets no status beside it. */
  told: v.exactOptional(v.literal(true)),
});
export type Report = v.InferOutput<typeof Report>;
