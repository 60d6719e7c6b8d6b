import * as v from 'valibot';

/** How the stand-in behaves: what is known of the real one in several forms, and what can go wrong. */
export const Behaviour = v.strictObject({
  /** The status of a write that was taken. */
  acceptedStatus: v.picklist([200, 201, 202]),
  /** Whether a write names no activity of what it began. */
  zeroActivities: v.boolean(),
  /** Whether links to themselves are absolute, at the region's host. */
  regionalLinks: v.boolean(),
  /** Whether fields are left out that older regions do not have. */
  absentFields: v.boolean(),
  emptyErrors: v.boolean(),
  /** In which form an error has its `detail`. */
  detail: v.picklist(['text', 'map', 'array']),
  /** Answers 429 with this `Retry-After`; 0 does not. */
  rateLimitedSeconds: v.pipe(v.number(), v.minValue(0)),
  /** Whether the organization asks for a stronger sign-in than a token is. */
  stepUp: v.boolean(),
  /** Whether deployments are started by hand. */
  staged: v.boolean(),
  /** How long after a push branches are fetched, in seconds; -1 is never. */
  fetchDelaySeconds: v.pipe(v.number(), v.minValue(-1)),
  /** How long an activity waits before it begins, in seconds. */
  queueSeconds: v.pipe(v.number(), v.minValue(0)),
  /** What the token's user is in the project. */
  role: v.picklist(['admin', 'viewer']),
  /** How many environments may be active beside the main one. */
  mostEnvironments: v.pipe(v.number(), v.minValue(0)),
  suspended: v.boolean(),
  /** Whether logs have no end. */
  unsealedLogs: v.boolean(),
});
export type Behaviour = v.InferOutput<typeof Behaviour>;

/** A platform in order. */
export function normalBehaviour(): Behaviour {
  return {
    acceptedStatus: 202,
    zeroActivities: false,
    regionalLinks: false,
    absentFields: false,
    emptyErrors: false,
    detail: 'text',
    rateLimitedSeconds: 0,
    stepUp: false,
    staged: false,
    fetchDelaySeconds: 0,
    queueSeconds: 0,
    role: 'admin',
    mostEnvironments: 12,
    suspended: false,
    unsealedLogs: false,
  };
}
