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
  /** Kept or deleted: that is known once it was read which files their pull requests change. */
  unsure: number;
}

/** What a change does that touches no preview. */
export const NO_EFFECT: SaveEffect = { deletes: 0, replaces: 0, redeploys: 0, unsure: 0 };

/** What a save does to the previews that there are: judged by their records, as the next look will. */
export function saveEffect(
  before: RepositorySettings,
  after: RepositorySettings,
  previews: Preview[],
  now: number,
): SaveEffect {
  const judgedBy = (settings: RepositorySettings) => (preview: Preview) =>
    wantOf(preview, settings, now);
  const wanted = previews.filter((preview) => judgedBy(before)(preview) !== 'none');
  const kept = wanted.filter((preview) => judgedBy(after)(preview) !== 'none');
  const deletes = wanted.filter((one) => !kept.includes(one) && mayHaveEnvironment(one)).length;
  const unsure = kept.filter(
    (one) => judgedBy(after)(one) === 'unread' && mayHaveEnvironment(one),
  ).length;
  const sure = { ...NO_EFFECT, deletes, unsure };
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

function wantOf(preview: Preview, settings: RepositorySettings, now: number) {
  const read = recordedRead(preview) ?? 'gone';
  const touches = recordedTouch(preview.pullRequest, settings);
  const verdict = judge({ read, settings, preview, touches, now });
  return verdict === 'unread' ? verdict : verdict.want;
}

/** Whether a save touches any preview. */
export function touchesPreviews(effect: SaveEffect): boolean {
  return Object.values(effect).some((count) => count > 0);
}
