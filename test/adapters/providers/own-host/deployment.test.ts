import type { Hosting } from '../../../../src/ports/hosting';
import { APP, pathOf, startTestHost, TOKEN, type TestHost } from '../../../examples/host/test-host';
import { eventually } from '../../../local/codesphere/eventually';
import { failureOfCall } from '../../failure-of-call';
import { connectTo, PLACE, runSteps, specOf } from './connect-to';

jest.setTimeout(120_000);

describe('with the reference host', () => {
  let host: TestHost;
  let hosting: Hosting;
  beforeAll(async () => {
    host = await startTestHost();
    hosting = connectTo(host);
  });
  afterAll(() => host.stop());

  const ref = (name: string) => ({ id: name, place: PLACE });
  const create = (spec: ReturnType<typeof specOf>) => hosting.create!(spec);

  test('an offer has its places and the sizes of each', async () => {
    expect(await hosting.offer()).toEqual({
      places: [{ place: PLACE, title: 'This machine' }],
      choices: {
        size: [
          {
            ...{ value: 'normal', place: PLACE, title: 'Normal', isUsual: true },
            label: 'Normal: As fast as the machine is',
          },
          {
            ...{ value: 'low', place: PLACE, title: 'Low' },
            label: 'Low: Lets normal previews go first',
          },
        ],
      },
    });
  });

  test('a wrong token is said', async () => {
    expect(await failureOfCall(connectTo(host, 'wrong').offer())).toMatchObject({
      code: 'token-rejected',
      mendedBy: 'settings',
    });
  });

  test('a preview is made once, seen to answer, brought to the next commit, and deleted', async () => {
    const name = 'preview-pr-1-0123456789ab';
    const first = host.commit(APP);
    const spec = specOf(name, first, '1-1-0');
    const environment = await create(spec);
    expect(environment).toMatchObject({ id: name, name, place: PLACE, size: 'normal' });
    expect(environment.url).toBe(`http://${name}.${host.address}/`);
    const begun = await host.read(name);
    expect(await create(spec)).toEqual(environment);
    const { last } = await runSteps(hosting, environment, spec);
    expect(last).toEqual({ state: 'done', commit: first.commit, seen: 'answered' });
    // One deployment: the create, its repetition and the step are one call to the host.
    const found = await host.read(name);
    const { deployment } = found;
    expect(deployment.id).toBe(begun.deployment.id);
    expect(found).toMatchObject({ labels: { repository: 'acme/shop', pullRequest: 1 } });

    const second = host.commit({ ...APP, 'index.txt': 'two' });
    const next = specOf(name, second, '2-2-0');
    expect((await runSteps(hosting, environment, next)).last).toEqual({
      state: 'done',
      commit: second.commit,
      seen: 'answered',
    });
    expect((await host.visit(name)).body).toBe('two');
    // The same commit, begun anew, is another deployment.
    await hosting.startStep('deploy', environment, { ...next, attempt: '3-3-0' });
    expect((await host.read(name)).deployment.id).not.toBe(deployment.id);

    expect(await hosting.list(PLACE)).toEqual([environment]);
    await hosting.remove!(ref(name));
    await eventually(async () => expect(await hosting.find(ref(name))).toBe('gone'));
    await hosting.remove!(ref(name));
    // A create that comes late does not bring it back.
    expect(await failureOfCall(create(spec))).toMatchObject({ code: 'environment-missing' });
    expect(await hosting.list(PLACE)).toEqual([]);
  });

  test('a failed build is told with its step, its words and the end of its log, without secrets', async () => {
    const source = host.commit({
      ...APP,
      'preview.yml':
        'build:\n  - echo "$OVEN_TOKEN" && echo the oven is cold && exit 3\nrun: node x\n',
    });
    const variables = [{ name: 'OVEN_TOKEN', value: 'hot-and-secret', secret: true as const }];
    const spec = { ...specOf('preview-pr-2-0123456789ab', source, '1-1-0'), variables };
    const { last } = await runSteps(hosting, await create(spec), spec);
    expect(last).toMatchObject({
      state: 'failed',
      failure: {
        ...{ code: 'build-failed', kind: 'permanent', mendedBy: 'person' },
        pipelineStep: expect.stringContaining('exit 3') as string,
        logTail: expect.arrayContaining(['the oven is cold']) as string[],
      },
    });
    expect(JSON.stringify(last)).not.toMatch(new RegExp(`hot-and-secret|${TOKEN}`));
  });

  test('a deployment is stopped, and what sleeps is woken before it counts', async () => {
    const name = 'preview-pr-3-0123456789ab';
    const source = host.commit(APP);
    const spec = specOf(name, source, '1-1-0');
    const environment = await create(spec);
    await runSteps(hosting, environment, spec);
    await host.call('POST', `${pathOf(name)}/sleep`);
    expect((await host.read(name)).runs?.state).toBe('asleep');
    expect((await runSteps(hosting, environment, spec)).last).toMatchObject({
      state: 'done',
      commit: source.commit,
    });

    const slow = host.commit({ ...APP, 'preview.yml': 'build: [sleep 60]\nrun: node server.js\n' });
    const next = specOf(name, slow, '2-2-0');
    expect(await hosting.startStep('deploy', environment, next)).toMatchObject({
      state: 'running',
    });
    await hosting.stopStep('deploy', environment, slow.commit);
    await hosting.stopStep('deploy', environment, slow.commit);
    expect(await hosting.readStep('deploy', environment, next, Date.now())).toMatchObject({
      state: 'failed',
      failure: { message: 'The deployment was cancelled at the host.' },
    });
    expect((await host.read(name)).runs).toMatchObject({ state: 'up', commit: source.commit });
  });
});
