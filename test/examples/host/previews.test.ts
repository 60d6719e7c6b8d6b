import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../../local/codesphere/eventually';
import { APP, pathOf, processesWith, startTestHost, type TestHost, TOKEN } from './test-host';

jest.setTimeout(240_000);

const NAME = 'preview-pr-1-0123456789ab';

let host: TestHost;

beforeEach(async () => {
  host = await startTestHost();
});

afterEach(() => host.stop());

describe('what a preview is given', () => {
  it('is its own variables and nothing of the host', async () => {
    process.env.OF_THE_HOST = 'leaked';
    const source = host.commit({
      ...APP,
      'preview.yml': 'build: [env]\nrun: env >&2; node server.js',
    });
    const variables = [
      { name: 'PLAIN', value: 'shown', secret: false },
      { name: 'KEY', value: 'hidden-value', secret: true },
      { name: 'GIT_DIR', value: '/nowhere', secret: false },
    ];
    const { deployment, runs } = await host.deploy(NAME, source, { variables });
    delete process.env.OF_THE_HOST;
    expect(deployment.failure).toBeNull();
    const build = deployment.steps.find(({ id }) => id === 'build-1')?.log ?? [];
    for (const log of [build, runs?.log ?? []]) {
      const lines = log.join('\n');
      expect(log).toContain('PLAIN=shown');
      expect(log).toContain('KEY=[KEY]');
      expect(log).toContain(`PREVIEW_URL=http://${NAME}.${host.address}`);
      expect(lines).not.toContain('leaked');
      expect(lines).not.toContain('hidden-value');
      expect(lines).not.toContain('HOST_TOKEN');
    }
  });

  it('is a home folder that later deployments find again, and a clean checkout', async () => {
    const first = { 'preview.yml': 'build: ["touch ~/kept left"]\nrun: node server.js' };
    await host.deploy(NAME, host.commit(first));
    const second = { 'preview.yml': 'build: ["ls -a ~ .; test ! -e left"]\nrun: node server.js' };
    const { deployment } = await host.deploy(NAME, host.commit(second));
    expect(deployment.state).toBe('succeeded');
    expect(deployment.steps.flatMap(({ log }) => log)).toContain('kept');
  });
});

