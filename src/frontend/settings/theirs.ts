import type { SettingsView } from '../../contract';

/** What somebody else changed, by the names on the page. A secret's value tells nothing: it may be one too. */
export function changesBetween(before: SettingsView, after: SettingsView): string[] {
  const names = new Map(
    [...before.fields, ...after.fields].map(({ name, label }) => [name, `“${label}”`]),
  );
  const was = entriesOf(before);
  const is = entriesOf(after);
  return [...new Set([...was.keys(), ...is.keys()])]
    .filter((name) => was.get(name) !== is.get(name))
    .map((name) => names.get(name) ?? name);
}

function entriesOf({ saved }: SettingsView): Map<string, string> {
  if (!saved) return new Map();
  return new Map([
    ['the switch for previews', String(saved.enabled)],
    ...Object.entries(saved.options).map(([name, value]) => [name, String(value)] as const),
    ...saved.variables.map(
      ({ name, ...row }) => [`the env var ${name}`, JSON.stringify(row)] as const,
    ),
  ]);
}
