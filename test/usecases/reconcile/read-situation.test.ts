import { createBuildStatus } from '../../../src/adapters/surfaces/build-status/build-status';
import { createComment } from '../../../src/adapters/surfaces/comment/comment';
import type { PreviewMessage } from '../../../src/domain/message';
import type { Preview } from '../../../src/domain/preview';
import type { Bitbucket } from '../../../src/ports/bitbucket';
import type { Dependencies } from '../../../src/usecases/dependencies';
import { readSituation } from '../../../src/usecases/reconcile/read-situation';
import {
  announced,
  COMMIT,
  KEY,
  NOW,
  previewWith,
  settingsWith,
} from '../../domain/preview-fixture';

/** A world in which this is stored; `read` collects the connections whose key is read. */
function worldWith(preview: Preview, settings = settingsWith(), read: string[] = []): Dependencies {
  return {
    store: {
      readSettings: () => Promise.resolve(settings),
      readPreview: () => Promise.resolve(preview),
      readCredentials: (connection: string) => {
        read.push(connection);
        return Promise.resolve({ token: `key of ${connection}` });
      },
      readFreeSlots: () => Promise.resolve([1]),
    },
    bitbucket: { readPullRequest: () => Promise.resolve('gone') },
    clock: { now: () => NOW },
    surfaces: [createBuildStatus({} as Bitbucket), createComment({} as Bitbucket)],
  } as unknown as Dependencies;
}

/** Whether a message has `preview` looked at. */
async function isLookedAt(preview: Preview, message: Partial<PreviewMessage>): Promise<boolean> {
  const deps = worldWith(preview);
  return (await readSituation(deps, { key: KEY, cause: 'check', ...message })) !== undefined;
}

const CHECK = { cause: 'check', check: 7 } as const;
const PUSH = { cause: 'push', commit: COMMIT } as const;
const BURST = { cause: 'pull-request', readAfter: NOW - 120_000, burst: true } as const;
const ALONE = { cause: 'pull-request', readAfter: NOW - 120_000 } as const;
const TURN = { cause: 'turn' } as const;
const deploying = previewWith({ state: { type: 'deploying' } });
const planned = (number: number) => ({ ...deploying, check: { number, dueAt: NOW } });
const untold = previewWith();
const ended = announced(untold);
const readAt = (time: number) => ({
  ...ended,
  pullRequest: { ...ended.pullRequest, readAt: time },
});

test.each([
  ['the check that is planned', true, planned(7), CHECK],
  ['another check than is planned', false, planned(8), CHECK],
  ['a check of what has ended', false, ended, CHECK],
  ['a push that the record knows', false, ended, PUSH],
  ['a burst that an earlier look has seen', false, readAt(BURST.readAfter + 1), BURST],
  ['a burst that came when the record was read', true, readAt(BURST.readAfter), BURST],
  ['a burst that came since the record was read', true, readAt(BURST.readAfter - 1), BURST],
  ['a burst, by a record of a clock that is ahead', true, readAt(NOW + 1), BURST],
  ['an event that came alone', true, readAt(NOW), ALONE],
  ['an event that does not say when', true, readAt(NOW), { cause: 'pull-request' }],
  ['a turn of what does not wait', false, ended, TURN],
  // A look that was broken off after it stored what it began, and before it planned the next.
  ['a check of what was left under way', true, deploying, CHECK],
  ['a check of what Bitbucket was not told', true, untold, CHECK],
  ['a push to what was left under way', true, deploying, PUSH],
  ['a burst at what was left under way', true, deploying, BURST],
  ['a turn of what was left under way', true, deploying, TURN],
] as const)('%s: looks %s', async (_, looks, preview, message) => {
  expect(await isLookedAt(preview, message)).toBe(looks);
});

test.each([
  ['a branch', 10 * 60_000, false],
  ['a fork', 50_000, false],
  ['a fork', 70_000, true],
])('a deployment of %s that was read %i ms ago has it read anew: %s', async (what, ago, isRead) => {
  const { pullRequest } = deploying;
  const fork = what === 'a fork' ? { fork: { private: false, gitUrl: 'https://f' } } : {};
  const preview = {
    ...deploying,
    pullRequest: { ...pullRequest, ...fork, readAt: NOW - ago },
  };
  const message: PreviewMessage = { key: KEY, cause: 'check' };
  const reading = await readSituation(worldWith(preview), message);
  expect(reading?.pullRequest === 'gone').toBe(isRead);
});

describe('the key', () => {
  const own = settingsWith();
  const connection = { ...own.connection!, id: 'web', shared: { title: 'Web team' } };
  const shared = settingsWith({ connection });

  test.each([
    ['of the repository itself is read with the rest', own, undefined, [KEY.repositoryId]],
    ['that a message names is read with the rest', shared, 'web', ['web']],
    ['that no message names is read after the rest', shared, undefined, [KEY.repositoryId, 'web']],
    [
      'that a message names for an earlier connection is not used',
      own,
      'web',
      ['web', KEY.repositoryId],
    ],
  ])('%s', async (_, settings, named, all) => {
    const read: string[] = [];
    const message: PreviewMessage = {
      key: KEY,
      cause: 'pull-request',
      ...(named === undefined ? {} : { connection: named }),
    };
    const reading = await readSituation(worldWith(ended, settings, read), message);
    expect(read).toEqual(all);
    expect(reading?.credentials).toEqual({ token: `key of ${settings.connection!.id}` });
  });
});
