import { ended } from '../domain/deployment';
import { appended } from '../domain/history';
import { mayHaveEnvironment, type Preview } from '../domain/preview';
import type { RepositoryKey } from '../domain/preview-key';
import { withoutIdleSlot } from '../domain/slot';
import { emptySettings } from '../domain/settings';
import { update, type SettingsOutcome } from './connect-provider';
import type { Dependencies } from './dependencies';
import { finishRemovals, forgetConnection } from './finish-removals';
import { lookAtAll } from './note-events';
import { readOffer, viewAfterWrite } from './read-settings';
import { ConflictError } from './reconcile-run';

/**
 * Forgets the provider's key and all settings of a repository. Admins only. With `delete` the running
 * previews are deleted first, and the key is kept until the last one is gone; with `keep` they stay
 * at the provider and the app forgets them.
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
  if (!settings) {
    // A connect that was broken off may have left a key behind.
    await store.deleteToken(repository);
    return { type: 'saved', view: await viewAfterWrite(deps, nothing, undefined), changes: [] };
  }

  if (previews === 'keep') {
    await leaveAll(deps, repository, accountId);
    if ((await forgetConnection(deps, settings)) === 'conflict') throw new ConflictError();
    await lookAtAll(deps, repository, 'settings');
    const changes = ['Codesphere is disconnected. Previews that ran were left running there.'];
    return { type: 'saved', view: await viewAfterWrite(deps, nothing, undefined), changes };
  }

  const now = deps.clock.now();
  const next = await update(deps, repository, (before) => ({
    ...before,
    disconnecting: { by: accountId, at: now },
    updatedAt: now,
    updatedBy: accountId,
  }));
  await lookAtAll(deps, repository, 'settings');
  await finishRemovals(deps, next);
  const left = await store.readSettings(repository);
  const view = left?.disconnecting
    ? await viewAfterWrite(
        deps,
        left,
        await readOffer(deps, left, await store.readToken(repository)),
      )
    : await viewAfterWrite(deps, nothing, undefined);
  const done = 'Codesphere is disconnected. The key and all settings were deleted.';
  const under = 'Running previews are being deleted. After the last one the key is deleted too.';
  return { type: 'saved', view, changes: [left?.disconnecting ? under : done] };
}

/** Forgets every environment without deleting it. */
async function leaveAll(deps: Dependencies, repository: RepositoryKey, by: string): Promise<void> {
  const previews = (await deps.store.listPreviews(repository)).filter(mayHaveEnvironment);
  for (const preview of previews) {
    const { preview: next, freed } = withoutIdleSlot(left(preview, deps.clock.now(), by));
    const terms = freed === undefined ? {} : { freeSlot: freed };
    if ((await deps.store.writePreview(next, terms)) === 'conflict') throw new ConflictError();
  }
}

function left(preview: Preview, now: number, by: string): Preview {
  const { environment: _e, mayHaveTwin: _m, running: _r, check: _c, ...others } = preview;
  const { trouble: _t, request: _q, ...rest } = others;
  const text = 'The provider was disconnected; the environment was left running there.';
  return {
    ...rest,
    revision: preview.revision + 1,
    state: { type: 'none', hold: 'left-running' },
    ...(rest.deployment ? { deployment: ended(rest.deployment, now) } : {}),
    history: appended(rest.history, { at: now, text, by }),
  };
}
