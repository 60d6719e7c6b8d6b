/** Plain JSON, as answers are made of. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined };

/** Paths of fields as a tree; an empty tree stands for everything below. */
interface Selection {
  [name: string]: Selection;
}

/**
 * Cuts an answer to what `fields` asks for, as Bitbucket's partial responses do: `a.b` keeps only
 * what is named, `-a` leaves out, `+a` adds what `hidden` leaves out by default; `*` is any name;
 * a path goes through arrays.
 */
export function selectFields(
  body: Json,
  fields: string | undefined,
  hidden: readonly string[] = [],
): Json {
  // An unescaped plus sign reaches us as a space.
  const paths = (fields ?? '').split(',').filter((path) => path.trim() !== '');
  const added = pathsWith(paths, /^[+ ]/);
  const removed = pathsWith(paths, /^-/);
  const only = paths.filter((path) => !/^[+ -]/.test(path)).map((path) => path.trim());

  const shown = hidden.filter((path) => !added.some((plus) => covers(plus, path)));
  const byDefault = only.length === 0 ? without(body, treeOf(shown)) : undefined;
  const kept = byDefault ?? pick(body, treeOf([...only, ...added])) ?? {};
  return removed.length === 0 ? kept : without(kept, treeOf(removed));
}

function pathsWith(paths: string[], mark: RegExp): string[] {
  return paths.filter((path) => mark.test(path)).map((path) => path.slice(1).trim());
}

/** Whether asking for `wanted` shows the field at `path`, or something in it. */
function covers(wanted: string, path: string): boolean {
  const [a, b] = [wanted.split('.'), path.split('.')];
  return a.slice(0, b.length).every((name, at) => name === '*' || name === b[at]);
}

function treeOf(paths: string[]): Selection {
  const tree: Selection = {};
  for (const path of paths) {
    let node = tree;
    for (const name of path.split('.')) node = node[name] ??= {};
  }
  return tree;
}

/** A plain value has nothing below it: it is left out where something below was asked for. */
function pick(value: Json, tree: Selection): Json | undefined {
  if (Object.keys(tree).length === 0 || value === null) return value;
  if (typeof value !== 'object') return undefined;
  if (Array.isArray(value)) {
    return value.map((item) => pick(item, tree)).filter((item) => item !== undefined);
  }
  const result: Record<string, Json | undefined> = {};
  for (const [name, child] of Object.entries(value)) {
    const below = tree[name] ?? tree['*'];
    if (below && child !== undefined) result[name] = pick(child, below);
  }
  return result;
}

function without(value: Json, tree: Selection): Json {
  if (Array.isArray(value)) return value.map((item) => without(item, tree));
  if (value === null || typeof value !== 'object') return value;
  const result: Record<string, Json> = {};
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const below = tree[name] ?? tree['*'];
    if (!below) result[name] = child;
    else if (Object.keys(below).length > 0) result[name] = without(child, below);
  }
  return result;
}
