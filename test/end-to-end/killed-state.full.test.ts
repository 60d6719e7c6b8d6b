import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcesses, listMarkedProcesses } from '../../local/machine/process-table';
import { choosePlace, type Place, type PlatformProcess, startProcess } from './killed-process';

jest.setTimeout(300_000);

const ROOT = join(__dirname, '../..');
/** Of a small file system of its own, where the system lets this user mount one. */
const smallDisk = mountSmallDisk();
const folders: string[] = [];
const running: PlatformProcess[] = [];

afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  const ours = [...folders, smallDisk];
  await endProcesses(({ home }) => ours.some((folder) => home.startsWith(`${folder}/`)));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
afterAll(() => {
  if (smallDisk === undefined) return;
  // Lazily: what ended a moment ago may still count as using it.
  execFileSync('umount', ['--lazy', smallDisk]);
  rmSync(smallDisk, { recursive: true, force: true });
});

function mountSmallDisk(): string | undefined {
  const path = mkdtempSync(join(tmpdir(), 'previews-small-disk-'));
  try {
    const options = 'size=2m,mode=0700';
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' });
    return path;
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'previews-state-killed-'));
  folders.push(folder);
  return folder;
}

async function start(place: Place, options = {}): Promise<PlatformProcess> {
  const started = (await startProcess(place, options))!;
  running.push(started);
  return started;
}

/** A start that is expected to end by itself: its exit code and what it says about it. */
async function refusal({ dataDirectory, ports }: Place) {
  const child = spawn(process.execPath, ['local/bootstrap.mjs', 'start'], {
    cwd: ROOT,
    env: { ...process.env, ...ports, DATA_DIR: dataDirectory },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => void (errors += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, errors };
}

async function previewsOf({ dataDirectory }: Place): Promise<number[]> {
  const all = await listMarkedProcesses();
  const folder = `${dataDirectory}/workspaces/`;
  return all.filter(({ home }) => home.startsWith(folder)).map(({ pid }) => pid);
}

const remedy = 'Bring the folder back as it was, or start with --fresh to forget all state.';

test('a file of the state that was cut short after a kill is no loss without a word', async () => {
  const place = await choosePlace(makeFolder());
  const killed = await start(place);
  await killed.client.idle();
  await killed.kill();
  expect(await previewsOf(place)).not.toEqual([]);
  const state = join(place.dataDirectory, 'state');
  const log = (await readdir(state))
    .filter((name) => name.endsWith('.log'))
    .sort()
    .at(-1)!;
  const { size } = await stat(join(state, log));
  await truncate(join(state, log), Math.floor(size * 0.9));
  const { code, errors } = await refusal(place);
  expect(code).toBe(1);
  expect(errors).toMatch(
    /^Cannot go on: The state in .* is damaged: the newest \d+ of its \d+ changes are missing\. .*\n$/,
  );
  expect(errors).toContain(remedy);

  const left = await previewsOf(place);
  const fresh = await start(place, { fresh: true });
  await fresh.client.idle();
  expect(await fresh.client.card('demo/shop', 1)).toMatchObject({ title: 'Ready' });
  expect((await previewsOf(place)).filter((pid) => left.includes(pid))).toEqual([]);
});

(smallDisk === undefined ? test.skip : test)(
  'a disk that gets full ends it in one line, with nothing left running, and no state is lost',
  async () => {
    const place = await choosePlace(smallDisk!);
    const full = await start(place);
    await full.client.idle();
    const filling = join(smallDisk!, 'filling');
    await writeFile(filling, Buffer.alloc(2 * 1024 * 1024)).catch(() => undefined);
    // A process of the app is asked to write; whether it hears of the end is chance.
    const redeploy = { user: 'will', module: 'preview-card', function: 'redeploy' } as const;
    const press = () =>
      full.client.invoke({ ...redeploy, repository: 'demo/shop', pullRequest: 1 });
    while (full.exitCode() === undefined) await press().catch(() => undefined);
    expect(full.exitCode()).toBe(1);
    expect(full.errors()).toBe('The disk is full: free some space, then start again.\n');
    expect(await previewsOf(place)).toEqual([]);

    await rm(filling);
    const { client } = await start(place);
    await client.idle();
    await client.sweep();
    await client.idle();
    expect(await client.card('demo/shop', 1)).toMatchObject({ title: 'Ready' });
    expect(await client.environments()).toHaveLength(1);
  },
);
