import { resolve } from 'node:path';
import { readManifest, type EntityType } from '../../local/app/manifest';
import type { Command } from './command';
import { runHistory } from './run-history';

const first = { repository: 0, pullRequest: 0 };
const open: Command = { type: 'open', draft: false, from: 'branch', ...first };
const wait = (seconds: number): Command => ({ type: 'wait', seconds });
const kill = (skip: number): Command => ({ type: 'kill', skip });
const keep: Command = { type: 'settings', step: { change: 'disconnect-keep' }, ...first };

let entities: EntityType[];

beforeAll(async () => {
  ({ entities } = await readManifest(resolve(__dirname, '../../manifest.yml')));
});

/** The smallest cases of what random histories have found, so that they run every time. */
const FOUND: [string, Command[]][] = [
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
];

it.each(FOUND)('settles after %s', async (_, commands) => {
  await runHistory({ commands, skewMs: 0, mostDeployments: 2 }, entities);
});
