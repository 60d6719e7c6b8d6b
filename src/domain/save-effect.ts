import { appliedSettings } from './applied-settings';
import { mayHaveEnvironment, type Preview } from './preview';
import { wantsPreviews, type RepositorySettings } from './settings';

/** To how many previews of open pull requests a save does what. At most one of them is not 0. */
export interface SaveEffect {
  /** They are deleted, with all data in them. */
  deletes: number;
  /** They are made anew at another place, and deleted where they are. */
  replaces: number;
  redeploys: number;
}

/** What a change does that touches no preview. */
export const NO_EFFECT: SaveEffect = { deletes: 0, replaces: 0, redeploys: 0 };

/** What a save does to the previews that there are. */
export function saveEffect(
  before: RepositorySettings,
  after: RepositorySettings,
  previews: Preview[],
): SaveEffect {
  const open = previews.filter(({ pullRequest }) => pullRequest.state === 'open');
  const existing = open.filter(mayHaveEnvironment).length;
  if (!wantsPreviews(before)) return NO_EFFECT;
  if (!wantsPreviews(after)) return { ...NO_EFFECT, deletes: existing };
  if (after.options.place !== before.options.place) return { ...NO_EFFECT, replaces: existing };
  const { options: was } = before;
  const { options: is } = after;
  const redeployed = open.filter(
    ({ deployment, pullRequest }) =>
      deployment !== undefined &&
      appliedSettings(was, pullRequest) !== appliedSettings(is, pullRequest),
  );
  return { ...NO_EFFECT, redeploys: redeployed.length };
}

/** Whether a save touches any preview. */
export function touchesPreviews({ deletes, replaces, redeploys }: SaveEffect): boolean {
  return deletes + replaces + redeploys > 0;
}
