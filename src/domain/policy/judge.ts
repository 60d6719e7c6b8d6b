import { asked } from './asked';
import { closed } from './closed';
import { disconnecting } from './disconnecting';
import { fork } from './fork';
import { gone } from './gone';
import { off } from './off';
import { PHASES, type Facts, type Policy } from './policy';
import type { Verdict } from './verdict';

/** Every policy; within a phase the first verdict counts. */
const POLICIES: readonly Policy[] = [gone, closed, disconnecting, off, fork, asked];

/**
 * Whether a subject shall have a preview now. `unread` when a policy needs what could not be read: then
 * nothing may change.
 */
export function judge(facts: Facts, policies = POLICIES): Verdict | 'unread' {
  const why = facts.preview?.approval ? 'approved' : 'open';
  let verdict: Verdict = { want: 'run', reason: { why } };
  for (const phase of PHASES) {
    const found = policies
      .filter((policy) => policy.phase === phase)
      .map((policy) => policy.judge(facts))
      .find((one) => one !== undefined);
    if (found === 'unread' || found?.want === 'none') return found;
    verdict = found ?? verdict;
  }
  return verdict;
}
