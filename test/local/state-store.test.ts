import { cp, mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { openStateStore, type StateStore } from '../../local/state-store';

jest.setTimeout(60_000);

let root: string;
const directory = () => join(root, 'state');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'previews-state-'));
});

afterEach(() => rm(root, { recursive: true, force: true }));

/** The rows of table `t` as the next start finds them. */
async function reopened(path = directory()): Promise<[string, unknown][]> {
  const store = await openStateStore(path);
  const rows = store.table('t').entries();
  await store.close();
  return rows;
}

it('keeps the value that was written last, however many writes are begun at once', async () => {
  const store = await openStateStore(directory());
  const table = store.table<number>('t');
  const keys = Array.from({ length: 3000 }, (_, index) => `k${index}`);
  const writes = keys.flatMap((key) =>
    [1, 2, 3].map((value) => store.write([table.put(key, value)])),
  );
  await Promise.all(writes);
  await store.close();
  expect((await reopened()).filter(([, value]) => value !== 3)).toEqual([]);
});

it('writes what was passed, not what became of it since', async () => {
  const store = await openStateStore(directory());
  const table = store.table<{ n: number }>('t');
  const row = { n: 1 };
  const writes = [
    store.write([table.put('first', { n: 0 })]),
    store.write([table.put('row', row)]),
  ];
  row.n = 2;
  expect(table.get('row')).toEqual({ n: 1 });
  await Promise.all(writes);
  await store.close();
  expect(await reopened()).toContainEqual(['row', { n: 1 }]);
});

describe('of a folder with a file cut short', () => {
  /** State as a kill leaves it, in tables and a log. */
  async function killed(): Promise<{ folder: string; rows: [string, unknown][] }> {
    const store = await openStateStore(directory());
    const table = store.table<string>('t');
    for (let n = 0; n < 1500; n += 1) {
      await store.write([table.put(`k${n % 350}`, `${n} `.repeat(800))]);
    }
    const folder = join(root, 'killed');
    await cp(directory(), folder, { recursive: true });
    const rows = table.entries();
    await store.close();
    return { folder, rows };
  }

  it('reads all rows or says that it is damaged', async () => {
    const { folder, rows } = await killed();
    expect(await reopened(folder)).toEqual(rows);
    await rm(folder, { recursive: true });
    const names = await readdir(directory());
    expect(names.filter((name) => /\.(log|ldb)$/.test(name)).length).toBeGreaterThan(1);
    for (const name of names) {
      for (const part of ['none', 0, 0.5, 0.99] as const) {
        const copy = join(root, `${name}-${part}`);
        await cp(directory(), copy, { recursive: true });
        const file = join(copy, name);
        if (part === 'none') await rm(file);
        else await truncate(file, Math.floor((await stat(file)).size * part));
        const outcome = await reopened(copy).catch((error: Error) => error.message);
        if (typeof outcome === 'string') {
          expect(outcome).toMatch(/^The state in .* is damaged: .* start with --fresh .*\.$/);
        } else expect([name, part, outcome]).toEqual([name, part, rows]);
      }
    }
  });

  it('says so again at the next start', async () => {
    const store = await openStateStore(directory());
    const table = store.table<number>('t');
    for (let n = 0; n < 5; n += 1) await store.write([table.put('k', n)]);
    await store.close();
    const log = (await readdir(directory())).find((name) => name.endsWith('.log'))!;
    const { size } = await stat(join(directory(), log));
    await truncate(join(directory(), log), size - 1);
    for (let start = 0; start < 2; start += 1) {
      await expect(reopened()).rejects.toThrow('the newest 1 of its 5 changes are missing');
    }
  });
});

it('reads state of before it was checked', async () => {
  const db = new ClassicLevel<string, unknown>(directory(), { valueEncoding: 'json' });
  await db.put('t\u0000k', 1);
  await db.close();
  expect(await reopened()).toEqual([['k', 1]]);
  expect(await reopened()).toEqual([['k', 1]]);
});

it('reports once that it cannot be written, and writes no more', async () => {
  const failures: Error[] = [];
  const store: StateStore = await openStateStore(directory(), (error) => failures.push(error));
  await store.close();
  const write = () => store.write([store.table('t').put('k', 1)]);
  await expect(write()).rejects.toThrow();
  await expect(write()).rejects.toThrow();
  expect(failures).toHaveLength(1);
});
