import { resolve } from 'node:path';
import { readManifest, type EntityType } from '../../local/app/manifest';
import type { Command } from './command';
import { runHistory } from './run-history';

const first = { repository: 0, pullRequest: 0 };
const open: Command = { type: 'open', draft: false, from: 'branch', ...first };
const wait = (seconds: number): Command => ({ type: 'wait', seconds });
const kill = (skip: number): Command => ({ type: 'kill', skip });
const bitbucket = { target: 'bitbucket' } as const;
const openFork: Command = { type: 'open', draft: false, from: 'fork', ...first };
const approve: Command = { type: 'approve', ...first };
const stop: Command = { type: 'stop-environment', stage: 'run', ...first };
const sleep: Command = { type: 'sleep', ...first };
const deleteRepository: Command = { type: 'delete-repository', repository: 0 };
const lost: Command = { type: 'fault', target: 'provider', skip: 14, kind: 'empty' };
const keep: Command = { type: 'settings', step: { change: 'disconnect-keep' }, ...first };
const deleteFork: Command = { type: 'delete-fork', repository: 0 };
const openShared: Command = { type: 'open', draft: true, from: 'shared-branch', ...first };
const retarget: Command = { type: 'retarget', ...first, pullRequest: 2 };
const loseTeam: Command = { type: 'lose-team', team: 1 };
const otherKey: Command = { type: 'settings', step: { change: 'other-key' }, ...first };
const merge: Command = { type: 'merge', ...first };
const push: Command = { type: 'push', ...first };
/** The reply to the create call of the first preview is lost. */
const lostReply: Command = { type: 'fault', target: 'provider', skip: 0, kind: 'lost-reply' };
const forcePush: Command = { type: 'force-push', ...first };
/** Bitbucket answers as if the app had lost its access. */
const inaccessible = (minutes: number): Command => ({
  ...{ type: 'outage', target: 'bitbucket', kind: '404', minutes },
});

let entities: EntityType[];

beforeAll(async () => {
  ({ entities } = await readManifest(resolve(__dirname, '../../manifest.yml')));
});

/**
 * The smallest cases of what random histories have found, so that they run every time; one or two
 * deployments may be under way at once, and the app's clock may be ahead.
 */
