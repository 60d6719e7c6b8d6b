import * as v from 'valibot';

/** An Atlassian account id: whoever asked for it or changed the settings, where that is known. */
const by = v.exactOptional(v.string());

/** Why there shall be a preview. */
export const RunReason = v.variant('why', [
  v.object({ why: v.picklist(['open', 'approved']) }),
  v.object({ why: v.literal('requested'), by: v.string() }),
]);
export type RunReason = v.InferOutput<typeof RunReason>;

/** Why there is none, or why what there was has to go. */
export const AbsenceReason = v.variant('why', [
  /** Read at Bitbucket: final, but see `isDisproved`. */
  v.object({ why: v.picklist(['merged', 'declined', 'gone', 'repository-deleted']) }),
  /** An admin wants none, wants it elsewhere, or took the provider away. */
  v.object({ why: v.picklist(['switched-off', 'disconnected', 'left-running', 'moved']), by }),
  v.object({ why: v.literal('fork') }),
  /** Somebody deleted it. That holds for one commit. */
  v.object({ why: v.literal('deleted'), by: v.string(), commit: v.string() }),
  /** Its environment never had a clone of the repository, and only a new one gets it. */
  v.object({ why: v.literal('without-clone') }),
]);
export type AbsenceReason = v.InferOutput<typeof AbsenceReason>;

/** Why there is a preview or none, and why it changed. */
export type Reason = RunReason | AbsenceReason;

/** Each in words, as a clause: after "because", or as a sentence of its own. */
const WORDS: Record<Reason['why'], string> = {
  open: 'the pull request is open',
  approved: 'the commit of the fork was approved',
  requested: 'somebody asked for it',
  merged: 'the pull request was merged',
  declined: 'the pull request was declined',
  gone: 'the pull request no longer exists',
  'repository-deleted': 'the repository was deleted',
  'switched-off': 'previews are switched off for this repository',
  disconnected: 'the hosting provider was disconnected from this repository',
  'left-running': 'the hosting provider was disconnected, and what ran there stays',
  moved: 'the settings name another place for it',
  fork: "the fork's newest commit is not approved",
  deleted: 'somebody with write access deleted the preview',
  'without-clone': 'the environment has no clone of the repository and is made anew',
};

/** A reason as a clause, to follow "because". */
export function reasonClause({ why }: Reason): string {
  return WORDS[why];
}

/** A reason as a sentence without its full stop. */
export function reasonSentence({ why }: Reason): string {
  const words = WORDS[why];
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Whether the pull request or its repository is over: it is never open again. */
export function isFinal({ why }: AbsenceReason): boolean {
  return ['merged', 'declined', 'gone', 'repository-deleted'].includes(why);
}

/**
 * Whether reading the pull request as open shows that this was wrong. It disproves "gone" and "repository
 * deleted", which rest on a 404; it never disproves a merge.
 */
export function isDisproved({ why }: AbsenceReason): boolean {
  return why === 'gone' || why === 'repository-deleted';
}

/** On whose word, where that is known: an Atlassian account id. */
export function askedBy(reason: Reason): string | undefined {
  return 'by' in reason ? reason.by : undefined;
}
