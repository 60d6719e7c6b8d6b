import type { FieldError } from '../../domain/field';
import { hashOf } from '../../domain/hash-of';
import type { Layer } from '../../domain/layer';
import { describeLayer } from '../../domain/layer-change';
import {
  aboveLayer,
  layerOf,
  layerVersion,
  showLayer,
  withLayer,
  type LayerPlace,
  type LayerView,
} from '../../domain/layer-view';
import { parseLayer, type LayerForm } from '../../domain/parse-layer';
import {
  addedEffect,
  NO_EFFECT,
  saveEffect,
  touchesPreviews,
  type SaveEffect,
} from '../../domain/save-effect';
import { withLayers, type RepositorySettings } from '../../domain/settings';
import type { Dependencies } from '../dependencies';
import { inGroups } from '../in-groups';
import { afterSave } from '../settings/look-at-repository';
import { lookAtAll } from '../events/note-events';
import { withProjects } from '../events/note-project';
import { layerAccess } from './read-layer';

/** How the save of a layer ended; `asks` when nothing was saved, for it would do this to previews. */
export type LayerOutcome =
  | { type: 'saved'; view: LayerView; changes: string[]; effect: SaveEffect }
  | { type: 'asks'; effect: SaveEffect }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; view: LayerView }
  | { type: 'refused' };

/** So many repositories are read or told at the same time. */
const AT_ONCE = 10;

/**
 * Stores what the workspace or a project sets for its repositories, and has the previews looked at that it
 * concerns. Owners of the workspace only. A save on top of another one is a `conflict` and changes nothing; so
 * does one that touches previews when it was to `ask` before.
 */
export async function saveLayer(
  deps: Dependencies,
  place: LayerPlace,
  save: { version: string; form: LayerForm; ask?: boolean | undefined },
  accountId: string,
): Promise<LayerOutcome> {
  const { store, clock } = deps;
  if ((await layerAccess(deps, place)) !== 'change') return { type: 'refused' };
  const [layers, listed] = await Promise.all([store.readLayers(), store.listSettings()]);
  const settings = place.project ? await withProjects(deps, listed) : listed;
  const viewOf = (shown: typeof layers) => showLayer(shown, place, { settings, mayChange: true });
  const above = aboveLayer(layers, place);
  const before = layerOf(layers, place);
  const parsed = parseLayer(save.form, before, above);
  if ('errors' in parsed) return { type: 'invalid', errors: parsed.errors };
  const layer: Layer = { ...parsed, updatedAt: clock.now(), updatedBy: accountId };
  const changes = describeLayer(above, before, layer);
  if (changes.length === 0) {
    return { type: 'saved', view: viewOf(layers), changes, effect: NO_EFFECT };
  }
  if (layerVersion(layers, place) !== save.version) {
    return { type: 'conflict', view: viewOf(layers) };
  }
  const after = withLayer(layers, place, layer);
  const concerned = settings
    .map((one) => ({ one, next: withLayers(one, after) }))
    .filter(({ one, next }) => hashOf(one.rules) !== hashOf(next.rules));
  const effect = await effectOf(deps, concerned);
  if (save.ask && touchesPreviews(effect)) return { type: 'asks', effect };
  // All layers are one row: another one may have been saved.
  if ((await store.writeLayers(after)) === 'conflict') {
    return saveLayer(deps, place, save, accountId);
  }
  // What has no record yet is found by the next sweep of its repository.
  await inGroups(concerned, AT_ONCE, ({ one }) =>
    afterSave(deps, one, () => lookAtAll(deps, one.repository, 'rules')),
  );
  return { type: 'saved', view: viewOf(after), changes, effect };
}

interface Concerned {
  one: RepositorySettings;
  next: RepositorySettings;
}

async function effectOf(deps: Dependencies, concerned: Concerned[]): Promise<SaveEffect> {
  const effects = await inGroups(concerned, AT_ONCE, async ({ one, next }) => {
    const { previews } = await deps.store.listPreviews(one.repository);
    return saveEffect(one, next, previews, deps.clock.now());
  });
  return effects.reduce(addedEffect, NO_EFFECT);
}
