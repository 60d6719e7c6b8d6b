import { perhapsOf } from '../../domain/holding';
import { releasing } from '../../domain/holding-changes';
import { mayHaveEnvironment, type Preview } from '../../domain/preview';
import type { RepositorySettings } from '../../domain/settings';
import type { Dependencies } from '../dependencies';
import { leftRunning } from '../../domain/transitions';
import { forgetConnection } from './forget-connection';
import { lookAtAll } from '../events/note-events';
import { ConflictError } from '../reconcile/reconcile-run';
import { updatePreview } from '../update-preview';

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
  for (const { key } of previews.filter(isConcerned)) {
    await updatePreview(deps, key, (stored) => {
      if (!stored || !isConcerned(stored)) return undefined;
      if (!mayHaveEnvironment(stored)) {
        // What turns up is to stay, too.
        return { ...stored, holdings: releasing(stored.holdings) };
      }
      const by = disconnecting?.by ? { by: disconnecting.by } : {};
      return leftRunning(stored, { at: deps.clock.now(), ...by });
    });
  }
  if ((await forgetConnection(deps, settings)) === 'conflict') throw new ConflictError();
  await lookAtAll(deps, repository, 'settings');
}

/**
 * Whether something exists or may turn up that is to stay. What is being deleted may be gone in this
 * moment: the look that deletes it, or the next one, says so.
 */
function isConcerned(preview: Preview): boolean {
  if (preview.state.type === 'deleting') return false;
  return mayHaveEnvironment(preview) || perhapsOf(preview).length > 0;
}
