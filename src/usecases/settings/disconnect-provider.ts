import { FailureError, permanent } from '../../domain/failure';
import type { RepositoryKey } from '../../domain/preview-key';
import type { ProviderDescription } from '../../domain/provider-kind';
import { emptySettings } from '../../domain/settings';
import { unreadableProblem } from '../../domain/settings-view';
import { update, type SettingsOutcome } from './connect-provider';
import type { Dependencies } from '../dependencies';
import { finishRemovals } from '../sweep/finish-removals';
import { lookAtAll } from '../events/note-events';
import { readOffer, viewAfterWrite } from './read-settings';
import { providerKindOf } from '../use-hosting';

/**
 * Forgets the provider's key and all settings of a repository. Admins only. With `delete` the running
 * previews are deleted first, and the key is kept until the last one is gone; with `keep` they stay
 * at the provider and the app forgets them. With a record that cannot be read `delete` would never
 * end: it is refused before anything is written.
 */
export async function disconnectProvider(
  deps: Dependencies,
  repository: RepositoryKey,
  previews: 'delete' | 'keep',
  accountId: string,
): Promise<SettingsOutcome> {
  const { store, bitbucket } = deps;
  const [permission, settings] = await Promise.all([
    bitbucket.readOwnPermission(repository),
    store.readSettings(repository),
  ]);
  if (permission !== 'admin') return { type: 'refused' };
  const nothing = emptySettings(repository);
  if (!settings?.connection) {
    // A connect that was broken off may have left a key behind.
    await store.deleteCredentials(repository.repositoryId);
    return { type: 'saved', view: await viewAfterWrite(deps, nothing, undefined), changes: [] };
  }
  const kind = providerKindOf(deps, settings.connection.provider);
  if (previews === 'delete') await checkRecords(deps, repository, kind);

  const now = deps.clock.now();
  const next = await update(deps, repository, (before) => ({
    ...before,
    disconnecting: { by: accountId, at: now, ...(previews === 'keep' ? { keep: true } : {}) },
    updatedBy: accountId,
  }));
  if (previews === 'delete') await lookAtAll(deps, repository, 'settings');
  await finishRemovals(deps, next);
  const left = await store.readSettings(repository);
  const view = left?.disconnecting
    ? await viewAfterWrite(deps, left, await readOffer(deps, left))
    : await viewAfterWrite(deps, nothing, undefined);
  return {
    type: 'saved',
    view,
    changes: [left?.disconnecting ? UNDER_WAY : doneWords(kind, previews)],
  };
}

async function checkRecords(
  { store }: Dependencies,
  repository: RepositoryKey,
  kind: ProviderDescription,
): Promise<void> {
  const problem = unreadableProblem((await store.listPreviews(repository)).unreadable, kind);
  if (!problem) return;
  throw new FailureError(
    permanent(
      'record-unreadable',
      `Nothing was disconnected. ${problem.message}`,
      'Switch previews off to have all others deleted, then disconnect and leave the rest running.',
    ),
  );
}

const UNDER_WAY = 'Running previews are being deleted. After the last one the key is deleted too.';

function doneWords({ title }: ProviderDescription, previews: 'delete' | 'keep'): string {
  return previews === 'delete'
    ? `${title} is disconnected. The key and all settings were deleted.`
    : `${title} is disconnected. Previews that ran were left running there.`;
}
