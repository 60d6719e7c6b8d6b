import fc from 'fast-check';

/** Whatever JSON can say, and some that code trips over. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.jsonValue() },
  fc.constantFrom(
    ...[null, '', 0, -1, 1.5, 1e300, true, [], {}, [null], { length: 1 }, '__proto__'],
    ...['{', '\u0000', 'x'.repeat(10_000), { toString: 1, valueOf: 1, constructor: 1 }],
  ),
);

type Path = (string | number)[];

/** Where values stand in a JSON value: every field and item, however deep. */
export function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const below = Object.entries(value).flatMap(([name, part]) => pathsOf(part, [...at, name]));
  return [at, ...below];
}

/** `value` with what stands at a path changed; a path of no steps leads to the value itself. */
export function replaced(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  const copy = structuredClone(value) as Record<string, unknown>;
  const next = replaced(copy[step], rest, change);
  if (next === undefined) delete copy[step];
  else copy[step] = next;
  return copy;
}

/** `value` with one to three of its parts left out or replaced by something odd. */
export function damaged(value: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({ place: fc.nat(), gone: fc.boolean(), by: odd });
  return fc.array(change, { minLength: 1, maxLength: 3 }).map((changes) =>
    changes.reduce<unknown>((rest, { place, gone, by }) => {
      const paths = pathsOf(rest);
      const path = paths[place % paths.length] ?? [];
      return replaced(rest, path, () => (gone && path.length > 0 ? undefined : by));
    }, value),
  );
}

/** `value` with one of its parts, however deep, left out or of another type. */
export function ofAnotherType(value: unknown): fc.Arbitrary<unknown> {
  const paths = pathsOf(value).filter((path) => path.length > 0);
  return fc
    .tuple(fc.constantFrom(...paths), fc.boolean(), odd)
    .map(([path, gone, by]) =>
      replaced(value, path, (old) => (gone || typeof by === typeof old ? undefined : by)),
    );
}
