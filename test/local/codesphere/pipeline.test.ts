import { join } from 'node:path';
import type { LogEntry } from '../../../local/codesphere/step-log';
import type { ServerState, Stage } from '../../../local/codesphere/workspace-record';
import { parseEvents } from './api-document';
import { eventually } from './eventually';
import { createRepository } from './git-repository';
import { startCodesphere, type TestCodesphere } from './stand-in';

jest.setTimeout(60_000);

/** A server in one line, for steps that need one. */
const SERVER = `node -e "require('http').createServer((q,s)=>s.end(process.env.NAME+' '+q.url)).listen(process.env.PORT)"`;

/** A flat CI file with one stage; JSON is YAML too. */
function flat(stage: Stage, ...commands: string[]): { 'ci.yml': string } {
  return {
    'ci.yml': JSON.stringify({ [stage]: { steps: commands.map((command) => ({ command })) } }),
  };
}

const LANDSCAPE = `
schemaVersion: v0.2
prepare: { steps: [] }
test: { steps: [] }
run:
  web:
    plan: 21
    replicas: 1
    steps: [{ command: ${JSON.stringify(SERVER)} }]
    env: { NAME: web }
    network: { ports: [{ port: 3000, isPublic: true }], paths: [{ port: 3000, path: / }] }
  api:
    steps: [{ command: ${JSON.stringify(SERVER)} }]
    env: { NAME: api }
    network: { paths: [{ port: 3000, path: /api, stripPath: true }] }
`;

