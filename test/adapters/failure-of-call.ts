import { FailureError, type Failure } from '../../src/domain/failure';

/** The failure that a call of a port ends in. */
export async function failureOfCall(call: Promise<unknown>): Promise<Failure> {
  const outcome = await call.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if (!('error' in outcome)) {
    throw new Error(`The call succeeded with ${JSON.stringify(outcome.value)}: it must fail.`);
  }
  if (outcome.error instanceof FailureError) return outcome.error.failure;
  throw outcome.error;
}
