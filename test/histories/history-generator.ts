import * as fc from 'fast-check';
import type { Command } from './command';
import { deed, open } from './deed-generator';
import { fault } from './fault-generator';

const wait = fc.record({
  type: fc.constant('wait'),
  seconds: fc.oneof(
    { weight: 3, arbitrary: fc.nat(20) },
    { weight: 3, arbitrary: fc.integer({ min: 20, max: 120 }) },
    { weight: 3, arbitrary: fc.nat(900) },
    { weight: 1, arbitrary: fc.nat(4 * 3600) },
  ),
}) as fc.Arbitrary<Command>;

/**
 * Histories: some pull requests are opened, then people do something, time passes, and things go
 * wrong.
 */
export function histories(): fc.Arbitrary<Command[]> {
  const step = fc.oneof(
    { weight: 5, arbitrary: deed },
    { weight: 4, arbitrary: wait },
    { weight: 3, arbitrary: fault },
  );
  const begin = fc.oneof(
    { weight: 4, arbitrary: open },
    { weight: 2, arbitrary: wait },
    { weight: 1, arbitrary: fault },
  );
  return fc
    .tuple(
      fc.array(begin, { maxLength: 6, size: 'max' }),
      fc.array(step, { maxLength: 20, size: 'max' }),
    )
    .map(([first, then]) => [...first, ...then]);
}
