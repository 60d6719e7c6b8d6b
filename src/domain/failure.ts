import * as v from 'valibot';

/** What mends a failure; it decides whether and when the same is tried again. */
const MendedBy = v.picklist([
  /** Nobody has to do anything: an outage that passes. */
  'time',
  /** An admin, on the settings page. */
  'settings',
  /** Somebody who works on the code, by a push; or whoever presses Redeploy. */
  'person',
  /** Somebody at the provider, of which the app is not told. */
  'provider',
]);
export type MendedBy = v.InferOutput<typeof MendedBy>;

/**
 * A failure as a value. `transient` ones are tried again soon and by themselves. `permanent` ones end
 * what was tried; whether it is tried again says `mendedBy`. Words never hold a secret.
 */
export const Failure = v.object({
  /**
   * In one word, for logs and tests. Where one of these happens it has this name, and the core acts on
   * it: `not-connected`, `token-rejected`, `place-unavailable`, `environment-missing`,
   * `environment-asleep` (as the end of what was ready: somebody starts it again), `environment-useless` (only another one in its place helps), `provider-refused`
   * (for no cause that is known), `provider-unreachable` and `unexpected-answer` (a call that got no answer, an
   * error or one of another shape), `provider-error` (such a call while others work), `bitbucket-refused`.
   */
  code: v.string(),
  kind: v.picklist(['transient', 'permanent']),
  mendedBy: MendedBy,
  /** What failed, with what. One sentence. */
  message: v.string(),
  /** What to do about it. One sentence, addressed to whoever can do it. */
  remedy: v.string(),
  /** The earliest time that a retry makes sense, in seconds from the failure. */
  retryAfterSeconds: v.exactOptional(v.number()),
  /** The step of the provider's pipeline that failed: its name or its command, as its author wrote it. */
  pipelineStep: v.exactOptional(v.string()),
  /** A file that the repository lacks, as it could be. */
  example: v.exactOptional(v.object({ path: v.string(), text: v.string() })),
  /** The last lines that the failing step printed, oldest first. */
  logTail: v.exactOptional(v.array(v.string())),
  /** By what the adapter finds the whole log of the failing step: see `Hosting.readLog`. */
  log: v.exactOptional(v.string()),
  /** The provider's own page with the log, where there is one. */
  logUrl: v.exactOptional(v.string()),
});
export type Failure = v.InferOutput<typeof Failure>;

/** What to do about what nobody has to do anything about. */
export const TRIED_AGAIN = 'It is tried again by itself.';

/** A failure that is tried again by itself. */
export function transient(code: string, message: string, remedy = TRIED_AGAIN): Failure {
  return { code, kind: 'transient', mendedBy: 'time', message, remedy };
}

/** A failure that waits for whoever `remedy` is addressed to. */
export function permanent(
  code: string,
  message: string,
  remedy: string,
  mendedBy: MendedBy = 'person',
): Failure {
  return { code, kind: 'permanent', mendedBy, message, remedy };
}

/** How a port reports a failure. Its message is the failure's own. */
export class FailureError extends Error {
  override readonly name = 'FailureError';

  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The failure that `error` carries; anything unforeseen becomes a transient `internal` one. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return transient(
    'internal',
    'The app met an error that it did not expect.',
    'It tries again by itself. If this stays, report it with the time at which it happened.',
  );
}

/** The failure for a step of a stored deployment that this version of a provider's adapter does not have. */
export function unknownStep(provider: string, step: string): FailureError {
  const remedy = 'Redeploy: the deployment was planned by another version of the app.';
  return new FailureError(permanent('internal', `${provider} has no step ${step}.`, remedy));
}
