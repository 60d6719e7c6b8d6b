import type { ForgeEvent } from '../../../local/bitbucket/forge-event';
import { createBitbucket } from '../../../local/bitbucket/bitbucket';
import { manualClock } from '../../../local/clock';
import { openMemoryStore } from '../../../local/state-store';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

describe('the first start', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'seed-'));
    await writeFile(path.join(directory, 'page.txt'), 'Old words\n');
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  async function start(store = openMemoryStore()) {
    const events: ForgeEvent[] = [];
    const bitbucket = await createBitbucket({
      store,
      repositoriesDirectory: path.join(directory, 'repositories'),
      clock: manualClock(0),
      baseUrl: () => 'http://127.0.0.1:8780',
      raise: (event) => events.push(event),
      serviceToken: 'secret',
    });
    return { bitbucket, events };
  }
  const change = { path: 'page.txt', edit: (text: string) => text.replace('Old', 'New') };
  const shop = () => ({ directory, change });

  test('connects the app before the pull request is opened and heard of', async () => {
    const { bitbucket, events } = await start();
    const seen: unknown[] = [];
    const opened = ['avi:bitbucket:push:repository', 'avi:bitbucket:created:pullrequest'];
    const heard = () => events.map(({ eventType }) => eventType);
    await bitbucket.seedDemo({
      shop: {
        ...shop(),
        beforePullRequest: () => {
          const all = bitbucket.repositories().map((row) => `${row.workspace}/${row.slug}`);
          seen.push(all.sort(), heard());
          return Promise.resolve();
        },
      },
      others: [
        {
          ...{ name: 'own', ...shop() },
          beforePullRequest: () => Promise.resolve(void seen.push(heard())),
        },
      ],
    });
    expect(seen).toEqual([['demo/blank', 'demo/own', 'demo/shop', 'otto/shop'], [], opened]);
    expect(heard()).toEqual([...opened, ...opened]);
    expect(bitbucket.pullRequests(bitbucket.findRepository('demo', 'own')!)).toHaveLength(1);
    await bitbucket.close();
  });

  test('goes on where it was interrupted', async () => {
    const store = openMemoryStore();
    const first = await start(store);
    const interrupted = first.bitbucket.seedDemo({
      shop: {
        ...shop(),
        beforePullRequest: () => Promise.reject(new Error('The power went out.')),
      },
    });
    await expect(interrupted).rejects.toThrow('The power went out.');
    await first.bitbucket.close();

    const { bitbucket } = await start(store);
    const before = bitbucket.repositories().map(({ uuid }) => uuid);
    await bitbucket.seedDemo({ shop: shop() });
    await bitbucket.seedDemo({ shop: shop() });
    expect(bitbucket.repositories().map(({ uuid }) => uuid)).toEqual(before);
    const repository = bitbucket.findRepository('demo', 'shop')!;
    expect(bitbucket.pullRequests(repository)).toMatchObject([{ id: 1, state: 'OPEN' }]);
    await bitbucket.close();
  });

  test('says so when its change changes nothing', async () => {
    const { bitbucket } = await start();
    const same = { path: 'page.txt', edit: (text: string) => text };
    await expect(bitbucket.seedDemo({ shop: { ...shop(), change: same } })).rejects.toThrow(
      'page.txt',
    );
    await bitbucket.close();
  });
});
