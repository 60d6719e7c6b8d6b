import * as v from 'valibot';

/** How the stand-in behaves: what nobody knows of the real one in several forms, and what can go wrong. */
export const Behaviour = v.strictObject({
  /** Older servers drop the annotations of an environment. */
  annotationsDropped: v.boolean(),
  /** Whether an environment does not tell its commit. */
  gitMissing: v.boolean(),
  /** So many creates work and lose their answer. */
  lostCreates: v.pipe(v.number(), v.minValue(0)),
  /** So long a list lacks what was made, in seconds. */
  listingLagSeconds: v.pipe(v.number(), v.minValue(0)),
  /** Answers resource_exhausted: with a delay in its details, in a header, or without any, as at a limit. */
  exhausted: v.picklist(['no', 'details', 'header', 'limit']),
  /** The HTTP status of failed_precondition. */
  preconditionStatus: v.picklist([400, 412]),
  /** Whether details of errors are binary only. */
  debugMissing: v.boolean(),
  /** Whether every other call is redirected to the other host. */
  redirected: v.boolean(),
  /** Whether the token is of another user, who finds nothing of the first one's. */
  otherUser: v.boolean(),
  readOnly: v.boolean(),
  /** The phase of the runner. */
  runner: v.picklist(['ACTIVE', 'INACTIVE', 'DEGRADED']),
  /** Whether the runner has a Bitbucket integration. */
  bitbucket: v.boolean(),
  signedIn: v.boolean(),
  repositoryAccess: v.boolean(),
  classThere: v.boolean(),
  /** How many environments may run at once. */
  mostRunning: v.pipe(v.number(), v.minValue(0)),
});
export type Behaviour = v.InferOutput<typeof Behaviour>;

/** As the documents describe it, with all in order. */
export function normalBehaviour(): Behaviour {
  return {
    annotationsDropped: false,
    gitMissing: false,
    lostCreates: 0,
    listingLagSeconds: 0,
    exhausted: 'no',
    preconditionStatus: 400,
    debugMissing: false,
    redirected: false,
    otherUser: false,
    readOnly: false,
    runner: 'ACTIVE',
    bitbucket: true,
    signedIn: true,
    repositoryAccess: true,
    classThere: true,
    mostRunning: 10,
  };
}
