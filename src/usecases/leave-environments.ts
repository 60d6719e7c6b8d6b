import { leftRunning } from '../domain/left-running';
import { mayHaveEnvironment, type Preview } from '../domain/preview';
import type { RepositorySettings } from '../domain/settings';
import type { Dependencies } from './dependencies';
import { forgetConnection } from './forget-connection';
import { lookAtAll } from './note-events';
import { ConflictError } from './reconcile-run';
import { updatePreview } from './update-preview';

/**
 * Forgets every environment of a repository without deleting it, then the key and all settings. What
 * is broken off is finished by the next sweep: the settings say that they are to stay.
 */
export async function leaveEnvironments(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<void> {
  const { repository, disconnecting } = settings;
  const { previews } = await deps.store.listPreviews(repository);
  for (const { key } of previews.filter((one) => mayBeLeft(one) || one.unconfirmedAt)) {
    await updatePreview(deps, key, (stored) =>
      stored && mayBeLeft(stored)
        ? leftRunning(stored, {
            at: deps.clock.now(),
            ...(disconnecting?.by ? { by: disconnecting.by } : {}),
          })
        : stored && withoutUnconfirmed(stored),
    );
  }
  if ((await forgetConnection(deps, settings)) === 'conflict') throw new ConflictError();
  await lookAtAll(deps, repository, 'settings');
}

/** What is being deleted may be gone in this moment: the look that deletes it, or the next one, says so. */
function mayBeLeft(preview: Preview): boolean {
  return mayHaveEnvironment(preview) && preview.state.type !== 'deleting';
}

/** What turns up is to stay, too. */
function withoutUnconfirmed({ unconfirmedAt, ...preview }: Preview): Preview | undefined {
  return unconfirmedAt === undefined ? undefined : preview;
}
