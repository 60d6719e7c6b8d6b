import type { FailureCode } from './failure';
import type { Deployment } from './preview';
import type { RepositorySettings } from './settings';

/** Failures that a change of the settings may have mended. */
const MENDED_BY_SETTINGS: readonly FailureCode[] = [
  'not-connected',
  'token-rejected',
  'team-unavailable',
  'plan-unavailable',
  'billing-missing',
  'provider-refused',
];

/**
 * Whether the deployment failed of something that settings may mend, and they are no longer those that
 * it failed with. When it ended says nothing: it may have read the old ones and ended after the new
 * ones were saved.
 */
export function isMendedBySettings(
  deployment: Deployment | undefined,
  settings: Pick<RepositorySettings, 'updatedAt'> | undefined,
): boolean {
  if (!deployment?.failure || !MENDED_BY_SETTINGS.includes(deployment.failure.code)) return false;
  const { failedWith, endedAt = 0 } = deployment;
  // Earlier versions did not note it.
  if (failedWith === undefined) return (settings?.updatedAt ?? 0) > endedAt;
  return failedWith !== settings?.updatedAt;
}
