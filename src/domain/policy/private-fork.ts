import type { SubjectSource } from '../pull-request';
import { NO_RULES } from '../rules';
import type { RepositorySettings } from '../settings';
import { removeFor, type Policy } from './policy';

/**
 * Nothing of a private fork runs unless an admin allowed it, whoever approves it: its environment is cloned
 * with an account of this repository's people, and may go on using it.
 */
export const privateFork: Policy = {
  id: 'private-fork',
  phase: 'admin',
  of: 'pull-request',
  judge({ read, settings }) {
    if (typeof read === 'string' || !isBarredFork(read, settings)) return undefined;
    return removeFor({ why: 'private-fork' });
  },
};

/** Whether the source lies in a private fork, and the rules give those none. */
export function isBarredFork(
  { forkSource }: SubjectSource,
  settings: Pick<RepositorySettings, 'rules'> | undefined,
): boolean {
  const { privateForks } = settings?.rules ?? NO_RULES;
  return forkSource?.private === true && privateForks === 'never';
}
