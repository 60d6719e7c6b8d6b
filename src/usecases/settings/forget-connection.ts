import { changedAt, emptySettings, type RepositorySettings } from '../../domain/settings';
import type { WriteResult } from '../../ports/store';
import type { Dependencies } from '../dependencies';

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
    // Its own; one of the workspace stays for others.
    store.deleteCredentials(repository.repositoryId),
    settings.secretsId ? store.deleteSecretValues(settings.secretsId) : undefined,
  ]);
  // Last, so that an interrupted run is taken up again. Of a deleted repository nothing can be told.
  if (repositoryDeletedAt) return store.deleteSettings(settings);
  const nothing = { ...emptySettings(repository), updatedAt: changedAt(settings, clock.now()) };
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
  settings: RepositorySettings,
): Promise<void> {
  if (clock.now() - settings.updatedAt < CONNECTING_MS) return;
  // The list that it comes from may be moments old.
  const { repository, revision } = settings;
  if ((await store.readSettings(repository))?.revision !== revision) return;
  await store.deleteCredentials(repository.repositoryId);
  await store.deleteSettings(settings);
}
