/** What Forge's queues accept (Forge documentation, "Async events limits", 2026-08; `@forge/events` 3.0.8). */

export const MAX_EVENTS_PER_PUSH = 50;
export const MAX_PUSH_BYTES = 200 * 1024;
export const MAX_DELAY_SECONDS = 900;
export const MAX_EVENTS_PER_MINUTE = 500;
/** Pushes that follow from one invocation: its own, those of the consumers of its messages, and so on. */
export const MAX_PUSHES_IN_TREE = 1_000;
/** A message that is not done after this long is dropped. */
export const RETENTION_MS = 24 * 60 * 60 * 1000;
export const MAX_RETRY_AFTER_SECONDS = 900;
/** The first wait after a throw, a time-out or too little memory; it doubles up to the longest one. */
export const FIRST_FAILURE_SECONDS = 30;
/** A delivery whose acknowledgement got lost is repeated after this long. */
export const REDELIVERY_MS = 60_000;
