import { EventEmitter, on } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createActivity } from '../../local/activity';
import { type AppBuild, buildApp } from '../../local/app/build-app';
import { type Call, createCallLog } from '../../local/call-log';
import { manualClock } from '../../local/clock';
import { createResolverInvoker } from '../../local/control/invoke-resolver';
import { createForge, type Forge } from '../../local/forge';
import { openMemoryStore } from '../../local/state-store';

/** The fixture app, built by Atlassian's bundler and run by Atlassian's runner with our wrapper. */
const START = Date.parse('2030-01-01T00:00:00Z');
const clock = manualClock(START);
const activity = createActivity();
const calls = createCallLog(clock);
const store = openMemoryStore();
const logs = new EventEmitter();
const asked: { path: string; as: string | null }[] = [];
let build: AppBuild;
let forge: Forge;
let preview: Server;
let call: (fn: string, payload?: unknown) => Promise<unknown>;

/** Enough of Bitbucket for the invoker and the proxy. */
function bitbucket(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  asked.push({ path: pathname, as: request.headers.get('x-local-as') });
  if (pathname === '/2.0/user') return Promise.resolve(Response.json({ account_id: 'ada-id' }));
  const repository = { uuid: '{r}', full_name: 'demo/shop', workspace: { uuid: '{w}' } };
  return Promise.resolve(Response.json(repository));
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  build = await buildApp({
    appDirectory: join(__dirname, '../fixtures/app'),
    buildsDirectory: join(tmpdir(), 'previews-fixture-builds'),
    progress: () => undefined,
  });
  preview = createServer((request, response) => {
    if (request.url === '/moved') return response.writeHead(302, { location: '/' }).end();
    return response.end(`${request.method} ${request.headers.host}`);
  }).listen(0, '127.0.0.1');
  forge = await createForge({
    ...{ build, store, clock, activity, calls, bitbucket },
    bitbucketUrl: () => 'http://bitbucket.local',
    serviceToken: 'service',
    workspaceUuid: () => '{w}',
    hostUrl: () => 'http://127.0.0.1:1/host',
    upsunUrl: () => 'http://127.0.0.1:1/upsun',
    upsunAuthUrl: () => 'http://127.0.0.1:1/upsun',
    onaUrl: () => 'http://127.0.0.1:1/ona',
    spaceliftUrl: () => 'http://127.0.0.1:1/spacelift',
    codesphereUrl: () => `http://127.0.0.1:${portOf(preview)}/api`,
    hostingPort: () => portOf(preview),
    log: (line) => void logs.emit('line', line),
  });
  forge.start();
  const invokeResolver = createResolverInvoker({
    ...{ runtime: forge.runtime, modules: build.manifest.modules, bitbucket },
    bitbucketUrl: () => 'http://bitbucket.local',
  });
  call = async (fn, payload) => {
    const place = { user: 'ada', module: 'fixture-card', repository: 'demo/shop', pullRequest: 1 };
    const answer = await invokeResolver({ ...place, function: fn, payload });
    if ('error' in answer) throw new Error(answer.error);
    return answer.result;
  };
}, 300_000);

afterAll(async () => {
  await forge.stop();
  preview.close();
});

async function work(body: object) {
  return forge.runtime.invoke({
    functionKey: 'on-work',
    moduleKey: 'work-consumer',
    moduleType: 'consumer',
    body: { body },
  });
}

