import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { leasePort } from '../../../local/machine/lease-port';
import { eventually } from './eventually';
import { createRepository } from './git-repository';
import { startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

/** Echoes what it gets; `/slow` sends one piece and then waits, `/break` ends the connection. */
const ECHO = `
const http = require('http');
http.createServer((request, response) => {
  if (request.url === '/slow') return response.write('first piece');
  if (request.url === '/break') return request.socket.destroy();
  if (request.url === '/away') return response.writeHead(302, { location: '/there' }).end();
  response.setHeader('set-cookie', ['a=1', 'b=2']);
  response.writeHead(request.method === 'DELETE' ? 204 : 200);
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => response.end(JSON.stringify({ ...request.headers, url: request.url, body })));
}).listen(Number(process.env.OWN_PORT || process.env.PORT), process.env.OWN_HOST, () => {
  require('fs').writeFileSync('listening', '');
});
`;

describe('the domain of a workspace', () => {
  let local: TestCodesphere;
  let gitUrl: string;
  let id: number;

  async function createWithEcho(env: { name: string; value: string }[] = []): Promise<number> {
    const workspace = await local.createRunning(gitUrl, { env });
    await local.runStage(workspace, 'run', ['running'], 'app');
    await eventually(async () => expect((await local.visit(workspace)).status).toBe(200));
    return workspace;
  }

  beforeAll(async () => {
    local = await startCodesphere();
    const files = { 'ci.yml': 'run: { steps: [{command: node echo.js}] }', 'echo.js': ECHO };
    gitUrl = createRepository(join(local.directory, 'echo'), files).url;
    id = await createWithEcho();
  });

  afterAll(() => local.stop());

  it('passes method, path, headers and body on, and the answer back', async () => {
    const options = { method: 'POST', headers: { 'x-test': 'yes' }, body: 'bread' };
    const { status, headers, body } = await local.visit(id, '/a%20b?c=d', options);
    const { port } = new URL(local.url);
    expect(status).toBe(200);
    expect(headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(JSON.parse(body)).toMatchObject({
      url: '/a%20b?c=d',
      host: `${id}-3000.localhost:${port}`,
      'x-test': 'yes',
      body: 'bread',
    });
  });

  it('passes redirects and answers without a body on as they are', async () => {
    expect(await local.visit(id, '/away')).toMatchObject({
      status: 302,
      headers: { location: '/there' },
    });
    expect(await local.visit(id, '/', { method: 'DELETE' })).toMatchObject({
      status: 204,
      body: '',
    });
  });

  it('streams an answer that has not ended', async () => {
    const { port } = new URL(local.url);
    const headers = { host: `${id}-3000.localhost:${port}` };
    const piece = await new Promise<string>((resolve, reject) => {
      const outgoing = request({ port, host: '127.0.0.1', path: '/slow', headers }, (incoming) => {
        incoming.once('data', (chunk: Buffer) => {
          resolve(chunk.toString());
          outgoing.destroy();
        });
      });
      outgoing.once('error', reject);
      outgoing.end();
    });
    expect(piece).toBe('first piece');
  });

  it('answers 502 when the app breaks off', async () => {
    expect((await local.visit(id, '/break')).status).toBe(502);
  });

  // Without `/proc` it cannot be told where a process listens.
  (process.platform === 'linux' ? it : it.skip).each([
    ['on localhost alone', { OWN_HOST: '127.0.0.1' }],
    ['on localhost alone, of IPv6', { OWN_HOST: '::1' }],
    ['on another port', { OWN_PORT: '0' }],
  ])('does not find an app that listens %s, as on Codesphere', async (_, variables) => {
    const env = Object.entries(variables).map(([name, value]) => ({ name, value }));
    const workspace = await local.createRunning(gitUrl, { env });
    await local.runStage(workspace, 'run', ['running'], 'app');
    const sign = join(local.directory, `workspaces/${workspace}/app/listening`);
    await eventually(() => expect(existsSync(sign)).toBe(true));
    const { status, body } = await local.visit(workspace);
    expect(status).toBe(502);
    expect(body).toContain('on all interfaces (0.0.0.0)');
  });

  it('finds an app that listens on the port that its CI file declares', async () => {
    const { port, release } = await leasePort();
    const files = {
      'ci.yml': `{schemaVersion: v0.2, run: {web: {steps: [{command: node echo.js}], network: {paths: [{port: ${port}, path: /}]}}}}`,
      'echo.js': ECHO,
    };
    const { url } = createRepository(join(local.directory, 'declared'), files);
    const env = [{ name: 'OWN_PORT', value: String(port) }];
    const workspace = await local.createRunning(url, { env });
    await local.call('POST', `/workspaces/${workspace}/landscape/deploy`);
    await local.runStage(workspace, 'run', ['running'], 'web');
    await eventually(async () => expect((await local.visit(workspace)).status).toBe(200));
    release();
  });

  it('answers 502 with a page while nothing listens, and looks again', async () => {
    const silent = await local.createRunning(gitUrl);
    const { status, headers, body } = await local.visit(silent);
    expect({ status, refresh: headers.refresh }).toEqual({ status: 502, refresh: '2' });
    expect(body).toContain('Nothing is listening yet');
  });

  it('leads to a sign-in for a restricted workspace', async () => {
    const restricted = await local.createRunning(gitUrl, { restricted: true });
    const { status, headers } = await local.visit(restricted);
    expect(status).toBe(303);
    expect(headers.location).toBe(`${local.url}/ide/signIn`);
    expect(await (await fetch(headers.location!)).text()).toContain('Sign in');
  });

  it('is 404 for a workspace that does not exist', async () => {
    expect((await local.visit(7)).status).toBe(404);
  });
});
