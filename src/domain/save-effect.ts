import { appliedSettings } from './applied-settings';
import { judge } from './policy/judge';
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
}

/** What a change does that touches no preview. */
export const NO_EFFECT: SaveEffect = { deletes: 0, replaces: 0, redeploys: 0 };

/** What a save does to the previews that there are: judged by their records, as the next look will. */
export function saveEffect(
  before: RepositorySettings,
  after: RepositorySettings,
  previews: Preview[],
  now: number,
): SaveEffect {
  const wanted = previews.filter((preview) => isWanted(preview, before, now));
  const kept = wanted.filter((preview) => isWanted(preview, after, now));
  const deletes = wanted.filter((one) => !kept.includes(one) && mayHaveEnvironment(one)).length;
  if (!wantsPreviews(before) || !wantsPreviews(after)) return { ...NO_EFFECT, deletes };
  const { options: was } = before;
  const { options: is } = after;
  if (was.place !== is.place) {
    return { ...NO_EFFECT, deletes, replaces: kept.filter(mayHaveEnvironment).length };
  }
  const redeployed = kept.filter(
    ({ deployment, pullRequest }) =>
      deployment !== undefined &&
      appliedSettings(was, pullRequest) !== appliedSettings(is, pullRequest),
  );
  return { deletes, replaces: 0, redeploys: redeployed.length };
}

function isWanted(preview: Preview, settings: RepositorySettings, now: number): boolean {
  const verdict = judge({ read: recordedRead(preview) ?? 'gone', settings, preview, now });
  return verdict !== 'unread' && verdict.want === 'run';
}

/** Whether a save touches any preview. */
export function touchesPreviews({ deletes, replaces, redeploys }: SaveEffect): boolean {
  return deletes + replaces + redeploys > 0;
}
