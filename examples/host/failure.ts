/** Why something did not work, and what to do: the protocol's `Failure`. Its words never hold a secret. */
export interface Failure {
  code: string;
  message: string;
  remedy: string;
  mends: 'time' | 'settings' | 'person' | 'provider';
}

/** Ends a deployment, or what it started, with words for the person who waits for it. */
export class FailureError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** Refuses a call. */
export class Problem extends FailureError {
  constructor(
    readonly status: number,
    failure: Failure,
    readonly retryAfterSeconds?: number,
  ) {
    super(failure);
  }

  /** The answer, as `application/problem+json`. */
  toResponse(): Response {
    return new Response(JSON.stringify({ status: this.status, ...this.failure }), {
      status: this.status,
      headers: {
        'content-type': 'application/problem+json',
        'cache-control': 'no-store',
        ...(this.retryAfterSeconds === undefined
          ? {}
          : { 'retry-after': String(this.retryAfterSeconds) }),
        ...(this.status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      },
    });
  }
}

/** What an error means for whoever waits. Only failures made on purpose are told in their own words. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  return {
    code: 'host-failed',
    message: 'The host met an error that it did not expect.',
    remedy: 'Try again. If this stays, the operator of the host finds the error in its output.',
    mends: 'provider',
  };
}
