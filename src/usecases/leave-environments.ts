import { ended } from '../domain/deployment';
import { appended } from '../domain/history';
import { mayHaveEnvironment, type Preview } from '../domain/preview';
import type { RepositorySettings } from '../domain/settings';
import { withoutIdleSlot } from '../domain/slot';
import type { Dependencies } from './dependencies';
import { forgetConnection } from './forget-connection';
import { lookAtAll } from './note-events';
import { ConflictError } from './reconcile-run';

/**
 * Forgets every environment of a repository without deleting it, then the key and all settings. What
 * is broken off is finished by the next sweep: the settings say that they are to stay.
 */
export async function leaveEnvironments(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<void> {
  const { repository, disconnecting } = settings;
  const previews = (await deps.store.listPreviews(repository)).filter(mayBeLeft);
  for (const preview of previews) await leave(deps, preview, disconnecting?.by);
  if ((await forgetConnection(deps, settings)) === 'conflict') throw new ConflictError();
  await lookAtAll(deps, repository, 'settings');
}

/** How often a record is written again that a look wrote meanwhile. */
const WRITE_ATTEMPTS = 3;

/** What is being deleted may be gone in this moment: the look that deletes it, or the next one, says so. */
function mayBeLeft(preview: Preview): boolean {
  return mayHaveEnvironment(preview) && preview.state.type !== 'deleting';
}

async function leave(deps: Dependencies, preview: Preview, by: string | undefined): Promise<void> {
  let current: Preview | undefined = preview;
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    if (!current || !mayBeLeft(current)) return;
    const { preview: next, freed } = withoutIdleSlot(left(current, deps.clock.now(), by));
    const terms = freed === undefined ? {} : { freeSlot: freed };
    if ((await deps.store.writePreview(next, terms)) !== 'conflict') return;
    current = await deps.store.readPreview(preview.key);
  }
  throw new ConflictError();
}

function left(preview: Preview, now: number, by: string | undefined): Preview {
  const { environment: _e, mayHaveTwin: _m, running: _r, check: _c, ...others } = preview;
  const { trouble: _t, request: _q, ...rest } = others;
  const text = 'The provider was disconnected; the environment was left running there.';
  return {
    ...rest,
    revision: preview.revision + 1,
    state: { type: 'none', hold: 'left-running' },
    ...(rest.deployment ? { deployment: ended(rest.deployment, now) } : {}),
    history: appended(rest.history, { at: now, text, ...(by ? { by } : {}) }),
  };
}
