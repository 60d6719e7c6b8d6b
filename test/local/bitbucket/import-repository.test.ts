import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunningBitbucket, startBitbucket } from './start-bitbucket';

describe('a repository of the user', () => {
  let local: RunningBitbucket;
  let source: string;

  beforeEach(async () => {
    local = await startBitbucket();
    source = path.join(local.directory, 'My App');
    await mkdir(path.join(source, 'folder'), { recursive: true });
    await local.git(source, 'init', '--quiet', '--initial-branch', 'main');
    await local.git(source, 'config', 'user.name', 'Somebody');
    await local.git(source, 'config', 'user.email', 'somebody@example.com');
    await commit('first.txt');
    await local.git(source, 'checkout', '--quiet', '-b', 'topic');
    await commit('topic.txt');
    await local.git(source, 'tag', 'v1');
  });
  afterEach(() => local.stop());

  async function commit(file: string): Promise<string> {
    await writeFile(path.join(source, file), file);
    await local.git(source, 'add', '.');
    await local.git(source, 'commit', '--quiet', '-m', `Add ${file}`);
    return local.git(source, 'rev-parse', 'HEAD');
  }

  test('becomes demo/<its name> with its branches, tags and main branch', async () => {
    const before = await local.git(source, 'for-each-ref');
    const row = await local.bitbucket.importRepository(path.join(source, 'folder'));
    expect(row).toMatchObject({ workspace: 'demo', slug: 'my-app', name: 'My App' });
    const { body } = await local.call('rita', 'GET', '/2.0/repositories/demo/my-app');
    expect(body.mainbranch.name).toBe('main');
    const clone = await local.clone('rita', 'demo/my-app');
    expect(await local.git(clone, 'branch', '--show-current')).toBe('main');
    expect(await local.git(clone, 'ls-remote', 'origin')).not.toContain('refs/imported');
    expect(await local.git(clone, 'rev-parse', 'origin/topic', 'v1')).toBe(
      await local.git(source, 'rev-parse', 'topic', 'v1'),
    );
    expect(await local.git(source, 'for-each-ref')).toBe(before);
    expect(await local.git(source, 'status', '--porcelain')).toBe('');
  });

  test('brings new commits at a later start, but not over what was pushed here', async () => {
    await local.bitbucket.importRepository(source);
    const clone = await local.clone('will', 'demo/my-app');
    const here = await local.push(clone, 'main', 'here.txt');
    const there = await commit('there.txt');
    await local.git(source, 'checkout', '--quiet', 'main');
    await commit('also-there.txt');
    await local.git(source, 'branch', 'newer');
    await local.restart();
    local.events.length = 0;
    expect((await local.bitbucket.importRepository(source)).slug).toBe('my-app');

    const remote = local.remote('will', 'demo/my-app');
    const tips = await local.git(clone, 'ls-remote', '--heads', remote);
    expect(tips).toContain(`${here}\trefs/heads/main`);
    expect(tips).toContain(`${there}\trefs/heads/topic`);
    expect(tips).toContain('refs/heads/newer');
    expect(local.events).toMatchObject([{ push: { ref: 'newer' } }, { push: { ref: 'topic' } }]);
  });

  test('a branch that was deleted here stays deleted', async () => {
    await local.bitbucket.importRepository(source);
    await local.call('will', 'DELETE', '/2.0/repositories/demo/my-app/refs/branches/topic');
    await local.bitbucket.importRepository(source);
    const branch = '/2.0/repositories/demo/my-app/refs/branches/topic';
    expect((await local.call('will', 'GET', branch)).status).toBe(404);
  });

  test('can be bare, and gets a number when its name is taken', async () => {
    const bare = path.join(local.directory, 'other', 'shop.git');
    await local.git(local.directory, 'clone', '--quiet', '--bare', source, bare);
    expect((await local.bitbucket.importRepository(bare)).slug).toBe('shop-2');
  });

  test('what git cannot read is named in one line, without a folder of ours', async () => {
    const objects = path.join(source, '.git', 'objects');
    await rename(objects, `${objects}-elsewhere`);
    await mkdir(objects);
    const failure = await local.bitbucket.importRepository(source).then(
      () => 'It was taken.',
      (error: Error) => error.message,
    );
    expect(failure).toContain(source);
    expect(failure).not.toMatch(/\n|repositories/);
  });

  test.each(['missing', 'empty-folder'])('%s is refused with one clear line', async (name) => {
    await mkdir(path.join(local.directory, 'empty-folder'));
    const where = path.join(local.directory, name);
    await expect(local.bitbucket.importRepository(where)).rejects.toThrow(
      `${where} is not a git repository. Pass the folder of one.`,
    );
  });
});