describe('the pipeline', () => {
  let local: TestCodesphere;
  let repositories = 0;

  beforeAll(async () => {
    local = await startCodesphere();
  });

  afterEach(() => local.controls.behaveNormally());

  afterAll(() => local.stop());

  const createWith = (files: Record<string, string>, fields?: Record<string, unknown>) => {
    const directory = join(local.directory, `repository-${(repositories += 1)}`);
    return local.createRunning(createRepository(directory, files).url, fields);
  };
  const post = (id: number, path: string, body?: unknown) =>
    local.call('POST', `/workspaces/${id}${path}`, body);
  const readState = async (id: number, stage: string) =>
    (await local.call<ServerState[]>('GET', `/workspaces/${id}/pipeline/${stage}`)).body;
  const readLog = async (id: number, path: string) => {
    const { body } = await local.call<string>('GET', `/workspaces/${id}/logs/${path}`);
    return parseEvents(body);
  };
  const readText = async (id: number, path: string) =>
    (await readLog(id, path))
      .flatMap(({ data }) => data as LogEntry[])
      .map(({ kind, data }) => `${kind} ${data.trim()}`)
      .join('\n');

  it('has no entry for a stage that was never started', async () => {
    const id = await createWith({});
    expect(await readState(id, 'prepare')).toEqual([]);
    expect(await readLog(id, 'prepare/0')).toEqual([]);
  });

  it('stops at the first step that fails, and keeps its log', async () => {
    const id = await createWith(flat('test', 'echo one', 'echo two >&2; exit 3', 'echo no'));
    const entry = await local.runStage(id, 'test');
    expect(entry.state).toBe('failure');
    expect(entry.steps.map(({ state }) => state)).toEqual(['success', 'failure', 'waiting']);
    expect(Date.parse(entry.finishedAt!)).toBeGreaterThanOrEqual(Date.parse(entry.startedAt!));
    expect(await readText(id, 'test/0')).toBe('I one');
    expect(await readText(id, 'test/1')).toBe('E two');
    expect(await readText(id, 'test/2')).toBe('');
    expect(await readLog(id, 'test/3')).toMatchObject([
      { event: 'problem', data: { status: 400 } },
    ]);
  });

  it('streams a log while the step runs, and ends the stream with the step', async () => {
    const id = await createWith(
      flat('prepare', 'echo begun; until [ -e go ]; do sleep 0.05; done; echo over'),
    );
    await local.runStage(id, 'prepare', ['running']);
    const response = await fetch(`${local.url}/api/workspaces/${id}/logs/prepare/0`, {
      headers: { authorization: 'Bearer local-token' },
    });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('begun');
    await post(id, '/execute', { command: 'touch go' });
    expect((await reader.read()).value).toContain('over');
    expect((await reader.read()).done).toBe(true);
  });

  it('gives steps the variables of the workspace and none of the machine', async () => {
    process.env.SECRET_OF_THE_MACHINE = 'visible';
    const id = await createWith(flat('prepare', 'env; pwd'), {
      env: [{ name: 'GREETING', value: 'hello world' }],
    });
    await local.runStage(id, 'prepare');
    delete process.env.SECRET_OF_THE_MACHINE;
    const output = await readText(id, 'prepare/0');
    const { host } = new URL(local.url);
    const home = join(local.directory, 'workspaces', String(id));
    expect(output).toContain('GREETING=hello world');
    expect(output).toContain(`WORKSPACE_DEV_DOMAIN=${id}-3000.localhost:${host.split(':')[1]}`);
    expect(output).toContain(`HOME=${home}\n`);
    expect(output).toContain(`${home}/app`);
    expect(output).not.toContain('SECRET_OF_THE_MACHINE');
    expect(output).not.toContain('npm_');
  });

  it('fails run when its process ends with an error', async () => {
    const id = await createWith(flat('run', 'exit 1'));
    const entry = await local.runStage(id, 'run', ['failure', 'success'], 'app');
    expect(entry.state).toBe('failure');
  });

  it('aborts a stage and ends all its processes', async () => {
    const id = await createWith(flat('prepare', 'sleep 100 & sleep 100', 'echo no'));
    await local.runStage(id, 'prepare', ['running']);
    await post(id, '/pipeline/prepare/stop');
    const [entry] = await readState(id, 'prepare');
    expect(entry).toMatchObject({
      state: 'aborted',
      steps: [{ state: 'aborted' }, { state: 'aborted' }],
    });
    await eventually(async () => {
      const processes = await local.controls.processes();
      expect(processes.filter(({ workspace }) => workspace === id)).toEqual([]);
    });
    expect((await readState(id, 'prepare'))[0]?.state).toBe('aborted');
  });

  it('starts a running stage anew, with variables that were set since', async () => {
    const id = await createWith(flat('run', SERVER));
    const read = async () => (await local.visit(id)).body;
    for (const value of ['first', 'second']) {
      await local.call('PUT', `/workspaces/${id}/env-vars`, [{ name: 'NAME', value }]);
      await local.runStage(id, 'run', ['running'], 'app');
      await eventually(async () => expect(await read()).toBe(`${value} /`));
    }
    await local.call('PUT', `/workspaces/${id}/env-vars`, [{ name: 'NAME', value: 'third' }]);
    expect(await read()).toBe('second /');
  });

  it('never shows the end of the run before', async () => {
    const id = await createWith(flat('prepare', 'sleep 0.1'));
    await local.runStage(id, 'prepare');
    await post(id, '/pipeline/prepare/start');
    expect(['waiting', 'running']).toContain((await readState(id, 'prepare'))[0]?.state);
  });

  it('answers 400 without a CI file or with one that cannot be read', async () => {
    const id = await createWith({ 'ci.broken.yml': 'run: { steps: [{}] }' });
    expect(await post(id, '/pipeline/prepare/start')).toMatchObject({
      status: 400,
      body: { detail: 'ci.yml does not exist.' },
    });
    expect(await post(id, '/pipeline/prepare/start/broken')).toMatchObject({
      status: 400,
      body: { title: 'Invalid CI file' },
    });
    expect(await post(id, '/pipeline/build/start')).toMatchObject({ status: 400 });
    expect(await post(id, '/pipeline/prepare/start/..%2F..')).toMatchObject({ status: 400 });
  });

  it('takes the steps of a profile from its own file', async () => {
    const id = await createWith({
      ...flat('prepare', 'echo default'),
      'ci.small.yml': flat('prepare', 'echo small')['ci.yml'],
    });
    await post(id, '/pipeline/prepare/start/small');
    await eventually(async () => {
      expect((await readState(id, 'prepare'))[0]?.state).toBe('success');
    });
    expect(await readText(id, 'prepare/0')).toBe('I small');
  });

  it('can show the run of a flat file as that of the IDE server', async () => {
    local.controls.behave({ flatRunServer: 'codesphere-ide' });
    const id = await createWith(flat('run', 'sleep 100'));
    await local.runStage(id, 'run', ['running']);
    expect(await readState(id, 'run')).toHaveLength(1);
  });

  it('has no landscape for a flat file', async () => {
    const id = await createWith(flat('run'));
    expect(await post(id, '/landscape/deploy')).toMatchObject({ status: 400 });
  });

  it('runs each service of a deployed landscape and leads paths to them', async () => {
    const id = await createWith({ 'ci.yml': LANDSCAPE });
    await post(id, '/pipeline/run/start');
    expect(await readState(id, 'run')).toMatchObject([
      { server: 'codesphere-ide', state: 'waiting' },
    ]);
    await post(id, '/landscape/deploy');
    await local.runStage(id, 'prepare');
    const states = (await readState(id, 'prepare')).map(({ server, state }) => [server, state]);
    expect(states).toEqual([
      ['codesphere-ide', 'success'],
      ['web', 'waiting'],
      ['api', 'waiting'],
    ]);

    await local.runStage(id, 'run', ['running'], 'web');
    await local.runStage(id, 'run', ['running'], 'api');
    const read = async (path: string) => (await local.visit(id, path)).body;
    await eventually(async () => expect(await read('/apiary?x=1')).toBe('web /apiary?x=1'));
    await eventually(async () => expect(await read('/api/bread')).toBe('api /bread'));
    expect(await readLog(id, 'run/0')).toMatchObject([{ event: 'problem', data: { status: 400 } }]);

    await local.call('DELETE', `/workspaces/${id}/landscape/teardown`);
    const after = (await readState(id, 'run')).map(({ server, state }) => [server, state]);
    expect(after).toEqual([
      ['codesphere-ide', 'waiting'],
      ['web', 'aborted'],
      ['api', 'aborted'],
    ]);
  });
});
