import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeDataDirectory } from '../../local/data-directory';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'previews-data-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

it('belongs to one at a time', async () => {
  const first = await takeDataDirectory(root, false);
  await expect(takeDataDirectory(root, true)).rejects.toThrow('Another local platform uses');
  await first.release();
  const second = await takeDataDirectory(root, false);
  await second.release();
});

it('forgets everything when it is to be fresh, and only then', async () => {
  await mkdir(join(root, 'repositories'), { recursive: true });
  await writeFile(join(root, 'repositories/kept'), '');
  await (await takeDataDirectory(root, false)).release();
  expect(await readdir(join(root, 'repositories'))).toEqual(['kept']);
  const fresh = await takeDataDirectory(root, true);
  await fresh.release();
  await expect(readdir(fresh.repositories)).rejects.toThrow('ENOENT');
});

it('is closed to other users, whether it is new or was open to them', async () => {
  const modeOf = async (path: string) => ((await stat(path)).mode & 0o7777).toString(8);
  const made = join(root, 'new');
  await (await takeDataDirectory(made, false)).release();
  expect(await modeOf(made)).toBe('700');
  await chmod(made, 0o755);
  await (await takeDataDirectory(made, false)).release();
  expect(await modeOf(made)).toBe('700');
});

it('does not take a folder that all users share', async () => {
  await chmod(root, 0o1777);
  await expect(takeDataDirectory(root, false)).rejects.toThrow('is shared by all users');
  expect(await readdir(root)).toEqual([]);
});
