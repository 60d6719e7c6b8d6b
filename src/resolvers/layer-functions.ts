import type Resolver from '@forge/resolver';
import * as v from 'valibot';
import type { LayerLoadResult, LayerSaveResult, Refused } from '../contract';
import { FieldValues } from '../domain/field';
import type { LayerPlace } from '../domain/layer-view';
import { readLayer } from '../usecases/layers/read-layer';
import { saveLayer } from '../usecases/layers/save-layer';
import { dependencies } from '../wiring';
import { handlerOf, type Page } from './handler';

/** Who calls, and for which workspace or project. All of it comes from Forge, never from the payload. */
export interface LayerCaller {
  place: LayerPlace;
  accountId: string;
}

const SaveRequest = v.object({
  version: v.string(),
  form: v.object({ values: FieldValues, locks: v.record(v.string(), v.string()) }),
  ask: v.exactOptional(v.boolean()),
});

/** Defines what a page calls about the rules that its workspace or project sets. */
export function defineLayerFunctions(
  resolver: Resolver,
  page: Page<LayerCaller>,
  refusals: { read: Refused; change: Refused },
): void {
  async function load({ place }: LayerCaller): Promise<LayerLoadResult> {
    const layer = await readLayer(dependencies, place);
    return layer === 'refused' ? refusals.read : { type: 'layer', layer };
  }
  async function save(
    { place, accountId }: LayerCaller,
    request: v.InferOutput<typeof SaveRequest>,
  ): Promise<LayerSaveResult> {
    const outcome = await saveLayer(dependencies, place, request, accountId);
    switch (outcome.type) {
      case 'refused':
        return refusals.change;
      case 'conflict':
        return { type: 'conflict', layer: outcome.view };
      case 'saved': {
        const { view: layer, ...saved } = outcome;
        return { ...saved, layer };
      }
      default:
        return outcome;
    }
  }
  resolver.define('loadLayer', handlerOf(page, v.unknown(), load));
  resolver.define('saveLayer', handlerOf(page, SaveRequest, save));
}