const FOUND: [string, Command[], (1 | 2)?, (number | number[])?][] = [
  [
    'a branch that was gone while the environment was cloned',
    [open, { type: 'rename-branch', ...first }, wait(30), { type: 'push', ...first }],
  ],
  [
    'a push to an environment whose clone had failed',
    [
      { type: 'meanwhile', skip: 0, command: { type: 'rename-branch', ...first } },
      open,
      wait(3),
      { type: 'push', ...first },
    ],
  ],
  [
    'an outage of Bitbucket while a deployment ends',
    [open, wait(0), { type: 'outage', target: 'bitbucket', kind: '503', minutes: 4 }, wait(195)],
  ],
  [
    'a redirect to a page that says that the provider is busy',
    [{ type: 'fault', target: 'provider', skip: 0, kind: 'redirect' }, open, wait(0)],
  ],
  [
    'a stop at the provider',
    [open, wait(60), { type: 'stop-environment', stage: 'run', ...first }],
  ],
  [
    'a disconnect while the queue is out of order',
    [open, wait(0), { type: 'outage', target: 'queue', kind: '503', minutes: 1 }, keep],
  ],
  ...[10, 12, 14, 16].map((skip): [string, Command[]] => [
    `a disconnect before call ${skip} of a create`,
    [{ type: 'meanwhile', skip, command: keep }, open, wait(20)],
  ]),
  ...Array.from({ length: 30 }, (_, skip): [string, Command[]] => [
    `a kill after ${skip} moments of a first look, and a merge`,
    [kill(skip), open, wait(0), { type: 'merge', ...first }],
  ]),
  [
    'a redeploy of what was merged that the queue did not take',
    [
      open,
      wait(100),
      { type: 'merge', ...first },
      wait(100),
      { type: 'fault', target: 'queue', skip: 0, kind: '429' },
      { type: 'redeploy', ...first },
    ],
  ],
  ...Array.from({ length: 8 }, (_, skip): [string, Command[]] => [
    `a merge whose call ${skip} of Bitbucket failed, and a queue that did not take the retry`,
    [
      open,
      wait(100),
      { type: 'merge', ...first },
      { type: 'fault', target: 'bitbucket', skip, kind: '503' },
      { type: 'fault', target: 'queue', skip: 1, kind: '503' },
      wait(0),
    ],
  ]),
  [
    'a create whose reply was lost before any listing showed it',
    [
      { type: 'listing-lag', seconds: 60 },
      { type: 'fault', target: 'provider', skip: 0, kind: 'lost-reply' },
      open,
      wait(100),
    ],
  ],
  [
    'a disconnect when a second environment was made',
    [
      { type: 'listing-lag', seconds: 16 },
      ...[open, open, lost, wait(30)],
      { type: 'settings', step: { change: 'disconnect-delete' }, ...first },
    ],
    1,
  ],
  ['the deletion of a repository that was left running', [open, wait(0), keep, deleteRepository]],
  ['an environment that sleeps as soon as it is made', [open, wait(0), sleep]],
  ['a stop in an environment that sleeps', [open, wait(15), stop, sleep]],
  [
    'an outage of hours during a deployment',
    [open, wait(3), { type: 'outage', target: 'provider', kind: '503', minutes: 130 }, wait(8000)],
  ],
  [
    'a stop while another deployment has the turn',
    [open, open, wait(30), { type: 'delete-environment', ...first }, stop],
    1,
  ],
  ...Array.from({ length: 20 }, (_, skip): [string, Command[], 1] => [
    `a kill after ${skip} moments of the last look at a deployment`,
    [open, wait(13), kill(skip), wait(2)],
    1,
  ]),
  [
    'a push that voids what was approved of a fork',
    [
      ...[openFork, wait(20), approve, wait(60)],
      { type: 'push', ...first },
      ...[wait(20), approve, wait(60)],
      { type: 'merge', ...first },
    ],
  ],
  ['the deletion of a fork that was approved', [openFork, approve, wait(72), deleteFork]],
  [
    'a fork whose commits came into the branch in another way',
    [openFork, openShared, { ...first, type: 'merge', pullRequest: 3 }, retarget],
  ],
  ['a sleep while a new environment is woken', [open, wait(200), sleep], 2, 600_000],
  ['a second sleep while it is woken', [open, wait(434), sleep, forcePush, wait(1), sleep]],
  ...[36, 78, 92].map((seconds): [string, Command[], 2, number] => [
    `a key that was replaced ${seconds} s into a deployment that failed of the old one`,
    [open, wait(seconds), { type: 'revoke-keys' }],
    ...([2, 600_000] as const),
  ]),
  [
    'a key that was replaced while a look read key and settings',
    [
      open,
      {
        ...{ type: 'meanwhile', skip: 22 },
        command: { type: 'settings', step: { change: 'connect' }, ...first },
      },
      ...[{ type: 'revoke-keys' } as const, open, wait(325)],
    ],
  ],
  [
    'a redirect when a merge is told',
    [
      ...[open, wait(100)],
      { type: 'fault', target: 'bitbucket', skip: 2, kind: 'redirect' },
      ...[{ type: 'merge', ...first } as const, wait(809)],
    ],
  ],
  [
    'a key that was replaced before an outage of Bitbucket',
    [
      ...[open, { type: 'revoke-keys' } as const, wait(85)],
      { type: 'settings', step: { change: 'key' }, ...first },
      ...[inaccessible(170), wait(12_112)],
    ],
  ],
  [
    'a connect that broke off after it had stored the key',
    [
      keep,
      { type: 'fault', target: 'store', skip: 2, kind: 'lost-reply' },
      { type: 'settings', step: { change: 'secret' }, repository: 1, pullRequest: 0 },
      { type: 'settings', step: { change: 'connect' }, ...first },
    ],
  ],
  [
    'a disconnect of which Bitbucket hears after hours',
    [open, wait(830), keep, inaccessible(207), wait(7072)],
  ],
  [
    'a second environment that turns up when previews are off',
    [
      ...[{ type: 'listing-lag', seconds: 60 } as const, open, kill(22), wait(39)],
      ...[{ type: 'settings', step: { change: 'off' }, ...first } as const, wait(14)],
    ],
  ],
  [
    'a disconnect while the list does not show a new environment',
    [
      ...[kill(26), open, open, wait(5), { type: 'listing-lag', seconds: 19 } as const],
      ...[{ type: 'settings', step: { change: 'disconnect-delete' }, ...first } as const, wait(10)],
    ],
  ],
  [
    'a disconnect of what had failed, during an outage of Bitbucket',
    [
      ...[{ type: 'revoke-keys' } as const, open, wait(63), keep],
      ...[inaccessible(304), wait(883)],
    ],
  ],
  [
    'a disconnect of what Bitbucket was told before it was stored',
    [
      { type: 'fault', target: 'store', skip: 4, kind: 'lost-request' },
      { type: 'events', trouble: [{ fate: 'late', seconds: 434 }] },
      ...[open, wait(4), keep],
    ],
  ],
  [
    'a disconnect that broke off, after a change of team',
    [
      ...[open, open, wait(288)],
      { type: 'fault', target: 'store', skip: 3, kind: 'lost-reply' },
      ...[{ type: 'settings', step: { change: 'team' }, ...first } as const, keep],
    ],
  ],
  [
    'a redeploy that was asked for after a disconnect, without a queue',
    [
      ...[openFork, wait(14), keep, wait(11_131)],
      { type: 'outage', target: 'queue', kind: 'lost-request', minutes: 191 },
      { type: 'redeploy', ...first },
    ],
  ],
  [
    'a disconnect while a declined preview is being deleted',
    [
      ...[open, wait(2), { type: 'push', ...first } as const],
      { type: 'meanwhile', skip: 13, command: keep },
      { type: 'decline', ...first },
      ...[{ type: 'push', ...first } as const, wait(0)],
    ],
    1,
  ],
  [
    'a status whose answer was lost, and then a stop',
    [
      ...[open, wait(6)],
      { type: 'outage', target: 'bitbucket', kind: 'malformed', minutes: 327 },
      ...[wait(693), stop],
    ],
  ],
  [
    'a push to a fork in the moment in which its approved commit got its environment',
    [
      { type: 'meanwhile', skip: 0, command: approve },
      ...[openFork, wait(0)],
      { type: 'outage', target: 'bitbucket', kind: '429', minutes: 1 },
      ...[{ type: 'push', ...first } as const, approve],
    ],
    1,
  ],
  [
    'a push to a fork in that moment, approved while the key was revoked',
    [
      ...[openFork, approve, wait(0), { type: 'revoke-keys' } as const],
      ...[{ type: 'push', ...first } as const, wait(20), approve],
    ],
    1,
  ],
  [
    'a redeploy that was asked for in the moment in which Bitbucket was told that it is ready',
    [
      ...[open, wait(7)],
      { type: 'meanwhile', skip: 9, command: { type: 'redeploy', ...first } },
      wait(20),
    ],
    1,
  ],
  [
    'an environment that sleeps while it is deployed, and again, by a clock that is behind',
    [
      ...[open, wait(4), { type: 'sleep', ...first } as const, wait(527), wait(141)],
      { type: 'sleep', ...first },
    ],
    1,
    -40_000,
  ],
  ['a merge after the key lost the team', [open, wait(60), loseTeam, merge, wait(1800)]],
  ['a push after the key lost the team', [open, wait(60), loseTeam, push, wait(600), merge]],
  ['a key that lost the team while it was deployed', [open, wait(3), loseTeam, wait(600)]],
  ['a key of another account for another team', [open, wait(60), otherKey, wait(1800), merge]],
  ...(['delete-preview', 'delete-repository', 'off', 'disconnect-delete', 'team'] as const).map(
    (end): (typeof FOUND)[number] => [
      `a create whose reply was lost, then an empty list, and then: ${end}`,
      [
        ...[lostReply, open, wait(1)],
        { type: 'short-lists', of: 'environments', lack: 'all', minutes: 4 },
        end === 'delete-preview' || end === 'delete-repository'
          ? { type: end, ...first }
          : { type: 'settings', step: { change: end }, ...first },
        wait(900),
      ],
    ],
  ),
  ...[0, 1, 2].map((seconds): (typeof FOUND)[number] => [
    `a disconnect ${seconds} s after a pull request was opened, which queries do not show yet`,
    [
      ...[{ type: 'query-lag', seconds: 5 } as const, open, wait(seconds)],
      { type: 'settings', step: { change: 'disconnect-delete' }, ...first },
      wait(900),
    ],
  ]),
  [
    'a fork for which previews are switched on while Bitbucket does not answer',
    [
      ...[openFork, { type: 'settings', step: { change: 'off' }, ...first } as const],
      ...[approve, wait(20), { type: 'fault', ...bitbucket, skip: 4, kind: 'timeout' } as const],
      { type: 'settings', step: { change: 'other-key' }, repository: 1, pullRequest: 0 },
      { type: 'settings', step: { change: 'on' }, ...first },
    ],
    1,
  ],
  [
    'a twin that no list showed until its preview was deleted and made anew',
    [
      ...[{ type: 'listing-lag', seconds: 900 } as const, lostReply, open, wait(60)],
      ...[{ type: 'delete-preview', ...first } as const, wait(400)],
      ...[{ type: 'redeploy', ...first } as const, wait(1800)],
    ],
  ],
  ...[10, 15, 20].flatMap((skip): (typeof FOUND)[number][] =>
    [1, 300].map((minutes) => [
      `a fork whose status Bitbucket refuses for ${minutes} min, ${skip} calls after its approval`,
      [
        openFork,
        { type: 'meanwhile', skip, command: inaccessible(minutes) },
        approve,
        wait(minutes * 50),
      ],
    ]),
  ),
  [
    'a key of another account after a reply was lost',
    [lostReply, open, wait(1), otherKey, wait(1800), merge, wait(1800)],
  ],
  [
    'a create that takes effect late, after what ran was left running',
    [
      ...[
        open,
        wait(89),
        { type: 'settings', step: { change: 'disconnect-keep' }, ...first } as const,
      ],
      { type: 'settings', step: { change: 'reconnect-other' }, ...first },
      ...[{ type: 'late-effect', what: 'create', seconds: 212 } as const, wait(20)],
    ],
  ],
  [
    'a merge while what was left running is about to be taken up again',
    [
      ...[open, { type: 'settings', step: { change: 'disconnect-keep' }, ...first } as const],
      { type: 'settings', step: { change: 'reconnect' }, ...first },
      ...[{ type: 'revoke-keys' } as const, wait(0), merge],
    ],
  ],
  [
    'a delete under way when all was to be left running, in a repository that is gone then',
    [
      ...[openFork, approve, wait(20), { type: 'push', ...first } as const],
      ...[{ type: 'revoke-keys' } as const, wait(465)],
      { type: 'settings', step: { change: 'disconnect-keep' }, ...first },
      { type: 'delete-repository', repository: 0 },
      { type: 'settings', step: { change: 'reconnect' }, ...first },
    ],
    1,
  ],
  [
    'a reconnect to two environments without a clone that were left running',
    [
      ...[open, { type: 'late-effect', what: 'create', seconds: 16 } as const],
      ...[{ type: 'git-down', minutes: 1 } as const, wait(44), keep],
      { type: 'settings', step: { change: 'reconnect' }, ...first },
    ],
    1,
  ],
  [
    'refused statuses, while what was left running is passed over and then deleted',
    [
      ...[open, wait(20)],
      { type: 'short-lists', lack: 'all', of: 'environments', minutes: 1 },
      ...[keep, { type: 'settings', step: { change: 'reconnect' }, ...first } as const],
      { type: 'refuse', what: 'statuses', status: 403, minutes: 4 },
      ...[{ type: 'late-effect', what: 'create', seconds: 0 } as const, wait(225)],
    ],
    1,
  ],
  [
    'a late create of what was being deleted when all was to be left running',
    [
      ...[{ type: 'late-effect', what: 'create', seconds: 21 } as const, open, wait(20)],
      ...[{ type: 'delete-preview', ...first } as const, wait(0), keep],
      { type: 'settings', step: { change: 'reconnect' }, ...first },
    ],
    1,
  ],
  [
    'the deletion of a repository that was left running, while queries lag',
    [
      ...[open, wait(30), keep, { type: 'query-lag', seconds: 2 } as const],
      ...[deleteRepository, wait(23)],
    ],
    2,
    3_000,
  ],
  [
    'refused statuses that are taken again within the hour, by a clock that is behind',
    [
      ...[open, open, wait(656)],
      ...[{ type: 'refuse', what: 'statuses', status: 403, minutes: 47 } as const, wait(19)],
      { type: 'settings', step: { change: 'team' }, ...first },
      ...[{ type: 'delete-preview', ...first, pullRequest: 1 } as const, wait(2749)],
    ],
    2,
    [0, -400],
  ],
  [
    'creates of two previews that both take effect late',
    [
      { type: 'late-effect', what: 'create', seconds: 101 },
      ...[open, { ...open, repository: 1 }],
      ...[{ type: 'late-effect', what: 'create', seconds: 58 } as const, wait(118)],
    ],
  ],
  [
    'a change of the team while another account has an environment that was left running',
    [
      ...[open, { type: 'fault', target: 'provider', skip: 4, kind: 'lost-reply' } as const],
      ...[wait(18), keep, otherKey],
      ...[{ type: 'settings', step: { change: 'reconnect' }, ...first } as const, wait(4)],
      { type: 'settings', step: { change: 'team' }, ...first },
    ],
    2,
    40_000,
  ],
];

it.each(FOUND)('settles after %s', async (_, commands, mostDeployments = 2, skewMs = 0) => {
  await runHistory({ commands, skewsMs: [skewMs].flat(), mostDeployments }, entities);
});