describe('resolver', () => {
  it('knows who calls and from where by its context, with braces around ids', async () => {
    expect(await call('context')).toMatchObject({
      accountId: 'ada-id',
      workspaceId: '{w}',
      moduleKey: 'fixture-card',
      extension: { repository: { uuid: '{r}' }, pullRequest: { id: 1 } },
    });
  });

  it('answers what it was given, and throws what it threw', async () => {
    expect(await call('echo', { a: [1, null] })).toEqual({ a: [1, null] });
    await expect(call('fail')).rejects.toThrow('failed on purpose');
    await expect(call('unknown')).rejects.toThrow("no definition for 'unknown'");
  });

  it('lives in the time of the platform', async () => {
    const { now, date } = (await call('now')) as { now: number; date: number };
    expect(Math.abs(now - START)).toBeLessThan(60_000);
    expect(Math.abs(date - now)).toBeLessThan(1_000);
  });

  it('runs several invocations at once', async () => {
    const answers = await Promise.all([1, 2, 3, 4].map((n) => call('echo', { n })));
    expect(answers).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }]);
  });

  it('refuses a payload of more than 500 KB', async () => {
    await expect(call('echo', { text: 'x'.repeat(513_000) })).rejects.toThrow('Forge allows');
  });
});

describe('Bitbucket', () => {
  it('is asked as the app or as the person', async () => {
    await call('bitbucket', { as: 'app', path: '/2.0/repositories/demo/shop' });
    await call('bitbucket', { as: 'user', path: '/2.0/repositories/demo/shop' });
    const whom = asked.filter(({ as }) => as !== null).map(({ as }) => as);
    expect(whom).toEqual(['app', 'ada-id']);
  });

  it('answers 403 for a scope that the manifest lacks, and for what Forge cannot call', async () => {
    const lacking = { as: 'app', method: 'DELETE', path: '/2.0/repositories/demo/shop' };
    expect(await call('bitbucket', lacking)).toMatchObject({
      status: 403,
      body: expect.stringContaining('required privilege scopes') as string,
    });
    const closed = { as: 'app', path: '/2.0/repositories/demo/shop/hooks' };
    expect(await call('bitbucket', closed)).toMatchObject({ status: 403 });
  });
});

describe('egress', () => {
  const address = (path: string) => `http://7-3000.localhost:${portOf(preview)}${path}`;

  it('reaches a preview by its name, with its Host header', async () => {
    expect(await call('fetch', { url: address('/') })).toMatchObject({
      status: 200,
      body: `GET 7-3000.localhost:${portOf(preview)}`,
    });
  });

  it('treats a redirect as the app asked', async () => {
    expect(await call('fetch', { url: address('/moved') })).toMatchObject({ status: 200 });
    const manual = { url: address('/moved'), redirect: 'manual' };
    expect(await call('fetch', manual)).toMatchObject({ status: 302 });
    await expect(call('fetch', { ...manual, redirect: 'error' })).rejects.toThrow('redirects');
  });

  it('delivers the public address of Codesphere to the local one', async () => {
    const url = 'https://cloud.codesphere.com/api/teams';
    expect(await call('fetch', { url, method: 'POST' })).toMatchObject({
      body: `POST 127.0.0.1:${portOf(preview)}`,
    });
  });

  it.each([
    ['https://example.com/', 403, 'BLOCKED_EGRESS'],
    ['https://cloud.codesphere.com.example.com/api', 403, 'BLOCKED_EGRESS'],
    ['https://a.codesphere.com@example.com/', 400, 'INVALID_URL'],
    ['http://cloud.codesphere.com/api', 400, 'INVALID_PROTOCOL'],
    ['http://7-3000.localhost:1/', 400, 'INVALID_PROTOCOL'],
  ])('refuses %s', async (url, status, code) => {
    expect(await call('fetch', { url })).toMatchObject({
      status,
      body: expect.stringContaining(code) as string,
    });
  });
});

