import type { Preview } from './preview';

/** The longest delay that a message of Forge's queue may have, in seconds (Forge documentation). */
export const LONGEST_DELAY_SECONDS = 900;

const FIRST_RETRY_SECONDS = 15;

/** How long a check may be late before its message counts as lost. */
const CHECK_GRACE_MS = 60_000;

/**
 * How long to wait before the next look at a deployment that began `elapsedMs` ago, in whole
 * seconds. The wait grows with the deployment's age: a quick one is noticed quickly, and a minute of
 * work costs no more than ten looks.
 */
export function pollDelaySeconds(elapsedMs: number): number {
  const longest = elapsedMs > 10 * 60_000 ? 30 : 14;
  return Math.min(longest, Math.max(2, Math.ceil((elapsedMs / 1000) * 0.75)));
}

/**
 * How long to wait before the next look at what a person has to let go on at the provider, which began to wait
 * `elapsedMs` ago, in seconds.
 */
export function personDelaySeconds(elapsedMs: number): number {
  return elapsedMs > 60 * 60_000 ? LONGEST_DELAY_SECONDS : 60;
}

/**
 * How long to wait after the `count`th transient failure in a row (from 1), in whole seconds: it
 * doubles up to a quarter of an hour, and is never shorter than what the other side asked for.
 */
export function retryDelaySeconds(count: number, askedSeconds = 0): number {
  const doubled = FIRST_RETRY_SECONDS * 2 ** Math.min(count - 1, 10);
  return Math.min(LONGEST_DELAY_SECONDS, Math.max(doubled, Math.ceil(askedSeconds)));
}

/** While a check is planned it is the one that acts, until it is so late that it must be lost. */
export function isDue({ check }: Preview, now: number): boolean {
  return !check || now > check.dueAt + CHECK_GRACE_MS;
}
