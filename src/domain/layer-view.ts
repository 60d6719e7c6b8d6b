import { defined } from './defined';
import type { Field } from './field';
import { hashOf } from './hash-of';
import {
  below,
  isLocked,
  NOTHING_ABOVE,
  ofProject,
  withOwn,
  type Layer,
  type Layers,
} from './layer';
import { RULE_NAMES, ruleFields, RULES } from './rule-fields';
import { wantsPreviews, type RepositorySettings } from './settings';

/** Whose repositories a layer is for: all of the workspace, or those of one project. */
export interface LayerPlace {
  workspaceId: string;
  project?: { id: string; key: string };
}

/** The rules that a workspace or a project sets for its repositories, as a page shows them. */
export interface LayerView {
  /** What this shows. Send it back with a save: a save on top of another one is refused. */
  version: string;
  /** Whether the person may change them; a project's are read by everybody who sees the project. */
  mayChange: boolean;
  fields: Field[];
  /** Why nobody below may set a rule, by the name of its field. */
  locks: Record<string, string>;
  /** How many repositories below it have previews. */
  repositories: number;
  /** Atlassian account id of whoever changed it last, with when; undefined before anybody did. */
  changed?: { by: string; at: number };
}

/** The layer of a place; undefined where nobody set anything. */
export function layerOf(layers: Layers, { project }: LayerPlace): Layer | undefined {
  return project ? ofProject(layers, project.id) : layers.workspace;
}

/** What holds above the layer of a place. */
export function aboveLayer({ workspace }: Layers, { project }: LayerPlace) {
  return project ? below(NOTHING_ABOVE, 'workspace', workspace) : NOTHING_ABOVE;
}

/** All layers with this one in its place. */
export function withLayer(layers: Layers, { project }: LayerPlace, layer: Layer): Layers {
  const next = { ...layers, revision: layers.revision + 1 };
  return project
    ? { ...next, projects: { ...layers.projects, [project.id]: layer } }
    : { ...next, workspace: layer };
}

/** Changes with the layer of a place and with what is set above it. */
export function layerVersion(layers: Layers, place: LayerPlace): string {
  const { rules, locks } = layerOf(layers, place) ?? {};
  return hashOf([rules, locks, aboveLayer(layers, place)]);
}

/** The page of a layer. */
export function showLayer(
  layers: Layers,
  place: LayerPlace,
  { settings, mayChange }: { settings: RepositorySettings[]; mayChange: boolean },
): LayerView {
  const above = aboveLayer(layers, place);
  const layer = layerOf(layers, place);
  const locked = RULES.filter((name) => layer && Object.hasOwn(layer.locks, name));
  return {
    version: layerVersion(layers, place),
    mayChange,
    fields: ruleFields(withOwn(above, layer?.rules), above),
    locks: Object.fromEntries(
      locked
        .filter((name) => !isLocked(above, name))
        .map((name) => [RULE_NAMES[name], layer?.locks[name] ?? '']),
    ),
    repositories: settings.filter((one) => wantsPreviews(one) && isBelow(one, place)).length,
    ...defined({ changed: layer && { by: layer.updatedBy, at: layer.updatedAt } }),
  };
}

/** Whether a repository is one of those that the layer is for. */
function isBelow({ project }: RepositorySettings, place: LayerPlace): boolean {
  return place.project === undefined || place.project.id === project;
}
