import * as v from 'valibot';
import { NO_RULES, OwnRules, type Rules } from './rules';

/** What the workspace, or one of its projects, sets for the repositories below it. */
export const Layer = v.object({
  /** What it does not set is as above it. */
  rules: OwnRules,
  /** The rules that nobody below it may set, by their names, each with the reason that people read. */
  locks: v.record(v.string(), v.string()),
  /** Milliseconds since the epoch. */
  updatedAt: v.number(),
  /** Atlassian account id of whoever changed it last. */
  updatedBy: v.string(),
});
export type Layer = v.InferOutput<typeof Layer>;

/** All layers of a workspace. They are one row, so that whoever reads settings gets them in the same round trip. */
export const Layers = v.object({
  version: v.literal(1),
  /** Counts every write. */
  revision: v.number(),
  workspace: v.exactOptional(Layer),
  /** By the project's id. */
  projects: v.record(v.string(), Layer),
});
export type Layers = v.InferOutput<typeof Layers>;

/** Before anybody set anything for more than one repository. */
export const NO_LAYERS: Layers = { version: 1, revision: 0, projects: {} };

/** Who sets a rule for what is below. */
export type LayerName = 'workspace' | 'project';

/** The layer that sets a rule, and why nobody below it may set another. */
export interface RuleSource {
  by: LayerName;
  lock?: string;
}

/** What holds below some layers, before a repository sets anything itself. */
export interface RulesAbove {
  rules: Rules;
  /** Where those come from that a layer sets or locks. */
  sources: Partial<Record<keyof Rules, RuleSource>>;
}

/** Nothing is set above. */
export const NOTHING_ABOVE: RulesAbove = { rules: NO_RULES, sources: {} };

/** The rules that a repository of this project has as long as it sets none itself. */
export function rulesAbove(layers: Layers, project: string | undefined): RulesAbove {
  const above = below(NOTHING_ABOVE, 'workspace', layers.workspace);
  return below(above, 'project', ofProject(layers, project));
}

/** The layer of a project; undefined where it has none. */
export function ofProject({ projects }: Layers, project: string | undefined): Layer | undefined {
  return project !== undefined && Object.hasOwn(projects, project) ? projects[project] : undefined;
}

/** What holds below a layer, where this holds above it. */
export function below(above: RulesAbove, by: LayerName, layer: Layer | undefined): RulesAbove {
  if (!layer) return above;
  const sources = { ...above.sources };
  for (const name of namesOf(NO_RULES)) {
    const isSet = layer.rules[name] !== undefined;
    const lock = Object.hasOwn(layer.locks, name) ? layer.locks[name] : undefined;
    if (isLocked(above, name) || (!isSet && lock === undefined)) continue;
    sources[name] = lock === undefined ? { by } : { by, lock };
  }
  return { rules: withOwn(above, layer.rules), sources };
}

/** The rules that count: a repository's own, but for those that are locked above it. */
export function withOwn(above: RulesAbove, own: OwnRules = {}): Rules {
  const free = namesOf(own).filter((name) => !isLocked(above, name));
  return { ...above.rules, ...Object.fromEntries(free.map((name) => [name, own[name]])) };
}

/**
 * What is set here, of rules that were entered: those that are other than above. What is the same follows what
 * is set above. What is locked above stays as it was `before`, for when it is unlocked.
 */
export function ownOf(above: RulesAbove, entered: Rules, before: OwnRules = {}): OwnRules {
  const kept = namesOf(before).filter((name) => isLocked(above, name));
  return {
    ...Object.fromEntries(kept.map((name) => [name, before[name]])),
    ...Object.fromEntries(otherThan(above, entered).map((name) => [name, entered[name]])),
  };
}

/** Those of the rules that are other than above. */
export function otherThan(above: RulesAbove, entered: Rules): (keyof Rules)[] {
  return namesOf(entered).filter((name) => !isSame(entered[name], above.rules[name]));
}

/** Whether nobody below may set this rule. */
export function isLocked({ sources }: RulesAbove, name: keyof Rules): boolean {
  return sources[name]?.lock !== undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function namesOf(rules: OwnRules): (keyof Rules)[] {
  return Object.keys(rules) as (keyof Rules)[];
}
