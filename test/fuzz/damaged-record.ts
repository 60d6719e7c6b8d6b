import fc from 'fast-check';
import { odd, pathsOf, replaced } from './odd-values';

/** A field that no version has. */
export const UNKNOWN_FIELD = 'ofSomeOtherVersion';

/** Which parts to change, by numbers that are taken modulo the parts there are. */
const change = fc.record({
  place: fc.nat(),
  how: fc.constantFrom('missing', 'odd'),
  by: odd,
});

/**
 * `record` in an older form, of which each of the `later` fields (dotted paths) may be missing; with
 * a field that no version has; or with one or two parts, however deep, missing or odd. All at random,
 * and together.
 */
export function damagedRecord(record: object, later: string[]): fc.Arbitrary<object> {
  const parts = fc.record({
    left: fc.oneof(fc.constant<string[]>([]), fc.subarray(later)),
    unknown: fc.option(odd, { nil: undefined, freq: 3 }),
    changes: fc.array(change, { maxLength: 2 }),
  });
  return parts.map(({ left, unknown, changes }) => {
    const older = left.reduce<unknown>((rest, path) => without(rest, path.split('.')), record);
    const more = unknown === undefined ? older : { ...(older as object), [UNKNOWN_FIELD]: unknown };
    const damaged = changes.reduce<unknown>((rest, { place, how, by }) => {
      const paths = pathsOf(rest).filter((path) => path.length > 0);
      const path = paths[place % paths.length] ?? [];
      return replaced(rest, path, () => (how === 'missing' ? undefined : by));
    }, more);
    // As the store has it: without holes in lists.
    return JSON.parse(JSON.stringify(damaged)) as object;
  });
}

/** `value` without what stands at `path`; as it is when there is no such path. A `*` is every item. */
function without(value: unknown, [step = '', ...rest]: string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (step === '*') return (value as unknown[]).map((item) => without(item, rest));
  const { [step]: part, ...others } = value as Record<string, unknown>;
  if (part === undefined || rest.length === 0) return others;
  return { ...others, [step]: without(part, rest) };
}
