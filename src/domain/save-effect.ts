import { appliedSettings } from './applied-settings';
import { judge } from './policy/judge';
import { recordedTouch } from './policy/paths';
import { mayHaveEnvironment, type Preview } from './preview';
import { wantsPreviews, type RepositorySettings } from './settings';
import { recordedRead } from './snapshot';

/** To how many previews of open pull requests a save does what. */
export interface SaveEffect {
  /** They are deleted, with all data in them. */
  deletes: number;
  /** They are made anew at another place, and deleted where they are. */
  replaces: number;
  redeploys: number;
  /** Kept or deleted: that is known once their pull requests were read for what the new rules ask. */
  unsure: number;
}

/** What a change does that touches no preview. */
export const NO_EFFECT: SaveEffect = { deletes: 0, replaces: 0, redeploys: 0, unsure: 0 };

/** What two changes do together. */
export function addedEffect(one: SaveEffect, other: SaveEffect): SaveEffect {
  return {
    deletes: one.deletes + other.deletes,
    replaces: one.replaces + other.replaces,
    redeploys: one.redeploys + other.redeploys,
    unsure: one.unsure + other.unsure,
  };
}

/** What a save does to the previews that there are: judged by their records, as the next look will. */
export function saveEffect(
  before: RepositorySettings,
  after: RepositorySettings,
  previews: Preview[],
  now: number,
): SaveEffect {
  const wanted = previews.filter((one) => wantOf(one, before, now) !== 'none');
  // While nobody counts approvals, records do not keep up with them.
  const isKnown = (before.rules?.approvals ?? 0) > 0;
  const judged = wanted.map((preview) => ({
    preview,
    want: wantOf(isKnown ? preview : withoutReview(preview), after, now),
  }));
  const kept = judged.filter(({ want }) => want !== 'none').map(({ preview }) => preview);
  const count = (outcome: 'none' | 'unread') =>
    judged.filter(({ preview, want }) => want === outcome && mayHaveEnvironment(preview)).length;
  const sure = { ...NO_EFFECT, deletes: count('none'), unsure: count('unread') };
  if (!wantsPreviews(before) || !wantsPreviews(after)) return sure;
  const { options: was } = before;
  const { options: is } = after;
  if (was.place !== is.place) {
    return { ...sure, replaces: kept.filter(mayHaveEnvironment).length };
  }
  const redeployed = kept.filter(
    ({ deployment, pullRequest }) =>
      deployment !== undefined &&
      appliedSettings(was, pullRequest) !== appliedSettings(is, pullRequest),
  );
  return { ...sure, redeploys: redeployed.length };
}

function withoutReview(preview: Preview): Preview {
  const { review: _, ...pullRequest } = preview.pullRequest;
  return { ...preview, pullRequest };
}

function wantOf(preview: Preview, settings: RepositorySettings, now: number) {
  const read = recordedRead(preview) ?? 'gone';
  const touches = recordedTouch(preview.pullRequest, settings);
  const verdict = judge({ subject: preview.key.subject, read, settings, preview, touches, now });
  return verdict === 'unread' ? verdict : verdict.want;
}

/** Whether a save touches any preview. */
export function touchesPreviews(effect: SaveEffect): boolean {
  return Object.values(effect).some((count) => count > 0);
}
