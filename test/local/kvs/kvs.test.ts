import { Filter, FilterConditions, kvs, Sort, WhereConditions } from '@forge/kvs';
import type { EntityType } from '../../../local/app/manifest';
import { manualClock } from '../../../local/clock';
import { createKvs } from '../../../local/kvs/kvs';
import { TTL_REMOVAL_LAG_MS } from '../../../local/kvs/limits';
import { openMemoryStore } from '../../../local/state-store';

const preview: EntityType = {
  name: 'preview',
  attributes: { repository: 'string', number: 'integer', dueAt: 'float', body: 'any' },
  indexes: [
    { name: 'by-repository', partition: ['repository'], range: ['number'] },
    { name: 'by-dueAt', partition: [], range: ['dueAt'] },
  ],
};

const START = Date.parse('2026-01-01T00:00:00Z');
let clock = manualClock(START);
let store = openMemoryStore();

/** The real SDK speaks to the handler without a socket. */
beforeEach(() => {
  clock = manualClock(START);
  store = openMemoryStore();
  const handler = createKvs({ store, clock, entities: [preview] });
  Object.assign(globalThis, {
    __forge_fetch__: (_meta: unknown, path: string, init: { body: string }) =>
      handler.handle(path, JSON.parse(init.body)),
  });
});

afterAll(() => {
  Object.assign(globalThis, { __forge_fetch__: undefined });
});

function fill(count: number, repository = 'r1') {
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      kvs.entity('preview').set(`${repository}:${n}`, { repository, number: n, dueAt: n % 3 }),
    ),
  );
}

