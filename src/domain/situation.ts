import type { Failure } from './failure';
import type { Limit } from './limit';
import type { Cause } from './message';
import type { SubjectRead } from './policy/policy';
import type { Verdict } from './policy/verdict';
import type { Preview } from './preview';
import type { RepositorySettings } from './settings';

/**
 * What the environment was seen to be; `unread` when nobody asked the provider, `stopped` when it is
 * there and somebody ended what it ran, a failure when that ended by itself.
 */
export type ObservedEnvironment = 'unread' | 'there' | 'missing' | 'stopped' | Failure;

/** Whether what was ready does not run any more. */
export function isDown(observed: ObservedEnvironment): boolean {
  return observed !== 'unread' && observed !== 'there';
}

/** Everything that a decision rests on. */
export interface Situation {
  verdict: Verdict;
  read: SubjectRead;
  /** The record; its `check` is a check that is still to come. */
  preview: Preview | undefined;
  observed: ObservedEnvironment;
  cause: Cause;
  /** Whether as many deployments of the repository are under way as there may be. */
  full: boolean;
  /** The limit that leaves no room for one more environment. */
  lacking: Limit | undefined;
  settings: RepositorySettings | undefined;
  now: number;
}
