import type { Hosting } from '../../../../src/ports/hosting';
import { eventually } from '../../../local/codesphere/eventually';
import { APP, PROJECT, startUpsun, type TestUpsun } from '../../../local/upsun/start-upsun';
import { connectTo, createSoon, exampleSpec, NAME, runSteps } from './connect-to';

jest.setTimeout(120_000);

describe('with the stand-in', () => {
  let upsun: TestUpsun;
  let hosting: Hosting;
  beforeEach(async () => {
    upsun = await startUpsun();
    hosting = connectTo(upsun);
  });
  afterEach(() => upsun.stop());

  const visit = async (url: string) => (await upsun.local.handle(new Request(url))).text();

  test('an offer has the projects that the token opens', async () => {
    expect(await hosting.offer()).toEqual({
      places: [{ place: PROJECT, title: 'Project of demo/site (Demo)' }],
      choices: {
        console: [expect.objectContaining({ value: `https://console.upsun.com/demo/${PROJECT}` })],
      },
    });
  });

  test('a branch is activated once, brought to the next commit, and given back', async () => {
    const branch = 'feature/one';
    const commit = await upsun.push(branch, { 'page.txt': 'one' });
    const greeting = { name: 'GREETING', value: 'hello' };
    const secret = { name: 'SECRET', value: 'very-secret', secret: true as const };
    const spec = exampleSpec(branch, commit, { variables: [greeting, secret] });
    const made = await createSoon(hosting, spec);
    expect(made).toMatchObject({ id: 'feature_2fone', name: NAME, place: PROJECT });
    expect(await upsun.environment(branch)).toMatchObject({
      title: `Preview of pull request #1 (${NAME})`,
      ...{ status: 'inactive', parent: 'main', clone_parent_on_create: false },
    });
    expect(await hosting.create!(spec)).toEqual(made);

    const { last } = await runSteps(hosting, made, spec);
    expect(last).toMatchObject({ state: 'done', commit, seen: 'answered' });
    const url = last.state === 'done' ? (last.url ?? '') : '';
    expect(await visit(url)).toBe('one|hello');
    // Variables came before the activation, so that one deployment was enough.
    const first = await upsun.activityTypes(branch);
    expect(first.filter((type) => type === 'environment.activate')).toHaveLength(1);
    expect(first).not.toContain('environment.redeploy');
    expect(await hosting.list(PROJECT)).toEqual([expect.objectContaining({ id: made.id, url })]);

    const next = await upsun.push(branch, { 'page.txt': 'two' });
    const second = exampleSpec(branch, next, { variables: [greeting, secret], attempt: '2-2-0' });
    expect((await runSteps(hosting, made, second)).last).toMatchObject({
      state: 'done',
      commit: next,
    });
    expect(await visit(url)).toBe('two|hello');
    // Upsun deployed the push by itself, and nothing else was asked for.
    expect((await upsun.activityTypes(branch)).slice(first.length)).toEqual(['environment.push']);

    await eventually(async () => {
      await hosting.remove!(made);
      expect(await hosting.find(made)).toBe('gone');
    });
    await hosting.remove!(made);
    expect(await upsun.environment(branch)).toMatchObject({ title: branch, status: 'inactive' });
    const variables = await upsun.call(
      'GET',
      `/projects/${PROJECT}/environments/${encodeURIComponent(branch)}/variables`,
    );
    expect(variables.body).toEqual([]);
    expect(await hosting.list(PROJECT)).toEqual([]);
  });

  test('a failing build is told with its hook and the end of its log, without secrets', async () => {
    const commit = await upsun.push('broken', {
      '.upsun/config.yaml': APP['.upsun/config.yaml'].replace(
        /build: .*/,
        'build: echo "$OVEN" && echo the oven is cold && exit 3',
      ),
    });
    const variables = [{ name: 'OVEN', value: 'hot-and-secret', secret: true as const }];
    const spec = exampleSpec('broken', commit, { variables });
    const { last } = await runSteps(hosting, await createSoon(hosting, spec), spec);
    expect(last).toMatchObject({
      state: 'failed',
      failure: {
        ...{ code: 'build-failed', kind: 'permanent', mendedBy: 'person' },
        message: 'The build hook of app ended with exit code 3.',
        pipelineStep: 'the build hook of app',
        logUrl: 'https://console.upsun.com/demo/localdemosite/broken',
        logTail: expect.arrayContaining(['[OVEN]', 'the oven is cold']) as string[],
      },
    });
    expect(JSON.stringify(last)).not.toContain('hot-and-secret');
    // Somebody redeploys: it is built once more, for a redeploy of Upsun's would start what was built before.
    const again = await runSteps(hosting, await createSoon(hosting, spec), {
      ...spec,
      ...{ begunAt: Date.now(), attempt: '2-2-0' },
    });
    expect(again.last).toMatchObject({ state: 'failed', failure: { code: 'build-failed' } });
    expect((await upsun.activityTypes('broken')).at(-1)).toBe('environment.variable.create');
    // A push mends it, which Upsun builds by itself.
    const mended = await upsun.push('broken', APP);
    const next = exampleSpec('broken', mended, { variables });
    const environmentOf = await createSoon(hosting, next);
    expect((await runSteps(hosting, environmentOf, next)).last).toMatchObject({
      state: 'done',
      commit: mended,
    });
  });

  test('an older commit that runs on is never called the newer one', async () => {
    const commit = await upsun.push('older', {});
    const spec = exampleSpec('older', commit);
    const made = await createSoon(hosting, spec);
    await runSteps(hosting, made, spec);
    const broken = await upsun.push('older', {
      '.upsun/config.yaml': APP['.upsun/config.yaml'].replace(/build: .*/, 'build: exit 1'),
    });
    const next = exampleSpec('older', broken);
    expect((await runSteps(hosting, made, next)).last).toMatchObject({ state: 'failed' });
    // A redeploy at Upsun succeeds, and starts the older one.
    await upsun.call('POST', `/projects/${PROJECT}/environments/older/redeploy`, {});
    await upsun.local.settled();
    expect((await upsun.activityTypes('older')).at(-1)).toBe('environment.redeploy');
    expect(await hosting.startStep('verify', made, next)).toMatchObject({
      ...{ state: 'failed', failure: { code: 'build-failed' } },
    });
  });
});
