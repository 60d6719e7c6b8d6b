import { InvocationError, InvocationErrorCode } from '@forge/events';
import { failureOf } from '../domain/failure';
import { dependencies } from '../wiring';

/** Forge's queue counts by the minute. */
const RETRY_SECONDS = 60;

/**
 * Does what an event asks for. When that fails, Forge is asked for the event again, which it gives up
 * to four times; an error that is thrown would lose it (Forge documentation). What cannot succeed
 * later either is logged; every line says what the event was `about`.
 */
export async function askedAgain(
  about: { preview: string } | { repository: string },
  work: () => Promise<void>,
): Promise<InvocationError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    const { kind, code, message, retryAfterSeconds } = failureOf(error);
    if (kind === 'permanent') {
      dependencies.log('passed over an event', { ...about, why: message });
      return undefined;
    }
    dependencies.log('could not note an event', { ...about, code, error: String(error) });
    return new InvocationError({
      retryAfter: Math.max(RETRY_SECONDS, retryAfterSeconds ?? 0),
      retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST,
    });
  }
}
