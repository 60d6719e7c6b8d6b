import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PullRequest } from '../../../local/bitbucket/records';
import { type RunningBitbucket, startBitbucket } from './start-bitbucket';

const SHOP = '/2.0/repositories/demo/shop';
const PR = `${SHOP}/pullrequests/1`;

describe('after a restart', () => {
  let local: RunningBitbucket;
  beforeEach(async () => {
    local = await startBitbucket();
  });
  afterEach(() => local.stop());

  test('everything is as it was, and nothing is seeded again', async () => {
    const clone = await local.clone('will', 'demo/shop');
    await local.push(clone, 'feature/kept', 'kept.txt');
    const source = { branch: { name: 'feature/kept' } };
    await local.call('will', 'POST', `${SHOP}/pullrequests`, { title: 'Kept', source });
    await local.call('will', 'POST', `${PR}/decline`);
    await local.call('rita', 'POST', `${PR}/comments`, { content: { raw: 'Why?' } });
    const build = { key: 'k', state: 'FAILED', url: 'http://x.localhost/' };
    await local.call('app', 'POST', `${SHOP}/commit/main/statuses/build`, build);
    await local.call('ada', 'DELETE', '/2.0/repositories/demo/blank');

    const paths = [
      SHOP,
      PR,
      `${SHOP}/pullrequests`,
      `${PR}/comments`,
      `${SHOP}/commit/main/statuses`,
    ];
    const read = async () => {
      const answers = await Promise.all(paths.map((where) => local.call('rita', 'GET', where)));
      return answers.map(({ text }) => text.replaceAll(local.url, ''));
    };
    const before = await read();
    local.events.length = 0;
    await local.restart();
    expect(await read()).toEqual(before);
    expect(local.events).toEqual([]);
    expect(local.bitbucket.findRepository('demo', 'blank')).toBeUndefined();
  });

  test('a push that git took and the records did not is caught up with', async () => {
    const clone = await local.clone('will', 'demo/shop');
    await local.git(clone, 'checkout', '--quiet', 'feature/hello');
    await local.git(clone, 'commit', '--quiet', '--allow-empty', '-m', 'Unseen');
    const bare = local.bareDirectory('demo/shop');
    await local.restart(async () => {
      await local.git(clone, 'push', '--quiet', bare, 'feature/hello');
    });
    const { body } = await local.call('rita', 'GET', PR);
    expect(body.source.commit.hash).toBe(await local.git(clone, 'rev-parse', 'HEAD'));
  });

  test('a repository whose folder is gone ends the start with one line that says so', async () => {
    const gone = local.bareDirectory('demo/blank');
    const failure = await local
      .restart(() => rename(gone, `${gone}.elsewhere`))
      .catch((error: Error) => error.message);
    expect(failure).toMatch(
      /^Git repositories are missing in \S+\. Bring the folder back .*--fresh/,
    );
    await rename(`${gone}.elsewhere`, gone);
  });

  test('a repository whose folder goes while it is used is not blamed on git', async () => {
    await rm(local.bareDirectory('demo/blank'), { recursive: true });
    const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await local.call('ada', 'POST', '/2.0/repositories/demo/blank/refs/branches', {
      name: 'next',
      target: { hash: 'main' },
    });
    expect(String(logged.mock.calls[0]?.[1])).toContain('the folder is gone');
    logged.mockRestore();
  });

  test.each([
    ['is finished when the branch moved', true, 'MERGED'],
    ['is forgotten when it did not', false, 'OPEN'],
  ])('a begun merge %s', async (_name, moved, state) => {
    const { uuid } = local.bitbucket.findRepository('demo', 'shop')!;
    const bare = local.bareDirectory('demo/shop');
    const commit = await local.git(bare, 'rev-parse', 'feature/hello');
    const table = local.store.table<PullRequest>('bitbucket/pull-requests');
    const row = table.get(`${uuid}/1`)!;
    await local.store.write([
      table.put(`${uuid}/1`, { ...row, merging: { commit, by: row.author } }),
    ]);
    await local.restart(async () => {
      if (moved) await local.git(bare, 'update-ref', 'refs/heads/main', commit);
    });
    const { body } = await local.call('rita', 'GET', PR);
    expect(body).toMatchObject({ state, source: { commit: { hash: commit } } });
    const title = await local.call('will', 'PUT', PR, { title: 'Still mine' });
    expect(title.status).toBe(moved ? 400 : 200);
  });

  test('a lock that a killed git left behind is removed', async () => {
    const lock = path.join(local.bareDirectory('demo/shop'), 'refs/heads/feature/hello.lock');
    await local.restart(() => writeFile(lock, ''));
    const clone = await local.clone('will', 'demo/shop');
    const commit = await local.push(clone, 'feature/hello', 'a.txt');
    expect((await local.call('rita', 'GET', PR)).body.source.commit.hash).toBe(commit);
  });

  test('git data without a repository is removed, and nothing else', async () => {
    const repositories = path.join(local.directory, 'repositories');
    const before = await readdir(repositories);
    await mkdir(path.join(repositories, '00000000-0000-4000-8000-000000000000.git'));
    await mkdir(path.join(repositories, 'something-else'));
    await local.restart();
    expect((await readdir(repositories)).sort()).toEqual([...before, 'something-else'].sort());
  });
});
