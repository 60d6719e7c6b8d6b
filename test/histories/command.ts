import * as fc from 'fast-check';
import { FAULT_KINDS, TARGETS, type FaultKind, type Refused, type Target } from './faults';
import type { Lack } from './short-lists';
import type { EventTrouble } from './history-events';

/** Numbers that stand for one of what there is at that moment: the rest of their division counts. */
interface Somewhere {
  repository: number;
  pullRequest: number;
}

/** A change of a repository's settings. */
export type SettingsStep =
  | { change: 'team' | 'plan' | 'visibility' | 'variables' | 'secret' | 'stages' | 'on' | 'off' }
  /** `other-key`: of another account, which opens only the other team; that one is picked. */
  | { change: 'key' | 'other-key' | 'connect' | 'disconnect-delete' | 'disconnect-keep' };

/** One step of a history, as plain data, so that a case prints and shrinks. */
export type Command =
  | ({ type: 'open'; draft: boolean; from: 'branch' | 'shared-branch' | 'fork' } & Somewhere)
  | ({ type: 'push' | 'force-push' | 'retarget' | 'draft' } & Somewhere)
  /** Back to the commit before; or a commit that cannot be built. */
  | ({ type: 'push-back' | 'push-broken' } & Somewhere)
  | ({ type: 'rename-branch' | 'delete-branch' | 'merge' | 'decline' } & Somewhere)
  | ({ type: 'redeploy' | 'delete-preview' | 'approve' } & Somewhere)
  | ({ type: 'settings'; step: SettingsStep } & Somewhere)
  | ({ type: 'delete-environment' | 'sleep' } & Somewhere)
  | ({ type: 'stop-environment'; stage: 'prepare' | 'run' } & Somewhere)
  | { type: 'delete-repository' | 'delete-fork'; repository: number }
  | { type: 'revoke-keys' }
  /** The owner of every key that the app may have leaves this team. */
  | { type: 'lose-team'; team: 1 | 2 }
  | { type: 'plan-gone' }
  | { type: 'wait'; seconds: number }
  | { type: 'fault'; target: Target; skip: number; kind: FaultKind }
  | { type: 'outage'; target: Target; kind: FaultKind; minutes: number }
  /** Bitbucket takes none of these from the app, and all else. */
  | { type: 'refuse'; what: Refused; status: 403 | 404; minutes: number }
  /** How far the provider's lists, or queries of the app's store, lag behind. */
  | { type: 'listing-lag' | 'query-lag'; seconds: number }
  /** Lists that are well formed lack all that there is, or the last of it. */
  | { type: 'short-lists'; of: 'environments' | 'pull-requests'; lack: Lack; minutes: number }
  | { type: 'ignored-deletes'; count: number }
  | { type: 'kill'; skip: number }
  | { type: 'events'; trouble: EventTrouble[] }
  | { type: 'messages'; doubled: number; unacknowledged: number; reversed: boolean }
  /** The next message is delivered; it may be that of another preview, inside of `meanwhile`. */
  | { type: 'deliver' }
  | { type: 'sweep' }
  | { type: 'meanwhile'; skip: number; command: Command };

/** Most happens in one repository, so that its pull requests get into one another's way. */
const somewhere = { repository: fc.constantFrom(0, 0, 0, 1), pullRequest: fc.nat(3) };

function of<Type extends Command['type']>(...types: Type[]) {
  return fc.record({ type: fc.constantFrom(...types), ...somewhere });
}

const settingsStep = fc.record({
  change: fc.constantFrom<SettingsStep['change']>(
    ...(['team', 'plan', 'plan', 'visibility', 'variables', 'secret', 'stages'] as const),
    ...(['on', 'off', 'on', 'key', 'connect', 'disconnect-delete', 'disconnect-keep'] as const),
    'other-key',
  ),
});

const open = fc.record({
  ...{ type: fc.constant('open'), draft: fc.boolean(), ...somewhere },
  from: fc.constantFrom('branch', 'branch', 'branch', 'fork', 'shared-branch'),
});
const settings = fc.record({ type: fc.constant('settings'), step: settingsStep, ...somewhere });
const stop = fc.record({
  ...{ type: fc.constant('stop-environment'), ...somewhere },
  stage: fc.constantFrom('run', 'run', 'prepare'),
});

/** What people do, at Bitbucket, in the app and at the provider. */
const deed = fc.oneof(
  { weight: 5, arbitrary: open },
  { weight: 14, arbitrary: of('push', 'push', 'force-push', 'retarget', 'draft') },
  { weight: 4, arbitrary: of('push-back', 'push-broken') },
  { weight: 6, arbitrary: of('merge', 'decline', 'rename-branch', 'delete-branch') },
  { weight: 4, arbitrary: of('redeploy', 'delete-preview') },
  { weight: 4, arbitrary: of('approve') },
  { weight: 8, arbitrary: settings },
  { weight: 3, arbitrary: of('delete-environment', 'sleep') },
  { weight: 3, arbitrary: stop },
  { weight: 2, arbitrary: fc.constantFrom({ type: 'revoke-keys' }, { type: 'plan-gone' }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ type: 'lose-team', team: 1 }, { type: 'lose-team', team: 2 }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constantFrom('delete-repository', 'delete-fork'),
      repository: fc.nat(1),
    }),
  },
) as fc.Arbitrary<Command>;

const wait = fc.record({
  type: fc.constant('wait'),
  seconds: fc.oneof(
    { weight: 3, arbitrary: fc.nat(20) },
    { weight: 3, arbitrary: fc.integer({ min: 20, max: 120 }) },
    { weight: 3, arbitrary: fc.nat(900) },
    { weight: 1, arbitrary: fc.nat(4 * 3600) },
  ),
}) as fc.Arbitrary<Command>;

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
);

const fault = fc.oneof(
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
