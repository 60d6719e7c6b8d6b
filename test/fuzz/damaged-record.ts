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
 * `record` with a field that no version has, or with one or two parts, however deep, missing or odd.
 * All at random, and together.
 */
export function damagedRecord(record: object): fc.Arbitrary<object> {
  const parts = fc.record({
    unknown: fc.option(odd, { nil: undefined, freq: 3 }),
    changes: fc.array(change, { maxLength: 2 }),
  });
  return parts.map(({ unknown, changes }) => {
    const more = unknown === undefined ? record : { ...record, [UNKNOWN_FIELD]: unknown };
    const damaged = changes.reduce<unknown>((rest, { place, how, by }) => {
      const paths = pathsOf(rest).filter((path) => path.length > 0);
      const path = paths[place % paths.length] ?? [];
      return replaced(rest, path, () => (how === 'missing' ? undefined : by));
    }, more);
    // As the store has it: without holes in lists.
    return JSON.parse(JSON.stringify(damaged)) as object;
  });
}
