import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
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
