import type { LayerView } from '../../contract';

/** Which rules are not the same in both, by the names on the page: set, locked or set above in another way. */
export function layerChanges(before: LayerView, after: LayerView): string[] {
  const was = new Map(before.fields.map(({ name }) => [name, textOf(before, name)]));
  return after.fields
    .filter(({ name }) => was.get(name) !== textOf(after, name))
    .map(({ label }) => `“${label}”`);
}

function textOf({ fields, locks }: LayerView, name: string): string {
  return JSON.stringify([fields.find((field) => field.name === name), locks[name]]);
}