describe('plain keys', () => {
  it('keeps values, forgets deleted ones and answers undefined for a missing key', async () => {
    await kvs.set('a', { x: 1 });
    expect(await kvs.get('a')).toEqual({ x: 1 });
    await kvs.delete('a');
    expect(await kvs.get('a')).toBeUndefined();
    await expect(kvs.delete('a')).resolves.toBeUndefined();
  });

  it.each([
    ['INVALID_KEY', 'with{braces}', 1],
    ['KEY_TOO_SHORT', '', 1],
    ['KEY_TOO_LONG', 'k'.repeat(501), 1],
    ['MAX_SIZE', 'large', 'x'.repeat(240 * 1024)],
    ['MAX_DEPTH', 'deep', JSON.parse(`${'['.repeat(32)}${']'.repeat(32)}`)],
  ])('refuses with %s', async (code, key, value) => {
    await expect(kvs.set(key, value)).rejects.toMatchObject({ code });
  });

  it('refuses to overwrite under FAIL_IF_EXISTS', async () => {
    await kvs.set('lock', 1, { keyPolicy: 'FAIL_IF_EXISTS' });
    await expect(kvs.set('lock', 2, { keyPolicy: 'FAIL_IF_EXISTS' })).rejects.toMatchObject({
      code: 'KEY_CONFLICT',
      responseDetails: { status: 409 },
    });
    expect(await kvs.get('lock')).toBe(1);
  });

  it('lets one of many concurrent claims win', async () => {
    const claims = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => kvs.set('lock', n, { keyPolicy: 'FAIL_IF_EXISTS' })),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('answers the previous or the latest value when asked', async () => {
    await kvs.set('a', 1);
    const previous = { keyPolicy: 'OVERRIDE', returnValue: 'PREVIOUS' } as const;
    expect(await kvs.set('a', 2, previous)).toMatchObject({ value: 1 });
    const latest = { keyPolicy: 'OVERRIDE', returnValue: 'LATEST' } as const;
    expect(await kvs.set('a', 3, latest)).toMatchObject({ value: 3 });
  });

  it('shows an expired value until the removal lag is over', async () => {
    await kvs.set('short', 1, { keyPolicy: 'OVERRIDE', ttl: { value: 1, unit: 'MINUTES' } });
    clock.advance(120_000);
    expect(await kvs.get('short')).toBe(1);
    clock.advance(TTL_REMOVAL_LAG_MS);
    expect(await kvs.get('short')).toBeUndefined();
  });

  it('pages by 20 at most', async () => {
    for (let n = 10; n < 35; n += 1) await kvs.set(`k:${n}`, n);
    await kvs.set('other', 0);
    const query = () => kvs.query().where('key', WhereConditions.beginsWith('k:')).limit(20);
    const first = await query().getMany();
    const second = await query()
      .cursor(first.nextCursor ?? '')
      .getMany();
    expect([first.results.length, second.results.length]).toEqual([20, 5]);
    expect(second.nextCursor).toBeUndefined();
    await expect(kvs.query().limit(21).getMany()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('answers each key of a batch for itself', async () => {
    const { successfulKeys, failedKeys } = await kvs.batchSet([
      { key: 'good', value: 1 },
      { key: 'b{a}d', value: 2 },
    ]);
    expect(successfulKeys).toEqual([{ key: 'good' }]);
    expect(failedKeys).toMatchObject([{ key: 'b{a}d', error: { code: 'INVALID_KEY' } }]);
    const items = Array.from({ length: 26 }, (_, n) => ({ key: `k${n}` }));
    await expect(kvs.batchGet(items)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('secrets', () => {
  it('keeps them apart from values, in a table of their own', async () => {
    await kvs.setSecret('token', 'hush');
    expect(await kvs.getSecret('token')).toBe('hush');
    expect(await kvs.get('token')).toBeUndefined();
    expect(store.table('secret').entries()).toHaveLength(1);
    expect(JSON.stringify(store.table('kvs').entries())).not.toContain('hush');
  });

  it('holds 128 KiB as JSON, and no more', async () => {
    const most = 'x'.repeat(128 * 1024 - '""'.length);
    await kvs.setSecret('values', most);
    await expect(kvs.setSecret('values', `${most}x`)).rejects.toMatchObject({ code: 'MAX_SIZE' });
    await expect(kvs.setSecret('values', most.replace('x', '"'))).rejects.toMatchObject({
      code: 'MAX_SIZE',
    });
  });
});

describe('entities', () => {
  it.each([
    ['an attribute of another type', { number: 'one' }],
    ['an integer beyond 32 bits', { number: 2 ** 31 }],
    ['an attribute that the manifest does not declare', { colour: 'red' }],
    ['a value that is no object', 7],
  ])('refuses %s', async (_what, value) => {
    await expect(kvs.entity('preview').set('k', value)).rejects.toMatchObject({
      code: 'INVALID_ENTITY_VALUE',
    });
  });

  it('finds by partition and range, in order, page by page', async () => {
    await fill(7);
    await fill(2, 'r2');
    const query = () =>
      kvs
        .entity('preview')
        .query()
        .index('by-repository', { partition: ['r1'] })
        .where(WhereConditions.greaterThanEqualTo(2))
        .sort(Sort.DESC)
        .limit(3);
    const first = await query().getMany();
    const second = await query()
      .cursor(first.nextCursor ?? '')
      .getMany();
    expect(first.results.map(({ key }) => key)).toEqual(['r1:6', 'r1:5', 'r1:4']);
    expect(second.results.map(({ key }) => key)).toEqual(['r1:3', 'r1:2']);
  });

  it('filters a page after reading it, so that a page may be short', async () => {
    await fill(6);
    const page = await kvs
      .entity('preview')
      .query()
      .index('by-repository', { partition: ['r1'] })
      .filters(new Filter<{ dueAt: number }>().and('dueAt', FilterConditions.equalTo(2)))
      .limit(4)
      .getMany();
    expect(page.results.map(({ key }) => key)).toEqual(['r1:2']);
    expect(page.nextCursor).toBeDefined();
  });

  it('refuses an index, or a partition, that is not declared', async () => {
    const query = kvs.entity('preview').query();
    await expect(query.index('by-colour').getMany()).rejects.toMatchObject({
      code: 'INVALID_INDEX',
    });
    await expect(query.index('by-repository').getMany()).rejects.toMatchObject({
      code: 'INVALID_PARTITION',
    });
  });
});

describe('transactions', () => {
  const whenAbsent = {
    entityName: 'preview',
    conditions: new Filter<{ number: number }>().and('number', FilterConditions.notExists()),
  };
  const whenNumber = (number: number) => ({
    entityName: 'preview',
    conditions: new Filter<{ number: number }>().and('number', FilterConditions.equalTo(number)),
  });

  it('writes all or nothing', async () => {
    await kvs.transact().set('e', { number: 1 }, whenAbsent).set('plain', 'yes').execute();
    const second = kvs.transact().set('e', { number: 2 }, whenAbsent).set('plain', 'no');
    await expect(second.execute()).rejects.toMatchObject({ responseDetails: { status: 409 } });
    expect(await kvs.get('plain')).toBe('yes');
    await kvs.transact().delete('e', whenNumber(1)).check('other', whenAbsent).execute();
    expect(await kvs.entity('preview').get('e')).toBeUndefined();
  });

  it('lets one of many concurrent compare-and-sets win', async () => {
    await kvs.entity('preview').set('e', { number: 1 });
    const writes = await Promise.allSettled(
      [2, 3, 4, 5].map((number) => kvs.transact().set('e', { number }, whenNumber(1)).execute()),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('refuses more than 25 operations and a key named twice', async () => {
    const large = kvs.transact();
    for (let n = 0; n < 26; n += 1) large.set(`k${n}`, n);
    await expect(large.execute()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(kvs.transact().set('k', 1).delete('k').execute()).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});
