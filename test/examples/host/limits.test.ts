import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../../local/codesphere/eventually';
import { APP, pathOf, startTestHost, type TestHost } from './test-host';

jest.setTimeout(240_000);

const NAME = 'preview-pr-1-0123456789ab';
const OTHER = 'preview-pr-2-0123456789ab';

let host: TestHost;

afterEach(() => host.stop());

it('ends a step that takes longer than it may, and says which', async () => {
  host = await startTestHost({ limits: { stepSeconds: 5 } });
  const source = host.commit({ 'preview.yml': 'build: [sleep 300]\nrun: node server.js' });
  const { deployment } = await host.deploy(NAME, source);
  expect(deployment.failure).toMatchObject({ code: 'took-too-long' });
  expect(deployment.failure?.message).toContain('sleep 300');
  expect(deployment.steps.at(-1)).toMatchObject({ id: 'build-1', state: 'failed' });
});

it('says what an app answered that does not come up', async () => {
  host = await startTestHost({ limits: { startSeconds: 3 } });
  const server = `
    require('node:http')
      .createServer((request, response) => response.writeHead(503).end())
      .listen(process.env.PORT);
  `;
  const files = {
    ...APP,
    'preview.yml': 'run: node server.js\nhealth: /ready',
    'server.js': server,
  };
  const { deployment } = await host.deploy(NAME, host.commit(files));
  expect(deployment.failure?.code).toBe('not-answering');
  expect(deployment.failure?.message).toMatch(/\/ready (it answered 503|nothing answered)/);
});

it('lets deployments wait for their turn, and cancels one that waits', async () => {
  host = await startTestHost({ limits: { deploymentsAtOnce: 1 } });
  const source = host.commit({ 'preview.yml': 'build: [sleep 300]\nrun: node server.js' });
  await host.put(NAME, source);
  await host.put(OTHER, source);
  await eventually(async () => expect((await host.read(NAME)).deployment.state).toBe('running'));
  const { deployment } = await host.read(OTHER);
  expect(deployment).toMatchObject({ state: 'queued', startedAt: null });
  await host.call('POST', `${pathOf(OTHER)}/cancel`, { body: { deployment: deployment.id } });
  await host.call('DELETE', pathOf(NAME));
  expect((await host.deploy(OTHER, host.commit(APP))).deployment.state).toBe('succeeded');
});

describe('the account for cloning', () => {
  const servers: Server[] = [];

  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  /** A server that has no repository, and keeps what it was sent for authorization. */
  async function startListener(): Promise<{ url: string; sent: Set<string | undefined> }> {
    const sent = new Set<string | undefined>();
    const server = createServer((request, response) => {
      sent.add(request.headers.authorization);
      response.writeHead(404).end();
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, sent };
  }

  it('is shown to its own git host, and to no other', async () => {
    const [own, foreign] = [await startListener(), await startListener()];
    const account = { url: own.url, username: 'ada', password: 'sesame-open' };
    host = await startTestHost({ account });
    const source = host.commit(APP);
    const { deployment } = await host.deploy(NAME, { ...source, cloneUrl: `${own.url}a/b.git` });
    expect(deployment.failure).toMatchObject({ code: 'clone-failed', mends: 'provider' });
    expect(JSON.stringify(deployment)).not.toContain('sesame-open');
    await host.deploy(OTHER, { ...source, cloneUrl: `${foreign.url}a/b.git` });
    const basic = Buffer.from('ada:sesame-open').toString('base64');
    expect([...own.sent]).toEqual([`Basic ${basic}`]);
    expect([...foreign.sent]).toEqual([undefined]);
  });
});