describe('events, queue and store', () => {
  it('brings an event over a trigger and the queue into the store', async () => {
    const since = calls.since(0).at(-1)?.n ?? 0;
    const eventType = 'avi:bitbucket:created:pullrequest';
    const event = { eventType, repository: { uuid: '{r}' }, pullrequest: { id: 7 } };
    expect(forge.events.raise(event)).toHaveLength(1);
    expect(await activity.whenIdle(20_000)).toBe(true);
    expect(await call('visits', { repository: 'r' })).toMatchObject([{ key: 'r:7' }]);
    expect(store.table('kvs').get('worked:r:7')).toMatchObject({ value: true });
    const kinds = calls.since(since).map(({ kind, function: fn }: Call) => `${kind} ${fn}`);
    expect(kinds).toEqual(
      expect.arrayContaining([
        'invocation on-pull-request',
        'kvs on-pull-request',
        'queue on-pull-request',
        'invocation on-work',
        'kvs on-work',
      ]),
    );
  });

  it('waits as long as a trigger asks for', async () => {
    const eventType = 'avi:bitbucket:updated:pullrequest';
    const event = { eventType, repository: { uuid: '{r}' }, pullrequest: { id: 8 } };
    forge.events.raise({ ...event, retryOnce: true });
    expect(await activity.whenIdle(1_500)).toBe(false);
    expect(store.table('entity').get('visit/r:8')).toBeUndefined();
    clock.advance(30_000);
    expect(await activity.whenIdle(20_000)).toBe(true);
    expect(store.table('entity').get('visit/r:8')).toBeDefined();
  });

  it('cannot act as a person where there is none', async () => {
    const body = { call: { functionKey: 'bitbucket', payload: { as: 'user', path: '/2.0/user' } } };
    const place = {
      functionKey: 'card',
      moduleKey: 'pull-request',
      moduleType: 'trigger',
    } as const;
    const outcome = await forge.runtime.invoke({ ...place, body });
    expect(outcome).toMatchObject({
      success: false,
      error: { type: 'NEEDS_AUTHENTICATION_ERR' },
    });
  });

  it('keeps secrets in a table of their own', async () => {
    expect(await call('secret', { value: 'hush' })).toEqual({ stored: true });
    expect(store.table('secret').get('token')).toMatchObject({ value: 'hush' });
  });

  it('runs a schedule on its clock', async () => {
    clock.advance(5 * 60_000);
    expect(await activity.whenIdle(20_000)).toBe(true);
    expect(store.table('kvs').get('runs')).toMatchObject({ value: 1 });
  });

  it('counts a job, and holds delayed messages back', async () => {
    const events = [{ body: {}, delayInSeconds: 60 }];
    const { jobId } = (await call('push', { events })) as { jobId: string };
    expect(await call('stats', { jobId })).toEqual({ success: 0, inProgress: 1, failed: 0 });
    clock.advance(60_000);
    expect(await activity.whenIdle(20_000)).toBe(true);
    expect(await call('stats', { jobId })).toEqual({ success: 1, inProgress: 0, failed: 0 });
  });
});

/** Resolves once the app writes a line that begins so. */
async function logged(beginning: string): Promise<void> {
  for await (const [line] of on(logs, 'line')) {
    if ((line as string).startsWith(beginning)) return;
  }
}

describe('a function that misbehaves', () => {
  it('is stopped at its time limit', async () => {
    const outcome = await work({ misbehave: 'hang' });
    expect(outcome).toMatchObject({ success: false, error: { type: 'FUNCTION_TIME_OUT' } });
  });

  it('may end its process, and is there for the next invocation', async () => {
    const outcome = await work({ misbehave: 'exit' });
    expect(outcome).toMatchObject({ success: false, error: { type: 'FUNCTION_ENDED' } });
    expect(await work({})).toMatchObject({ success: true });
  });

  it('may write what is no JSON', async () => {
    // What it writes comes by another way than its answer, and may come later.
    const lines = ['this is not JSON', `info worked { misbehave: 'print' }`];
    const written = Promise.all(lines.map((line) => logged(`[app on-work] ${line}`)));
    expect(await work({ misbehave: 'print' })).toMatchObject({ success: true });
    await written;
  });

  it('is stopped when it needs too much memory', async () => {
    const outcome = await work({ misbehave: 'hog' });
    expect(outcome).toMatchObject({ success: false, error: { type: 'FUNCTION_OUT_OF_MEMORY' } });
  });
});
