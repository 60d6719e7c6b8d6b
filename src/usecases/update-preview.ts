import { defined } from '../domain/defined';
import type { Preview } from '../domain/preview';
import type { PreviewKey } from '../domain/preview-key';
import { withoutIdleSlot } from '../domain/slot';
import { recount } from './reconcile/count-preview';
import type { Dependencies } from './dependencies';
import { ConflictError } from './reconcile/reconcile-run';

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
    // No limit is new here: what counted it goes on while it has an environment.
    const limited = Object.keys(preview.counted ?? {});
    const { preview: next, ledgers } = await recount(deps, preview, limited);
    const terms = defined({ freeSlot: freed, ledgers: ledgers.length > 0 ? ledgers : undefined });
    if ((await deps.store.writePreview(next, terms)) === 'written') return;
  }
  throw new ConflictError();
}
