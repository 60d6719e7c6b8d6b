import { mayHaveEnvironment } from '../domain/preview';
import type { RepositorySettings } from '../domain/settings';
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
  const previews = await deps.store.listAllPreviews(settings.repository);
  if (previews.some(mayHaveEnvironment)) return;
  await forgetConnection(deps, settings);
}

/** Deletes the key, the secret values and the settings of a repository. */
export async function forgetConnection(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<void> {
  const { store } = deps;
  await Promise.all([
    store.deleteToken(settings.repository),
    settings.secretsId ? store.deleteSecretValues(settings.secretsId) : undefined,
  ]);
  // Last, so that an interrupted run is taken up again.
  await store.deleteSettings(settings.repository);
}
