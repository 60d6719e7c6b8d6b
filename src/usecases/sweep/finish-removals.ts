import { mayHaveEnvironment } from '../../domain/preview';
import type { RepositorySettings } from '../../domain/settings';
import type { Dependencies } from '../dependencies';
import { forgetConnection } from '../settings/forget-connection';
import { leaveEnvironments } from '../settings/leave-environments';

/**
 * Forgets the key and the settings of a repository that was disconnected or deleted, once none of
 * its environments is left. Until then the key is needed to delete them, unless they are to stay.
 */
export async function finishRemovals(
  deps: Dependencies,
  settings: RepositorySettings | undefined,
): Promise<void> {
  if (!settings?.disconnecting && !settings?.repositoryDeletedAt) return;
  const { repository } = settings;
  // What was read long ago may have been connected anew since.
  const now = await deps.store.readSettings(repository);
  if (!now || now.disconnecting?.at !== settings.disconnecting?.at) return;
  if (now.disconnecting?.keep) return leaveEnvironments(deps, now);
  const { previews, unreadable } = await deps.store.listPreviews(repository);
  if (unreadable.length > 0 || previews.some(mayHaveEnvironment)) return;
  // The list may be moments old, and the slots are not: who makes an environment has one.
  const free = await deps.store.readFreeSlots(repository, deps.mostDeployments);
  if (free.length < deps.mostDeployments) return;
  if (!now.disconnecting && !(await isRepositoryGone(deps, now))) return;
  // Whoever else wrote meanwhile finishes it, or the next sweep does.
  await forgetConnection(deps, now);
}

/**
 * Whether a repository that Bitbucket reported as deleted is. One that can be read is not: the report
 * is forgotten then.
 */
export async function isRepositoryGone(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<boolean> {
  if (!settings.repositoryDeletedAt) return false;
  if (!(await deps.bitbucket.repositoryExists(settings.repository))) return true;
  const { repositoryDeletedAt: _wrong, ...rest } = settings;
  // Whoever else wrote meanwhile leaves the report, and the next look finds it again.
  await deps.store.writeSettings({ ...rest, revision: settings.revision + 1 });
  return false;
}
