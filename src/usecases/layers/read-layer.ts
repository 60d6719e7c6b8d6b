import { showLayer, type LayerPlace, type LayerView } from '../../domain/layer-view';
import type { Dependencies } from '../dependencies';

/** What a person may do with a layer: owners of the workspace change it, and who sees a project reads it. */
export async function layerAccess(
  { bitbucket }: Dependencies,
  { workspaceId, project }: LayerPlace,
): Promise<'change' | 'read' | 'none'> {
  const [isOwner, seen] = await Promise.all([
    bitbucket.ownsWorkspace(workspaceId),
    project && bitbucket.readProject(workspaceId, project.key),
  ]);
  // What the page says of the project is a claim: it counts once Bitbucket shows that very project to the person.
  if (project && seen !== project.id) return 'none';
  if (isOwner) return 'change';
  return project ? 'read' : 'none';
}

/** The layer of a place; `refused` to whoever may not read it. */
export async function readLayer(
  deps: Dependencies,
  place: LayerPlace,
): Promise<LayerView | 'refused'> {
  const access = await layerAccess(deps, place);
  if (access === 'none') return 'refused';
  const [layers, settings] = await Promise.all([
    deps.store.readLayers(),
    deps.store.listSettings(),
  ]);
  return showLayer(layers, place, { settings, mayChange: access === 'change' });
}
