import { FIRST_FAILURE_SECONDS, MAX_RETRY_AFTER_SECONDS } from './limits';
import type { QueueMessage, RetryContext } from './message';
import type { RetryOptions } from './requests';

/** How a consumer's invocation ended. */
export type DeliveryResult =
  | { type: 'done' }
  /** The function returned an `InvocationError`. */
  | { type: 'retry'; options: RetryOptions }
  /** The function threw, ran too long or out of memory. */
  | { type: 'failed'; reason: string };

/**
 * The message as it comes again after a delivery; undefined when it is done. `now` in milliseconds since
 * the epoch. Who keeps it drops it at the end of its retention.
 */
export function nextDelivery(
  message: QueueMessage,
  result: DeliveryResult,
  now: number,
): QueueMessage | undefined {
  const retryCount = (message.event.retryContext?.retryCount ?? 0) + 1;
  switch (result.type) {
    case 'done':
      return undefined;
    case 'retry': {
      const { retryAfter, retryReason, retryData } = result.options;
      const seconds = Math.min(Math.max(retryAfter, 1), MAX_RETRY_AFTER_SECONDS);
      const retryContext = { retryCount, retryReason, retryData };
      return again(message, now + seconds * 1000, retryContext, message.failures);
    }
    case 'failed': {
      const doubled = FIRST_FAILURE_SECONDS * 2 ** Math.min(message.failures, 10);
      const seconds = Math.min(doubled, MAX_RETRY_AFTER_SECONDS);
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
): QueueMessage {
  return { ...message, event: { ...message.event, retryContext }, dueAt, failures };
}
