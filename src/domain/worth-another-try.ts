import type { Deployment } from './preview';
import type { RepositorySettings } from './settings';

/** When what may pass is tried again for the first time; each further wait is four times as long. */
const FIRST_WAIT_MS = 15 * 60_000;
/** So that what does not pass is not built for ever: the last of them is after three and a half days. */
const MOST_RETRIES = 5;

/**
 * When a deployment that failed is tried again by itself, in milliseconds since the epoch; undefined
 * when somebody has to act.
 */
export function retriedAt({ failure, endedAt = 0, retries = 0 }: Deployment): number | undefined {
  if (failure?.mendedBy !== 'time' || retries >= MOST_RETRIES) return undefined;
  return endedAt + FIRST_WAIT_MS * 4 ** retries;
}

/** Why a deployment that failed is worth another try, to follow "because"; undefined when it is not. */
export function whyAnotherTry(
  deployment: Deployment | undefined,
  settings: Pick<RepositorySettings, 'updatedAt'> | undefined,
  now: number,
): string | undefined {
  if (!deployment) return undefined;
  if (isMendedBySettings(deployment, settings)) return 'the settings were changed';
  return now >= (retriedAt(deployment) ?? Infinity) ? 'an outage may be over' : undefined;
}

/**
 * Whether the deployment failed of something that settings may mend, or somebody at the provider who may
 * have told the admin, and they are no longer those that it failed with. When it ended says nothing: it may have read the old ones and ended after the new
 * ones were saved.
 */
function isMendedBySettings(
  { failure, failedWith }: Deployment,
  settings: Pick<RepositorySettings, 'updatedAt'> | undefined,
): boolean {
  if (failure?.mendedBy !== 'settings' && failure?.mendedBy !== 'provider') return false;
  return failedWith !== settings?.updatedAt;
}
