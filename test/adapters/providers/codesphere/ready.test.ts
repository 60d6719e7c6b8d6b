import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentSpec, Environment } from '../../../../src/domain/provider';
import { leasePort } from '../../../../local/machine/lease-port';
import { createRepository, type TestRepository } from '../../../local/codesphere/git-repository';
import { eventually } from '../../../local/codesphere/eventually';
import { startCodesphere, type TestCodesphere } from '../../../local/codesphere/stand-in';
import { connectTo, type TestProvider } from './deploy';
import { exampleSpec, type SpecChanges } from './example-spec';

jest.setTimeout(60_000);

/** Answers what the file `answer.json` beside it says, anew for each request. */
const SERVER = `
const { readFileSync } = require('fs');
require('http').createServer((request, response) => {
  const { status, headers, body } = JSON.parse(readFileSync(process.env.ANSWER, 'utf8'));
  response.writeHead(status, headers).end(body);
}).listen(process.env.PORT);
`;

describe('whether an app is ready', () => {
  let local: TestCodesphere;
  let repository: TestRepository;
  let test: TestProvider;
  let answerFile: string;

  beforeAll(async () => {
    local = await startCodesphere();
    test = connectTo(local);
    answerFile = join(local.directory, 'answer.json');
    repository = createRepository(join(local.directory, 'shop'), { 'server.js': SERVER });
  });
  afterEach(() => {
    local.controls.behaveNormally();
    local.controls.intercept(undefined);
  });
  afterAll(() => local.stop());

  const answer = (status: number, body = '', headers: Record<string, string> = {}) =>
    writeFileSync(answerFile, JSON.stringify({ status, body, headers }));

  /** An environment in which these commands are the run stage, which is up. */
  function run(commands: string[], changes: SpecChanges = {}) {
    const steps = commands.map((command) => ({ command }));
    return runFile({ run: { steps } }, changes);
  }

  async function runFile(file: object, changes: SpecChanges = {}) {
    const files = { 'ci.yml': JSON.stringify(file) };
    const commit = repository.commit('rye', files);
    const variables = [{ name: 'ANSWER', value: answerFile }];
    const stages = { prepare: false, test: false, run: true };
    const source = { gitUrl: repository.url, branch: 'rye', commit };
    const spec = exampleSpec({ ...source, variables, stages, ...changes });
    const environment = await test.provider.create(spec);
    for (const step of ['start', 'configure', 'run']) await test.runStep(step, environment, spec);
    return { environment, spec };
  }

  async function serve(changes: SpecChanges = {}) {
    answer(200, 'The shop is open.');
    const started = await run(['node server.js'], changes);
    const id = Number(started.environment.id);
    await eventually(async () => expect((await local.visit(id)).status).not.toBe(502));
    return started;
  }

  const look = (environment: Environment, spec: DeploymentSpec, startedAt = Date.now()) =>
    test.provider.readStep('verify', environment, spec, startedAt);

  it.each([
    ['429 of the app', 429, 'slow down'],
    ['the load balancer, which has no status of its own', 200, 'Workspace server is starting'],
    [
      "the load balancer's page",
      200,
      '<html><style>b{color:red}</style><h1>Too Many Requests</h1></html>',
    ],
    ['503 of the app', 503, ''],
  ])('is not said after %s', async (_, status, body) => {
    const { environment, spec } = await serve();
    answer(status, body);
    expect(await look(environment, spec)).toEqual({ state: 'running' });
    const late = await look(environment, spec, Date.now() - 121_000);
    expect(late).toMatchObject({ failure: { code: 'not-answering' } });
    expect(JSON.stringify(late)).toContain(`answers ${status}`);
    answer(200, 'The shop is open.');
    expect(await look(environment, spec)).toMatchObject({ state: 'done', seen: 'answered' });
  });

  it('is not said while the load balancer answers for it', async () => {
    local.controls.behave({ gatewayAnswer: { status: 200, text: 'Workspace server is starting' } });
    const { environment, spec } = await run(['sleep 100']);
    expect(await look(environment, spec)).toEqual({ state: 'running' });
  });

  it("is said of an app's own page about such words", async () => {
    const { environment, spec } = await serve();
    answer(200, `<h1>429 Too Many Requests</h1> ${'This status means that… '.repeat(50)}`);
    expect(await look(environment, spec)).toMatchObject({ state: 'done', seen: 'answered' });
  });

  it.each([
    [403, 'Blocked request. This host ("a.b") is not allowed.', 'server.allowedHosts'],
    [400, '<h1>Bad Request (400)</h1>', 'ALLOWED_HOSTS'],
    [404, 'Cannot GET /', 'a path that it has'],
    [410, '', 'own log'],
  ])('is said with a warning after %p', async (status, body, remedy) => {
    const { environment, spec } = await serve();
    answer(status, body);
    const { commit } = spec.source;
    expect(await look(environment, spec)).toMatchObject({
      ...{ state: 'done', commit, seen: 'answered' },
      warning: {
        message: expect.stringContaining(`answers ${status}`) as string,
        remedy: expect.stringContaining(remedy) as string,
      },
    });
  });

  it.each([
    [401, {}],
    [302, { location: '/welcome' }],
    [302, { location: 'https://login.example.com/' }],
  ])('is said without a warning after %p %p', async (status, headers) => {
    const { environment, spec } = await serve();
    answer(status, '', headers);
    const { commit } = spec.source;
    expect(await look(environment, spec)).toEqual({ state: 'done', commit, seen: 'answered' });
  });

  it('is said of an app at the path that ci.yml declares, with the way there', async () => {
    answer(200, 'The shop is open.');
    const network = { paths: [{ port: 3000, path: '/shop/api', stripPath: true }] };
    const services = { api: { steps: [{ command: 'node server.js' }], network } };
    const files = { 'ci.yml': JSON.stringify({ schemaVersion: 'v0.2', run: services }) };
    const commit = repository.commit('rye', files);
    const spec = exampleSpec({
      ...{ gitUrl: repository.url, branch: 'rye', commit },
      variables: [{ name: 'ANSWER', value: answerFile }],
      stages: { prepare: false, test: false, run: true },
    });
    const environment = await test.provider.create(spec);
    for (const step of ['start', 'configure', 'run']) await test.runStep(step, environment, spec);
    const origin = new URL(environment.url!).origin;
    const url = `${origin}/shop/api`;
    expect(await test.runStep('verify', environment, spec)).toEqual({
      ...{ state: 'done', commit, seen: 'answered', url },
    });
    answer(404);
    expect(await look({ ...environment, url }, spec)).toMatchObject({
      state: 'done',
      warning: { message: 'The app answers 404 at /shop/api.' },
    });
    answer(503);
    const late = await look(environment, spec, Date.now() - 121_000);
    expect(late).toMatchObject({
      failure: { message: expect.stringContaining('at /shop/api, still answers 503') as string },
    });
    // The link goes back to the root once the app is there.
    const { environment: other, spec: plain } = await serve();
    const atPath = { ...other, url: `${new URL(other.url!).origin}/shop/api` };
    expect(await look(atPath, plain)).toMatchObject({ url: new URL(other.url!).origin });
  });

  it('is not known behind a sign-in, and said to fail when its server has ended', async () => {
    const { environment, spec } = await serve({ visibility: 'restricted' });
    const { commit } = spec.source;
    expect(await look(environment, spec)).toEqual({ state: 'done', commit, seen: 'sign-in' });
    const failing = await run(['echo no flour; exit 1'], { visibility: 'restricted' });
    expect(await look(failing.environment, failing.spec)).toMatchObject({
      failure: { code: 'stage-failed', logTail: ['no flour'] },
    });
    const early = await run(['sleep 100', 'node server.js'], { visibility: 'restricted' });
    expect(await look(early.environment, early.spec)).toMatchObject({ state: 'running' });
  });

  it('is taken back when the server has ended, with the end of its log', async () => {
    const { environment, spec } = await run(['echo no flour; sleep 2; exit 1']);
    expect(await test.provider.findEnd(environment, spec)).toBeUndefined();
    await eventually(async () => {
      const end = await test.provider.findEnd(environment, spec);
      expect(end).toMatchObject({ code: 'stage-failed', logTail: ['no flour'] });
    });
    const off = exampleSpec({ stages: { prepare: true, test: false, run: false } });
    expect(await test.provider.findEnd(environment, off)).toBeUndefined();
  });

  it('stays said while the app answers without one of its servers', async () => {
    answer(200, 'The shop is open.');
    const { environment, spec } = await run(['node server.js & sleep 1.5; exit 1']);
    const path = `/workspaces/${environment.id}/pipeline/run`;
    await eventually(async () => {
      expect((await local.call('GET', path)).body).toMatchObject([{}, { state: 'failure' }]);
    });
    expect(await test.provider.findEnd(environment, spec)).toBeUndefined();
  });

  it('is said of an app of whose server Codesphere lists nothing', async () => {
    local.controls.behave({ flatRunServer: 'unlisted' });
    const { environment, spec } = await serve();
    expect(await look(environment, spec)).toMatchObject({ state: 'done', seen: 'answered' });
  });

  it('is never said where Codesphere lists no server and nothing answers, which names the cause', async () => {
    local.controls.behave({ flatRunServer: 'unlisted' });
    const { environment, spec } = await run(['sleep 100']);
    expect(await look(environment, spec, Date.now() - 119_000)).toEqual({ state: 'running' });
    expect(await look(environment, spec, Date.now() - 121_000)).toMatchObject({
      state: 'failed',
      failure: {
        ...{ code: 'not-answering', mendedBy: 'time' },
        message:
          'Codesphere lists no server of the run stage, and the address still answers 502 after 2 minutes.',
        remedy: expect.stringContaining('Check that ci.yml has steps below run') as string,
      },
    });
  });

  it('is looked for after a minute though the run before never ends, which is said', async () => {
    const { environment, spec } = await serve();
    local.controls.intercept((request, proceed) =>
      request.url.endsWith('/stop') ? Promise.resolve(new Response()) : proceed(),
    );
    expect(await test.provider.startStep('stop', environment, spec)).toEqual({ state: 'running' });
    const stop = (waitedMs: number) =>
      test.provider.readStep('stop', environment, spec, Date.now() - waitedMs);
    expect(await stop(59_000)).toEqual({ state: 'running' });
    expect(await stop(61_000)).toEqual({ state: 'done', detail: 'did not end within a minute' });
  });

  it('is said of the new server when the old one holds its port for seconds', async () => {
    const { port, release } = await leasePort();
    const steps = [{ command: `PORT=${port} node server.js` }];
    const web = { steps, network: { paths: [{ port, path: '/' }] } };
    answer(200, 'The shop is open.');
    const { environment, spec } = await runFile({ schemaVersion: 'v0.4', run: { web } });
    await test.runStep('verify', environment, spec);
    local.controls.behave({ stopTakesMs: 1500 });
    expect(await test.runStep('stop', environment, spec)).toEqual({ state: 'done' });
    for (const step of ['run', 'verify']) {
      expect(await test.runStep(step, environment, spec)).toMatchObject({ state: 'done' });
    }
    release();
  });

  it('is said of an answer whose body never ends', async () => {
    const endless = `require('http').createServer((_, response) => response.write('first'))
      .listen(process.env.PORT)`;
    const { environment, spec } = await run([`node -e "${endless.replace(/\s+/g, ' ')}"`]);
    expect(await test.runStep('verify', environment, spec)).toMatchObject({ seen: 'answered' });
  });
});
