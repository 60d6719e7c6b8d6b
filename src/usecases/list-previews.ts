import { showPreviews, type PreviewsView } from '../domain/preview-row';
import type { Preview } from '../domain/preview';
import {
  MAIN_TARGET,
  previewId,
  type PreviewKey,
  type RepositoryKey,
  type Subject,
} from '../domain/preview-key';
import type { Permission } from '../ports/bitbucket';
import type { Dependencies } from './dependencies';
import { extended, kept, keptNoLonger } from './card/extend-lifetime';
import { pushAll } from './events/note-events';
import { mayWrite, readerPermission, writerPermission } from './card/own-permission';
import { requested } from './card/read-card';
import { updatePreview } from './update-preview';
import { providerKindOf } from './use-hosting';

/** What somebody may do with several previews at once. */
export type ListAction = 'redeploy' | 'extend' | 'keep' | 'keepNoLonger' | 'delete';

/**
 * The previews of a repository, for whoever may read it; `refused` to others. Bitbucket is asked for nothing but
 * that, and for that once in ten minutes.
 */
export async function listPreviews(
  deps: Dependencies,
  repository: RepositoryKey,
  accountId: string,
): Promise<PreviewsView | 'refused'> {
  const permission = await readerPermission(deps, repository, accountId);
  return permission === 'none' ? 'refused' : viewOf(deps, repository, permission);
}

/**
 * Does one thing with several previews, and answers the list after it. `refused`, with nothing changed, to
 * whoever may not write to the repository. One that cannot take the action is passed over.
 */
export async function actOnPreviews(
  deps: Dependencies,
  repository: RepositoryKey,
  { action, subjects }: { action: ListAction; subjects: Subject[] },
  accountId: string,
): Promise<PreviewsView | 'refused'> {
  const permission = await writerPermission(deps, repository, accountId);
  if (!mayWrite(permission)) return 'refused';
  const { workspaceId, repositoryId } = repository;
  const keys = subjects.map((subject): PreviewKey => ({
    workspaceId,
    repositoryId,
    subject,
    target: MAIN_TARGET,
  }));
  const word = { by: accountId, at: deps.clock.now() };
  const taken = new Map<string, PreviewKey>();
  for (const key of keys) {
    await updatePreview(deps, key, (preview) => {
      const next = preview && changed(preview, action, word);
      if (next) taken.set(previewId(key), key);
      return next;
    });
  }
  await pushAll(
    deps,
    [...taken.values()].map((key) => ({ message: { key, cause: 'person' } })),
  );
  return viewOf(deps, repository, permission, [...taken.values()]);
}

function changed(
  preview: Preview,
  action: ListAction,
  word: { by: string; at: number },
): Preview | undefined {
  switch (action) {
    case 'redeploy':
    case 'delete':
      return requested(preview, { type: action, ...word });
    case 'extend':
      return extended(preview, word);
    case 'keep':
      return kept(preview, word);
    case 'keepNoLonger':
      return keptNoLonger(preview, word);
  }
}

/** `changed` are read one by one: a list may not show yet what was just written. */
async function viewOf(
  deps: Dependencies,
  repository: RepositoryKey,
  permission: Permission,
  changedKeys: PreviewKey[] = [],
): Promise<PreviewsView> {
  const { store, clock } = deps;
  const [settings, list, read] = await Promise.all([
    store.readSettings(repository),
    store.listPreviews(repository),
    Promise.all(changedKeys.map((key) => store.readPreview(key))),
  ]);
  const fresh = new Map(read.flatMap((one) => (one ? [[previewId(one.key), one]] : [])));
  const previews = list.previews.map((one) => fresh.get(previewId(one.key)) ?? one);
  const provider = settings?.connection?.provider;
  return showPreviews(previews, list.unreadable.length, {
    settings,
    provider: provider === undefined ? undefined : providerKindOf(deps, provider),
    mayWrite: mayWrite(permission),
    now: clock.now(),
  });
}
