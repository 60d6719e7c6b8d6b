import * as fc from 'fast-check';
import type { Command } from './command';
import { deed } from './deed-generator';
import { FAULT_KINDS, TARGETS } from './faults';
import type { EventTrouble } from './history-events';

const target = fc.constantFrom(...TARGETS);

const eventTrouble = fc.record({
  fate: fc.constantFrom<EventTrouble['fate']>('lost', 'doubled', 'late', 'swapped'),
  seconds: fc.oneof(fc.nat(20), fc.nat(600), fc.nat(3 * 3600)),
});

const outage = fc.oneof(
  fc.record({
    ...{ type: fc.constant('outage'), target, kind: fc.constantFrom(...FAULT_KINDS) },
    minutes: fc.oneof(fc.nat(10), fc.nat(400)),
  }),
  fc.record({
    ...{ type: fc.constant('outage'), target: fc.constant('bitbucket') },
    ...{ kind: fc.constant('404'), minutes: fc.nat(400) },
  }),
  fc.record({
    ...{ type: fc.constant('outage'), target: fc.constantFrom('bitbucket', 'provider') },
    ...{ kind: fc.constant('503'), minutes: fc.nat(400), calls: fc.integer({ min: 1, max: 8 }) },
  }),
  fc.record({
    ...{ type: fc.constant('outage'), target: fc.constant('bitbucket') },
    ...{ kind: fc.constant('404'), minutes: fc.nat(400), calls: fc.integer({ min: 1, max: 8 }) },
  }),
);

/** What goes wrong from some moment on, or happens in the middle of a look. */
export const fault = fc.oneof(
  fc.record({
    type: fc.constant('fault'),
    ...{ target, skip: fc.nat(20), kind: fc.constantFrom(...FAULT_KINDS) },
  }),
  fc.record({
    type: fc.constant('fault'),
    ...{ target, skip: fc.nat(4), kind: fc.constantFrom('lost-reply', 'timeout') },
  }),
  fc.record({
    ...{ type: fc.constant('fault'), target: fc.constantFrom('bitbucket', 'provider') },
    ...{ skip: fc.nat(20), kind: fc.constant('empty') },
  }),
  // Shorter than an hour, after which Bitbucket's word is taken for its last.
  fc.record({
    ...{ type: fc.constant('refuse'), what: fc.constantFrom('statuses', 'comments') },
    ...{ status: fc.constantFrom(403, 404), minutes: fc.nat(50) },
  }),
  fc.record({
    type: fc.constantFrom('git-down', 'preview-down'),
    minutes: fc.oneof(fc.nat(3), fc.nat(60)),
  }),
  fc.record({
    ...{ type: fc.constant('late-effect'), what: fc.constantFrom('create') },
    seconds: fc.oneof(fc.nat(20), fc.nat(240)),
  }),
  fc.record({ type: fc.constant('listing-lag'), seconds: fc.nat(60) }),
  fc.record({ type: fc.constant('query-lag'), seconds: fc.nat(5) }),
  // Shorter than the app waits for a second list.
  fc.record({
    ...{ type: fc.constant('short-lists'), lack: fc.constantFrom('all', 'last') },
    ...{ of: fc.constantFrom('environments', 'pull-requests'), minutes: fc.nat(4) },
  }),
  fc.record({ type: fc.constant('ignored-deletes'), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constant('kill'), skip: fc.nat(60) }),
  fc.record({
    type: fc.constant('events'),
    trouble: fc.array(eventTrouble, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({
    type: fc.constant('messages'),
    doubled: fc.nat(3),
    unacknowledged: fc.nat(3),
    reversed: fc.boolean(),
    holding: fc.boolean(),
  }),
  fc.record({
    ...{ type: fc.constant('meanwhile'), skip: fc.nat(25) },
    command: fc.oneof(
      { weight: 3, arbitrary: deed },
      { weight: 2, arbitrary: fc.constantFrom({ type: 'deliver' }, { type: 'sweep' }) },
      { weight: 1, arbitrary: outage },
    ),
  }),
  outage,
) as fc.Arbitrary<Command>;
