import * as fc from 'fast-check';
import type { Command, SettingsStep } from './command';
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

const alone = (command: fc.Arbitrary<Command>) => command.map((one) => [one]);

/** An admin leaves all running, and connects again later; what happens between the two is other steps. */
const leftAndBack = fc
  .tuple(
    fc.constantFrom<SettingsStep['change']>('disconnect-keep'),
    fc.array(fc.oneof(deed, wait), { maxLength: 2 }),
    fc.constantFrom<SettingsStep['change']>('reconnect', 'reconnect-other'),
  )
  .map(([leave, between, back]): Command[] => {
    const change = (step: SettingsStep): Command => ({
      ...{ type: 'settings', step, repository: 0, pullRequest: 0 },
    });
    return [change({ change: leave }), ...between, change({ change: back })];
  });

/**
 * Histories: some pull requests are opened, then people do something, time passes, and things go
 * wrong.
 */
export function histories(): fc.Arbitrary<Command[]> {
  const step = fc.oneof(
    { weight: 15, arbitrary: alone(deed) },
    { weight: 12, arbitrary: alone(wait) },
    { weight: 9, arbitrary: alone(fault) },
    { weight: 1, arbitrary: leftAndBack },
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
    .map(([first, then]) => [...first, ...then.flat()]);
}
