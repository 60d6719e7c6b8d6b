import { FAILURE_BACKOFF_SECONDS, MAX_REQUESTED_RETRIES, MAX_RETRY_AFTER_SECONDS } from './limits';
import type { QueueMessage, RetryContext } from './message';
import type { RetryOptions } from './requests';

/** How a consumer's invocation ended. */
export type DeliveryResult =
  | { type: 'done' }
  /** The function returned an `InvocationError`. */
  | { type: 'retry'; options: RetryOptions }
  /** The function threw, ran too long or out of memory. */
  | { type: 'failed'; reason: string };

/** What becomes of a message after a delivery. */
export type NextStep =
  { type: 'done' } | { type: 'again'; message: QueueMessage } | { type: 'drop' };

/** Decides it; `now` in milliseconds since the epoch. */
export function nextStep(message: QueueMessage, result: DeliveryResult, now: number): NextStep {
  const retryCount = (message.event.retryContext?.retryCount ?? 0) + 1;
  switch (result.type) {
    case 'done':
      return { type: 'done' };
    case 'retry': {
      if (retryCount > MAX_REQUESTED_RETRIES) return { type: 'drop' };
      const { retryAfter, retryReason, retryData } = result.options;
      const seconds = Math.min(Math.max(retryAfter, 1), MAX_RETRY_AFTER_SECONDS);
      const retryContext = { retryCount, retryReason, retryData };
      return again(message, now + seconds * 1000, retryContext, message.failures);
    }
    case 'failed': {
      const seconds = FAILURE_BACKOFF_SECONDS[message.failures];
      if (seconds === undefined) return { type: 'drop' };
      const retryContext = { retryCount, retryReason: result.reason };
      return again(message, now + seconds * 1000, retryContext, message.failures + 1);
    }
  }
}

function again(
  message: QueueMessage,
  dueAt: number,
  retryContext: RetryContext,
  failures: number,
): NextStep {
  const event = { ...message.event, retryContext };
  return { type: 'again', message: { ...message, event, dueAt, failures } };
}
