import * as fc from 'fast-check';
import { FAULT_KINDS, TARGETS, type FaultKind, type Target } from './faults';
import type { EventTrouble } from './world';

/** Numbers that stand for one of what there is at that moment: the rest of their division counts. */
interface Somewhere {
  repository: number;
  pullRequest: number;
}

/** A change of a repository's settings. */
export type SettingsStep =
  | { change: 'team' | 'plan' | 'visibility' | 'variables' | 'secret' | 'on' | 'off' }
  | { change: 'key' | 'connect' | 'disconnect-delete' | 'disconnect-keep' };

/** One step of a history, as plain data, so that a case prints and shrinks. */
export type Command =
  | ({ type: 'open'; draft: boolean } & Somewhere)
  | ({ type: 'push' | 'force-push' | 'retarget' | 'draft' } & Somewhere)
  | ({ type: 'rename-branch' | 'delete-branch' | 'merge' | 'decline' } & Somewhere)
  | ({ type: 'redeploy' | 'delete-preview' } & Somewhere)
  | ({ type: 'settings'; step: SettingsStep } & Somewhere)
  | ({ type: 'delete-environment' | 'stop-environment' } & Somewhere)
  | { type: 'revoke-keys' }
  | { type: 'plan-gone' }
  | { type: 'wait'; seconds: number }
  | { type: 'fault'; target: Target; skip: number; kind: FaultKind }
  | { type: 'outage'; target: Target; minutes: number }
  | { type: 'listing-lag'; seconds: number }
  | { type: 'kill'; skip: number }
  | { type: 'events'; trouble: EventTrouble }
  | { type: 'messages'; doubled: number; unacknowledged: number; reversed: boolean }
  | { type: 'meanwhile'; skip: number; command: Command };

const somewhere = { repository: fc.nat(1), pullRequest: fc.nat(3) };

function of<Type extends Command['type']>(...types: Type[]) {
  return fc.record({ type: fc.constantFrom(...types), ...somewhere });
}

const settingsStep = fc.record({
  change: fc.constantFrom<SettingsStep['change']>(
    ...(['team', 'plan', 'visibility', 'variables', 'secret', 'on', 'off'] as const),
    ...(['on', 'key', 'connect', 'disconnect-delete', 'disconnect-keep'] as const),
  ),
});

const open = fc.record({ type: fc.constant('open'), draft: fc.boolean(), ...somewhere });
const settings = fc.record({ type: fc.constant('settings'), step: settingsStep, ...somewhere });

/** What people do, at Bitbucket, in the app and at the provider. */
const deed = fc.oneof(
  { weight: 5, arbitrary: open },
  { weight: 5, arbitrary: of('push', 'push', 'force-push', 'retarget', 'draft') },
  { weight: 3, arbitrary: of('merge', 'decline', 'rename-branch', 'delete-branch') },
  { weight: 2, arbitrary: of('redeploy', 'delete-preview') },
  { weight: 4, arbitrary: settings },
  { weight: 2, arbitrary: of('delete-environment', 'stop-environment') },
  { weight: 1, arbitrary: fc.constantFrom({ type: 'revoke-keys' }, { type: 'plan-gone' }) },
) as fc.Arbitrary<Command>;

const wait = fc.record({
  type: fc.constant('wait'),
  seconds: fc.oneof(fc.nat(20), fc.integer({ min: 20, max: 120 }), fc.nat(900)),
}) as fc.Arbitrary<Command>;

const fault = fc.oneof(
  fc.record({
    type: fc.constant('fault'),
    target: fc.constantFrom(...TARGETS),
    skip: fc.nat(20),
    kind: fc.constantFrom(...FAULT_KINDS),
  }),
  fc.record({
    type: fc.constant('fault'),
    target: fc.constantFrom(...TARGETS),
    skip: fc.nat(4),
    kind: fc.constant('lost-reply'),
  }),
  fc.record({ type: fc.constant('listing-lag'), seconds: fc.nat(60) }),
  fc.record({ type: fc.constant('kill'), skip: fc.nat(60) }),
  fc.record({
    type: fc.constant('events'),
    trouble: fc.array(
      fc.record({
        fate: fc.constantFrom('lost' as const, 'doubled' as const, 'late' as const),
        seconds: fc.oneof(fc.nat(20), fc.nat(7200)),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  }),
  fc.record({
    type: fc.constant('messages'),
    doubled: fc.nat(3),
    unacknowledged: fc.nat(3),
    reversed: fc.boolean(),
  }),
  fc.record({ type: fc.constant('meanwhile'), skip: fc.nat(25), command: deed }),
  fc.record({
    type: fc.constant('outage'),
    target: fc.constantFrom(...TARGETS),
    minutes: fc.oneof(fc.nat(10), fc.nat(200)),
  }),
) as fc.Arbitrary<Command>;

/** Histories: what people do, time that passes, and with `faults` what goes wrong. */
export function histories({ faults }: { faults: boolean }): fc.Arbitrary<Command[]> {
  const kinds = [
    { weight: 4, arbitrary: deed },
    { weight: 4, arbitrary: wait },
    ...(faults ? [{ weight: 4, arbitrary: fault }] : []),
  ];
  return fc.array(fc.oneof(...kinds), { maxLength: 16, size: 'max' });
}
