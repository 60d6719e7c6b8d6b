import { approvals } from './approvals';
import { asked } from './asked';
import { branches } from './branches';
import { closed } from './closed';
import { disconnecting } from './disconnecting';
import { drafts, noDrafts } from './drafts';
import { fork } from './fork';
import { gone } from './gone';
import { lifetime } from './lifetime';
import { off } from './off';
import { paths } from './paths';
import { PHASES, type Facts, type Policy } from './policy';
import { privateFork } from './private-fork';
import { ofTrackedBranch } from './of-tracked-branch';
import { titleToken } from './title-token';
import type { Verdict } from './verdict';
import { tracked } from './tracked';
import { whenAsked } from './when-asked';
import { yielded } from './yielded';

/** Every policy; within a phase the first verdict counts. */
const POLICIES: readonly Policy[] = [
  gone,
  closed,
  disconnecting,
  off,
  tracked,
  privateFork,
  fork,
  noDrafts,
  asked,
  yielded,
  titleToken,
  ofTrackedBranch,
  drafts,
  branches,
  approvals,
  whenAsked,
  paths,
  lifetime,
];

/**
 * Whether a subject shall have a preview now. `unread` when a policy needs what could not be read: then
 * nothing may change.
 */
export function judge(facts: Facts, policies = POLICIES): Verdict | 'unread' {
  const why =
    facts.subject.kind === 'branch' ? 'tracked' : facts.preview?.approval ? 'approved' : 'open';
  let verdict: Extract<Verdict, { want: 'run' }> = { want: 'run', reason: { why } };
  for (const phase of PHASES) {
    const found = policies
      .filter(({ phase: own, of }) => own === phase && (!of || of === facts.subject.kind))
      .map((policy) => policy.judge(facts))
      .find((one) => one !== undefined);
    if (found === 'unread' || found?.want === 'none') return found;
    verdict = { ...verdict, ...found };
  }
  return verdict;
}
