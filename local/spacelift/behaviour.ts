import * as v from 'valibot';

/** How the stand-in behaves: what nobody knows of the real one in several forms, and what can go wrong. */
export const Behaviour = v.strictObject({
  /** Whether it plans pushes by itself, as its webhook and default push policy have it. */
  plansPushes: v.boolean(),
  /** Whether no worker takes a run. */
  queued: v.boolean(),
  /** How long each state of a run lasts, in milliseconds. */
  stateMs: v.pipe(v.number(), v.minValue(0)),
  /** Whether an approval policy holds finished plans. */
  review: v.boolean(),
  /** What a plan policy denies plans with; empty where it denies none. */
  deny: v.string(),
  /** Whether runs tell no numbers at their end. */
  deltaMissing: v.boolean(),
  /** Who holds the lock of every stack; empty for nobody. */
  lockedBy: v.string(),
  disabled: v.boolean(),
  detached: v.boolean(),
  /** Whether the key may do nothing but read. */
  readOnly: v.boolean(),
  /** Whether a stop changes nothing at once. */
  stopsLate: v.boolean(),
  /** Whether a retry is a new run. */
  retryIsNew: v.boolean(),
  /** Whether every call is answered with this status and a page instead. */
  broken: v.picklist([0, 429, 502]),
});
export type Behaviour = v.InferOutput<typeof Behaviour>;

/** As the documents describe it, with all in order. */
export function normalBehaviour(): Behaviour {
  return {
    plansPushes: true,
    queued: false,
    stateMs: 300,
    review: false,
    deny: '',
    deltaMissing: false,
    lockedBy: '',
    disabled: false,
    detached: false,
    readOnly: false,
    stopsLate: false,
    retryIsNew: false,
    broken: 0,
  };
}