describe('visitors', () => {
  it('reach the app with what they send, and see what it answers', async () => {
    const echo = `
      require('node:http').createServer(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += chunk;
        response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'] });
        const { method, url, headers } = request;
        response.end(JSON.stringify({ method, url, body, headers }));
      }).listen(process.env.PORT);
    `;
    await host.deploy(NAME, host.commit({ 'server.js': echo }));
    const answer = await host.visit(NAME, '/a%20b?c=d', { method: 'POST', body: 'sent' });
    expect(answer.status).toBe(201);
    expect(answer.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    const seen = JSON.parse(answer.body) as { headers: Record<string, string> };
    expect(seen).toMatchObject({ method: 'POST', url: '/a%20b?c=d', body: 'sent' });
    expect(seen.headers).toMatchObject({
      host: `${NAME}.${host.address}`,
      'x-forwarded-proto': 'http',
    });
  });

  it('reach it by WebSocket, too', async () => {
    const upgrade = `
      const server = require('node:http').createServer((request, response) => response.end());
      server.on('upgrade', (request, socket, head) => {
        socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\nConnection: upgrade\\r\\n\\r\\n');
        socket.write(head);
        socket.pipe(socket);
      });
      server.listen(process.env.PORT);
    `;
    await host.deploy(NAME, host.commit({ 'server.js': upgrade }));
    const socket = connect(Number(host.address.split(':')[1]), '127.0.0.1');
    let received = '';
    socket.setEncoding('utf8').on('data', (data: string) => void (received += data));
    const head = `GET / HTTP/1.1\r\nHost: ${NAME}.${host.address}\r\nConnection: upgrade\r\nUpgrade: x`;
    socket.write(`${head}\r\n\r\nsaid by the visitor`);
    await eventually(() => expect(received).toContain('said by the visitor'));
    socket.destroy();
    await once(socket, 'close');
  });

  it('are told why there is nothing to see', async () => {
    expect(await host.visit('preview-pr-9-0123456789ab')).toMatchObject({ status: 404 });
    const source = host.commit({});
    await host.deploy(NAME, source);
    await host.call('POST', `${pathOf(NAME)}/sleep`);
    const asleep = await host.visit(NAME);
    expect(asleep.status).toBe(503);
    expect(asleep.body).toContain('sleeps');
  });

  it('still see the old commit while a new one is built', async () => {
    await host.deploy(NAME, host.commit({}));
    const gate = join(host.directory, 'gate');
    const build = `build: ["until [ -e ${gate} ]; do sleep 0.1; done"]\nrun: node server.js`;
    await host.put(NAME, host.commit({ 'preview.yml': build, 'index.txt': 'two' }));
    await eventually(async () => {
      const { steps } = (await host.read(NAME)).deployment;
      expect(steps.map(({ id }) => id)).toContain('build-1');
    });
    expect((await host.visit(NAME)).body).toBe('one');
    await host.call('POST', `${pathOf(NAME)}/cancel`, {
      body: { deployment: (await host.read(NAME)).deployment.id },
    });
    expect((await host.visit(NAME)).body).toBe('one');
    await eventually(() => expect(processesWith(gate)).toEqual([]));
  });
});

describe('what goes wrong', () => {
  it.each([
    ['preview-file-invalid', { 'preview.yml': '' }, 'wrong: it has to say what to run.'],
    ['preview-file-invalid', { 'preview.yml': 'run: "node' }, 'not YAML'],
    [
      'preview-file-invalid',
      { 'preview.yml': 'run: x\nbuilds: []' },
      'wrong: builds is no word of this file.',
    ],
    ['preview-file-invalid', { 'preview.yml': 'run: []' }, 'wrong: run has to be a command.'],
    ['preview-file-invalid', { 'preview.yml': 'build: []' }, 'wrong: run is missing.'],
    ['app-ended', { 'preview.yml': 'run: exit 7' }, 'exit code 7'],
    ['build-failed', { 'preview.yml': 'build: [exit 5]\nrun: x' }, 'exit code 5'],
  ])('is said as %s: %j', async (code, files, words) => {
    const { deployment, runs } = await host.deploy(NAME, host.commit(files));
    expect(runs).toBeNull();
    expect(deployment.state).toBe('failed');
    expect(deployment.failure?.code).toBe(code);
    expect(deployment.failure?.message).toContain(words);
  });

  it('is said of an app that ends later, with the end of its log', async () => {
    const end = `
      require('node:http').createServer((request, response) => {
        response.end();
        if (request.url === '/end') { console.log('last words'); process.exit(9); }
      }).listen(process.env.PORT);
    `;
    await host.deploy(NAME, host.commit({ 'server.js': end }));
    await host.visit(NAME, '/end').catch(() => undefined);
    await eventually(async () => {
      const { runs } = await host.read(NAME);
      expect(runs).toMatchObject({ state: 'down', failure: { code: 'app-ended' } });
      expect(runs?.log).toContain('last words');
    });
  });

  it('is another one of an app that somebody stopped, which a new deployment mends', async () => {
    const stopped = `
      require('node:http').createServer((request, response) => {
        response.end();
        if (request.url === '/end') process.kill(process.pid, 'SIGTERM');
      }).listen(process.env.PORT);
    `;
    await host.deploy(NAME, host.commit({ 'server.js': stopped }));
    await host.visit(NAME, '/end').catch(() => undefined);
    await eventually(async () => {
      const { runs } = await host.read(NAME);
      const failure = { code: 'app-stopped', mends: 'provider' };
      expect(runs).toMatchObject({ state: 'down', failure });
    });
  });
});

describe('the end of an environment', () => {
  it('takes every process and file with it, also what left its group or locked its folder', async () => {
    const mark = `mark-${process.pid}-${Date.now()}`;
    const build = `setsid sh -c "sleep 300; echo ${mark}" > /dev/null 2>&1 & mkdir locked; touch locked/x; chmod 555 locked`;
    const source = host.commit({ 'preview.yml': `build: ['${build}']\nrun: node server.js` });
    await host.deploy(NAME, source);
    expect(processesWith(mark)).not.toEqual([]);
    expect((await host.call('DELETE', pathOf(NAME))).status).toBe(202);
    await eventually(async () => {
      expect((await host.call('GET', pathOf(NAME))).status).toBe(404);
    });
    expect(processesWith(mark)).toEqual([]);
    expect(readdirSync(join(host.dataDirectory, 'environments'))).toEqual([]);
  });
});

describe('the data folder', () => {
  it('can be looked into by nobody else', async () => {
    await host.deploy(NAME, host.commit({}));
    expect(statSync(host.dataDirectory).mode & 0o777).toBe(0o700);
    expect(statSync(join(host.dataDirectory, 'state.json')).mode & 0o777).toBe(0o600);
  });

  it('is what the next start goes on from', async () => {
    const variables = [{ name: 'KEY', value: 'hidden-value' }];
    const before = await host.deploy(NAME, host.commit({}), { variables });
    const asleep = 'preview-pr-2-0123456789ab';
    await host.deploy(asleep, host.commit({}));
    await host.call('POST', `${pathOf(asleep)}/sleep`);
    await host.restart();
    await eventually(async () => {
      expect((await host.read(NAME)).runs).toMatchObject({ state: 'up' });
    });
    expect((await host.read(NAME)).deployment.id).toBe(before.deployment.id);
    expect((await host.visit(NAME)).body).toBe('one');
    expect((await host.read(asleep)).runs?.state).toBe('asleep');
    expect((await host.call('POST', `${pathOf(asleep)}/wake`)).status).toBe(202);
    await eventually(async () => expect((await host.visit(asleep)).body).toBe('one'));
  });

  it('holds no token', async () => {
    await host.deploy(NAME, host.commit({}));
    expect(readFileSync(join(host.dataDirectory, 'state.json'), 'utf8')).not.toContain(TOKEN);
  });
});
