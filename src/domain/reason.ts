import * as v from 'valibot';
import { Subject, subjectTitle } from './preview-key';

/** An Atlassian account id: whoever asked for it or changed the settings, where that is known. */
const by = v.exactOptional(v.string());

/** Why there shall be a preview. */
export const RunReason = v.variant('why', [
  v.object({ why: v.picklist(['open', 'approved', 'title', 'tracked']) }),
  v.object({ why: v.literal('requested'), by: v.string() }),
]);
export type RunReason = v.InferOutput<typeof RunReason>;

/** What a rule of the team says: see `domain/policy`. */
const RuleReason = v.variant('why', [
  v.object({
    why: v.picklist([
      'skipped-by-title',
      'other-target',
      'other-source',
      'other-paths',
      'draft',
      'draft-unasked',
      'unasked',
      'changes-requested',
    ]),
  }),
  v.object({ why: v.literal('expired'), days: v.number() }),
  v.object({ why: v.literal('made-room'), to: Subject }),
  v.object({ why: v.literal('branch-has-one'), branch: v.string() }),
  v.object({ why: v.literal('unapproved'), needed: v.number() }),
]);
export type RuleReason = v.InferOutput<typeof RuleReason>;

/** Why there is none, or why what there was has to go. */
export const AbsenceReason = v.variant('why', [
  /** Read at Bitbucket: final, but see `isDisproved`. */
  v.object({
    why: v.picklist(['merged', 'declined', 'gone', 'branch-gone', 'repository-deleted']),
  }),
  /** An admin wants none, wants it elsewhere, or took the provider away. */
  v.object({ why: v.picklist(['switched-off', 'disconnected', 'left-running', 'moved']), by }),
  v.object({ why: v.picklist(['fork', 'private-fork', 'untracked']) }),
  /** The team's rules want none for it. */
  RuleReason,
  /** Somebody deleted it. That holds for one commit. */
  v.object({ why: v.literal('deleted'), by: v.string(), commit: v.string() }),
  /** Its environment never had a clone of the repository, and only a new one gets it. */
  v.object({ why: v.literal('without-clone') }),
]);
export type AbsenceReason = v.InferOutput<typeof AbsenceReason>;

/** Why there is a preview or none, and why it changed. */
export type Reason = RunReason | AbsenceReason;

/** Those whose words are not always the same. */
type Worded = 'expired' | 'made-room' | 'branch-has-one' | 'unapproved';

/** Each in words, as a clause: after "because", or as a sentence of its own. */
const WORDS: Record<Exclude<Reason['why'], Worded>, string> = {
  open: 'the pull request is open',
  approved: 'the commit of the fork was approved',
  requested: 'it was asked for',
  merged: 'the pull request was merged',
  declined: 'the pull request was declined',
  gone: 'the pull request no longer exists',
  'branch-gone': 'the branch no longer exists',
  'repository-deleted': 'the repository was deleted',
  'switched-off': 'previews are switched off for this repository',
  disconnected: 'the hosting provider was disconnected from this repository',
  'left-running': 'the hosting provider was disconnected, and what ran there stays',
  moved: 'the settings name another place for it',
  tracked: 'the settings name its branch',
  untracked: 'the settings do not name its branch any more',
  title: 'its title says [preview]',
  'skipped-by-title': 'its title says [skip preview]',
  'other-target': 'the branch that it goes into gets no previews',
  'other-source': 'the branch that it comes from gets no previews',
  'other-paths': 'it changes none of the files that the settings name',
  draft: 'it is a draft, and drafts get no previews',
  'draft-unasked': 'it is a draft, and drafts get a preview when somebody asks for it',
  unasked: 'previews start when somebody asks for them',
  'changes-requested': 'a reviewer asks for changes',
  fork: "the fork's newest commit is not approved",
  'private-fork': 'private forks get no previews',
  deleted: 'somebody with write access deleted the preview',
  'without-clone': 'the environment has no clone of the repository and is made anew',
};

/** What to do about it, where something is. */
const NEXT: Partial<Record<Reason['why'], string>> = {
  deleted: 'The next push, or Redeploy in the card, brings a new one.',
  'switched-off': 'An admin of the repository switches them on in the settings.',
  'skipped-by-title': 'Take these words out of the title of the pull request to get one.',
  'other-paths': 'Start preview makes one all the same.',
  draft: 'It gets one when it is ready for review.',
  'changes-requested': 'It gets one when nobody does any more.',
  unapproved: 'It gets one with the next approval that makes them enough.',
  expired: 'The next push, or Redeploy in the card, brings a new one.',
  'branch-has-one': 'Start preview makes one for the pull request, too.',
  'made-room': 'The next push, or Redeploy in the card, brings it back once there is room.',
};

/** What to do about a reason, as a sentence with a space before it; empty where there is nothing. */
export function nextOf({ why }: Reason): string {
  const next = NEXT[why];
  return next === undefined ? '' : ` ${next}`;
}

/** A reason as a clause, to follow "because". */
export function reasonClause(reason: Reason): string {
  if (reason.why === 'expired') {
    const { days } = reason;
    return `nothing was pushed or redeployed for ${days === 1 ? 'a day' : `${days} days`}`;
  }
  if (reason.why === 'branch-has-one') return `its branch has a preview of its own`;
  if (reason.why === 'made-room') return `it made room for ${subjectTitle(reason.to)}`;
  if (reason.why === 'unapproved') {
    const { needed } = reason;
    return needed === 1
      ? 'nobody but its author has approved it yet'
      : `it has fewer than ${needed} approvals`;
  }
  return WORDS[reason.why];
}

/** A reason as a sentence without its full stop. */
export function reasonSentence(reason: Reason): string {
  const words = reasonClause(reason);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether a rule of the team says so. */
export function isOfRules(reason: AbsenceReason): reason is RuleReason {
  return v.is(RuleReason, reason);
}

/** Whether somebody with write access gets a preview all the same by asking for it. */
export function endsOnWish({ why }: RuleReason): boolean {
  return why !== 'draft';
}

/** Whether the subject or its repository is over. Only a branch may come back. */
export function isFinal({ why }: AbsenceReason): boolean {
  return ['merged', 'declined', 'gone', 'branch-gone', 'repository-deleted'].includes(why);
}

/**
 * Whether reading the subject as open shows that this was wrong. It disproves "gone" and "repository
 * deleted", which rest on a 404; it never disproves a merge.
 */
export function isDisproved({ why }: AbsenceReason): boolean {
  return why === 'gone' || why === 'branch-gone' || why === 'repository-deleted';
}

/** On whose word, where that is known: an Atlassian account id. */
export function askedBy(reason: Reason): string | undefined {
  return 'by' in reason ? reason.by : undefined;
}
