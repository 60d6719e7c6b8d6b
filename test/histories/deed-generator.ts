import * as fc from 'fast-check';
import type { Command, SettingsStep } from './command';

/** Most happens in one repository, so that its pull requests get into one another's way. */
const somewhere = { repository: fc.constantFrom(0, 0, 0, 1), pullRequest: fc.nat(3) };

function of<Type extends Command['type']>(...types: Type[]) {
  return fc.record({ type: fc.constantFrom(...types), ...somewhere });
}

const settingsStep = fc.record({
  change: fc.constantFrom<SettingsStep['change']>(
    ...(['team', 'plan', 'plan', 'visibility', 'variables', 'secret', 'stages', 'rules'] as const),
    ...(['on', 'off', 'on', 'key', 'connect', 'disconnect-delete', 'disconnect-keep'] as const),
    ...(['other-key', 'reconnect', 'reconnect-other'] as const),
  ),
});

/** Somebody opens a pull request. */
export const open = fc.record({
  ...{ type: fc.constant('open'), draft: fc.boolean(), ...somewhere },
  from: fc.constantFrom('branch', 'branch', 'branch', 'fork', 'shared-branch'),
});
const settings = fc.record({ type: fc.constant('settings'), step: settingsStep, ...somewhere });
const stop = fc.record({
  ...{ type: fc.constant('stop-environment'), ...somewhere },
  stage: fc.constantFrom('run', 'run', 'prepare'),
});

const comment = fc.record({
  ...{ type: fc.constant('comment'), ...somewhere },
  name: fc.constantFrom('deploy', 'redeploy', 'redeploy', 'stop', 'delete', 'keep', 'status'),
});

/** What people do, at Bitbucket, in the app and at the provider. */
export const deed = fc.oneof(
  { weight: 5, arbitrary: open },
  { weight: 14, arbitrary: of('push', 'push', 'force-push', 'retarget', 'draft') },
  { weight: 4, arbitrary: of('push-back', 'push-broken') },
  { weight: 6, arbitrary: of('merge', 'decline', 'rename-branch', 'delete-branch') },
  { weight: 4, arbitrary: of('redeploy', 'delete-preview', 'cancel') },
  { weight: 4, arbitrary: of('approve') },
  { weight: 5, arbitrary: comment },
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
