import { mayHaveEnvironment } from '../domain/preview';
import { emptySettings, type RepositorySettings } from '../domain/settings';
import type { WriteResult } from '../ports/store';
import type { Dependencies } from './dependencies';

/**
 * Forgets the key and the settings of a repository that was disconnected or deleted, once none of
 * its environments is left. Until then the key is needed to delete them.
 */
export async function finishRemovals(
  deps: Dependencies,
  settings: RepositorySettings | undefined,
): Promise<void> {
  if (!settings?.disconnecting && !settings?.repositoryDeletedAt) return;
  const { repository } = settings;
  const [previews, now] = await Promise.all([
    deps.store.listAllPreviews(repository),
    deps.store.readSettings(repository),
  ]);
  if (previews.some(mayHaveEnvironment)) return;
  // What was read long ago may have been connected anew since.
  if (!now || now.disconnecting?.at !== settings.disconnecting?.at) return;
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

/**
 * Deletes the key, the secret values and what was chosen for a repository. An empty row stays until
 * `forgetRepository`, so that the sweep finds what Bitbucket was not told yet.
 */
export async function forgetConnection(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<WriteResult> {
  const { store, clock } = deps;
  const { repository, revision, repositoryDeletedAt } = settings;
  await Promise.all([
    store.deleteToken(repository),
    settings.secretsId ? store.deleteSecretValues(settings.secretsId) : undefined,
  ]);
  // Last, so that an interrupted run is taken up again. Of a deleted repository nothing can be told.
  if (repositoryDeletedAt) {
    await store.deleteSettings(repository);
    return 'written';
  }
  const nothing = { ...emptySettings(repository), updatedAt: clock.now() };
  return store.writeSettings({ ...nothing, revision: revision + 1 });
}

/** So long an empty row stays at least: somebody may be about to connect a provider. */
const CONNECTING_MS = 10 * 60_000;

/**
 * Deletes the row of a repository in which no provider is connected and nothing is left to do; and a
 * key that a connect which was broken off left behind.
 */
export async function forgetRepository(
  { store, clock }: Dependencies,
  { repository, revision, updatedAt }: RepositorySettings,
): Promise<void> {
  if (clock.now() - updatedAt < CONNECTING_MS) return;
  // The list that it comes from may be moments old.
  if ((await store.readSettings(repository))?.revision !== revision) return;
  await store.deleteToken(repository);
  await store.deleteSettings(repository);
}
