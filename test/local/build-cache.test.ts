import { execFile, spawnSync } from 'node:child_process';
import {
  chmod,
  lutimes,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { takeBuild } from '../../local/build-cache';

let root: string;
let made: number;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'previews-builds-'));
  made = 0;
  await writeFile(join(root, 'source'), 'one');
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Builds a file that says which build it is. */
async function build(make?: () => Promise<void>): Promise<string> {
  const directory = await takeBuild({
    directory: join(root, 'builds'),
    inputs: [join(root, 'source')],
    async make(work) {
      made += 1;
      await make?.();
      await writeFile(join(work, 'out'), String(made));
    },
  });
  return readFile(join(directory, 'out'), 'utf8');
}

test('what is needed twice at the same time is made once', async () => {
  expect(await Promise.all([build(), build()])).toEqual(['1', '1']);
  expect(await build()).toBe('1');
});

test('changed sources are built anew, and the earlier build stays', async () => {
  expect(await build()).toBe('1');
  await writeFile(join(root, 'source'), 'two');
  expect(await build()).toBe('2');
  await writeFile(join(root, 'source'), 'one');
  expect(await build()).toBe('1');
});

test('a build that fails leaves nothing, and the next one is tried', async () => {
  const broken = build(() => Promise.reject(new Error('no')));
  await expect(broken).rejects.toThrow('no');
  expect(await readdir(join(root, 'builds'))).toEqual([]);
  expect(await build()).toBe('2');
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;

asRoot('a build that another user made is taken', async () => {
  await build();
  const builds = join(root, 'builds');
  for (const folder of [root, builds]) await chmod(folder, 0o755);
  const take = `require(${JSON.stringify(require.resolve('../../local/build-cache'))})
    .takeBuild(${JSON.stringify({ directory: builds, inputs: [join(root, 'source')] })})
    .then(console.log)`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', '-e', take], {
    ...{ uid: 65_534, gid: 65_534, cwd: __dirname },
    env: { PATH: process.env.PATH, HOME: '/nowhere' },
  });
  expect(stdout.trim()).toBe(join(builds, (await readdir(builds))[0]!));
});

test.each([
  ['a process that was killed', () => spawnSync('true').pid, new Date()],
  ['one whose number another process has by now', () => process.pid, new Date(0)],
])('%s keeps nobody from building', async (_who, pid, began) => {
  await build();
  const [hash] = await readdir(join(root, 'builds'));
  await rm(join(root, 'builds', hash!), { recursive: true });
  const turn = join(root, 'builds', `${hash}.turn`);
  await symlink(String(pid()), turn);
  await lutimes(turn, began, began);
  expect(await build()).toBe('2');
});
