import type { PushEvent } from './requests';

/** A message as the consumer's function gets it (`AsyncEvent` of `@forge/events`). */
export interface QueueEvent extends PushEvent {
  queueName: string;
  jobId: string;
  eventId: string;
  retryContext?: RetryContext;
}

/** Why a message comes again. */
export interface RetryContext {
  retryCount: number;
  retryReason: string;
  retryData?: unknown;
}

/** A message on its way, as it is kept on disk until it is done. */
export interface QueueMessage {
  id: string;
  event: QueueEvent;
  /** Milliseconds since the epoch. */
  publishedAt: number;
  dueAt: number;
  /** How many deliveries failed by a throw, a time-out or too little memory. */
  failures: number;
  /** The invocation that all pushes which led to it follow from. */
  tree: string;
}
