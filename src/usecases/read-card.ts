import type { CardView } from '../domain/card-view';
import { appended } from '../domain/history';
import type { PersonRequest } from '../domain/preview';
import { getPullRequest, type PreviewKey } from '../domain/preview-key';
import { showCard } from '../domain/show-card';
import type { Permission } from '../ports/bitbucket';
import type { Dependencies } from './dependencies';
import { updatePreview } from './update-preview';
import { providerKindOf } from './use-hosting';

/**
 * What the card shows to the person who opened it; `refused` to whoever cannot see the pull request.
 * One round trip.
 */
export async function readCard(
  deps: Dependencies,
  key: PreviewKey,
  known?: Permission,
): Promise<CardView | 'refused'> {
  const { bitbucket, store } = deps;
  const stored = store.readPreview(key);
  const knownCommit = stored.then((preview) => preview?.pullRequest.commit);
  // Who reads the pull request may fail before asking for it: its own failure then is `stored`'s.
  knownCommit.catch(() => undefined);
  const [settings, preview, pullRequest, permission] = await Promise.all([
    store.readSettings(key),
    stored,
    bitbucket.readPullRequest(getPullRequest(key), { known: knownCommit }),
    known ?? bitbucket.readOwnPermission(key),
  ]);
  if (permission === 'none') return 'refused';
  const provider = settings?.connection?.provider;
  return showCard({
    settings,
    preview,
    provider: provider === undefined ? undefined : providerKindOf(deps, provider),
    pullRequest,
    mayWrite: mayWrite(permission),
    now: deps.clock.now(),
  });
}

/**
 * Notes what a person asks for and has the preview looked at. Answers `refused`, and changes nothing,
 * when that person may not write to the repository. Without a provider nothing is noted: the card says
 * that none is connected.
 */
export async function requestByPerson(
  deps: Dependencies,
  key: PreviewKey,
  type: PersonRequest['type'],
  accountId: string,
): Promise<CardView | 'refused'> {
  const [permission, settings] = await Promise.all([
    deps.bitbucket.readOwnPermission(key),
    deps.store.readSettings(key),
  ]);
  if (!mayWrite(permission)) return 'refused';
  if (!settings?.connection) return readCard(deps, key, permission);
  await noteRequest(deps, key, { type, by: accountId, at: deps.clock.now() });
  await deps.queue.push([{ message: { key, cause: 'person' } }]);
  return readCard(deps, key, permission);
}

async function noteRequest(
  deps: Dependencies,
  key: PreviewKey,
  request: PersonRequest,
): Promise<void> {
  const { at, by, type } = request;
  const text = `Somebody asked for ${type === 'redeploy' ? 'a redeploy' : 'the preview to be deleted'}.`;
  await updatePreview(
    deps,
    key,
    // Without a record, a redeploy is nothing but the first look; there is nothing to delete either.
    (preview) =>
      preview && { ...preview, request, history: appended(preview.history, { at, text, by }) },
  );
}

/** Whether somebody with this permission may act in the card. */
export function mayWrite(permission: Permission): boolean {
  return permission === 'admin' || permission === 'write';
}
