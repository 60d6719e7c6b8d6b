import * as v from 'valibot';

/** Why something did not work, as one of the causes that people and code tell apart. */
const FailureCode = v.picklist([
  'not-connected',
  'token-rejected',
  'place-unavailable',
  'plan-unavailable',
  'billing-missing',
  'clone-failed',
  'clone-missing',
  'commit-missing',
  'ci-missing',
  'stage-failed',
  'not-answering',
  'environment-not-made',
  'environment-missing',
  'environment-asleep',
  'environment-not-deleted',
  'rate-limited',
  'provider-unreachable',
  'provider-refused',
  'bitbucket-unreachable',
  'bitbucket-refused',
  'unexpected-answer',
  'took-too-long',
  'record-unreadable',
  'conflict',
  'internal',
]);
export type FailureCode = v.InferOutput<typeof FailureCode>;

/**
 * A failure as a value. `transient` ones are tried again by themselves; `permanent` ones wait for
 * someone to act. Words never hold a secret.
 */
export const Failure = v.object({
  code: FailureCode,
  kind: v.picklist(['transient', 'permanent']),
  /** What failed, with what. One sentence. */
  message: v.string(),
  /** What to do about it. One sentence, addressed to whoever can do it. */
  remedy: v.string(),
  /** The earliest time that a retry makes sense, in seconds from the failure. */
  retryAfterSeconds: v.exactOptional(v.number()),
  /** The step of the provider's pipeline that failed, as its author named it. */
  pipelineStep: v.exactOptional(v.string()),
  /** The last lines that the failing step printed, oldest first. */
  logTail: v.exactOptional(v.array(v.string())),
});
export type Failure = v.InferOutput<typeof Failure>;

/** What to do about what nobody has to do anything about. */
export const TRIED_AGAIN = 'It is tried again by itself.';

/** A failure that is tried again by itself. */
export function transient(code: FailureCode, message: string, remedy = TRIED_AGAIN): Failure {
  return { code, kind: 'transient', message, remedy };
}

/** A failure that waits for whoever `remedy` is addressed to. */
export function permanent(code: FailureCode, message: string, remedy: string): Failure {
  return { code, kind: 'permanent', message, remedy };
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
