import type { Preview } from '../domain/preview';
import type { PreviewKey } from '../domain/preview-key';
import { withoutIdleSlot } from '../domain/slot';
import type { Dependencies } from './dependencies';
import { ConflictError } from './reconcile-run';

/** How often a change is written again after another run was faster. */
const WRITE_ATTEMPTS = 3;

/**
 * Changes the record on top of whatever a run wrote meanwhile, and frees its slot when it needs none
 * any more; nothing when `edit` has nothing to say.
 */
export async function updatePreview(
  deps: Dependencies,
  key: PreviewKey,
  edit: (stored: Preview | undefined) => Preview | undefined,
): Promise<void> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const edited = edit(await deps.store.readPreview(key));
    if (!edited) return;
    const { preview, freed } = withoutIdleSlot({ ...edited, revision: edited.revision + 1 });
    const terms = freed === undefined ? {} : { freeSlot: freed };
    if ((await deps.store.writePreview(preview, terms)) === 'written') return;
  }
  throw new ConflictError();
}
