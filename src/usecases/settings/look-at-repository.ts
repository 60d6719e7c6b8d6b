import { failureOf } from '../../domain/failure';
import { previewId, previewOfPullRequest } from '../../domain/preview-key';
import { wantsPreviews, type RepositorySettings } from '../../domain/settings';
import type { Dependencies } from '../dependencies';
import { missedBranches } from '../sweep/missed-branches';
import { pushAll } from '../events/note-events';

/**
 * Has every open pull request and branch looked at after a save, so that it gets or loses its preview now. What
 * cannot be listed is only logged: it is saved, and the next sweep has them looked at.
 */
export async function lookAtRepository(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<void> {
  await afterSave(deps, settings, () => look(deps, settings));
}

/** Does what follows from a save. That it cannot is only logged: it is saved, and the next sweep does it. */
export async function afterSave(
  { log }: Dependencies,
  { repository }: Pick<RepositorySettings, 'repository'>,
  work: () => Promise<unknown>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    log('could not look at a repository after a save', {
      repository: repository.repositoryId,
      code: failureOf(error).code,
    });
  }
}

async function look(deps: Dependencies, settings: RepositorySettings): Promise<void> {
  const { repository } = settings;
  const { previews } = await deps.store.listPreviews(repository);
  const keys = new Map(previews.map(({ key }) => [previewId(key), key]));
  if (wantsPreviews(settings)) {
    for (const { id } of await deps.bitbucket.listOpenPullRequests(repository)) {
      const key = previewOfPullRequest(repository, id);
      keys.set(previewId(key), key);
    }
    const { missed } = await missedBranches(deps, settings, previews);
    for (const key of missed) keys.set(previewId(key), key);
  }
  await pushAll(
    deps,
    [...keys.values()].map((key) => ({ message: { key, cause: 'settings' } })),
  );
}
