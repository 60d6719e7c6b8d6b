import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeploymentSpec, Environment } from '../../../../src/domain/provider';
import { eventually } from '../../../local/codesphere/eventually';
import {
  createRepository,
  SHOP,
  type TestRepository,
} from '../../../local/codesphere/git-repository';
import { startCodesphere, type TestCodesphere } from '../../../local/codesphere/stand-in';
import { connectTo, type TestProvider } from './deploy';
import { changedSpec, exampleSpec } from './example-spec';

jest.setTimeout(60_000);

const ALL_DONE = {
  ...{ start: 'done', checkout: 'done', configure: 'done' },
  ...{ prepare: 'done', test: 'done', stop: 'done', run: 'done', verify: 'done' },
};

describe('a deployment', () => {
  let local: TestCodesphere;
  let repository: TestRepository;
  let test: TestProvider;
  let spec: DeploymentSpec;
  let environment: Environment;

  beforeAll(async () => {
    local = await startCodesphere();
    repository = createRepository(join(local.directory, 'shop'), SHOP);
    test = connectTo(local);
    const commit = repository.commit('rye', { 'README.md': 'Rye\n' });
    const variables = [{ name: 'SHOP_GREETING', value: 'Good morning' }];
    spec = exampleSpec({
      name: 'preview-pr-1-0123456789ab',
      gitUrl: repository.url,
      branch: 'rye',
      commit,
      variables,
    });
    environment = await test.provider.create(spec);
  });

  afterAll(() => local.stop());

  const page = async () => (await local.visit(Number(environment.id))).body;

  it('runs the first commit', async () => {
    expect(await test.provider.list('1')).toEqual([environment]);
    expect(await test.provider.find(environment)).toEqual(environment);

    const { steps, commit } = await test.deploy(environment, spec);
    expect({ steps, commit }).toEqual({
      steps: { ...ALL_DONE, stop: 'absent' },
      commit: spec.source.commit,
    });
    expect(await page()).toContain(spec.source.commit.slice(0, 12));
    expect(await page()).toContain('Good morning');
    // The env vars went along with the creation, and the clone was at the commit: it is cleaned, and ci.yml read.
    const beyond = test.calls.filter((call) => /^(PUT|PATCH|DELETE)|execute|pull/.test(call));
    // While the app does not answer yet, it is read once more for where it shall.
    expect(beyond.slice(0, 2)).toEqual(['POST /execute', 'POST /execute']);
    expect([...new Set(beyond)]).toEqual(['POST /execute']);
  });

  it('runs the next commit with other env vars, in the same environment', async () => {
    const commit = repository.commit('rye', { 'README.md': 'More rye\n' });
    spec = changedSpec(spec, {
      commit,
      planId: '9',
      variables: [{ name: 'OVEN', value: 'hot' }],
    });
    test.calls.length = 0;
    expect(await test.deploy(environment, spec)).toEqual({ steps: ALL_DONE, commit });
    // New env vars must not get in the way of the fetch.
    const [pull, put] = ['POST /git/pull', 'PUT /env-vars'].map((one) =>
      test.calls.findIndex((call) => call.startsWith(one)),
    );
    expect(pull).toBeGreaterThanOrEqual(0);
    expect(put).toBeGreaterThan(pull!);
    expect(await page()).toContain(commit.slice(0, 12));
    expect(await page()).not.toContain('Good morning');
    const env = await local.call('GET', `/workspaces/${environment.id}/env-vars`);
    expect(env.body).toEqual([{ name: 'OVEN', value: 'hot' }]);
    expect(await test.provider.find(environment)).toMatchObject({ size: '9' });
  });

  it('runs the commit of a force push', async () => {
    const commit = repository.amend('rye', { 'README.md': 'Only rye\n' });
    expect(await test.deploy(environment, changedSpec(spec, { commit }))).toEqual({
      steps: ALL_DONE,
      commit,
    });
    expect(await page()).toContain(commit.slice(0, 12));
    spec = changedSpec(spec, { commit });
  });

  it('is not undone by an older checkout that comes late', async () => {
    const execute = (command: string) =>
      local.call('POST', `/workspaces/${environment.id}/execute`, { command });
    const older = repository.commit('rye', { 'README.md': 'A\n' });
    const gate = join(local.directory, 'gate');
    const slow = `while [ ! -e ${gate} ]; do sleep 0.02; done; git-upload-pack`;
    await execute(`git config remote.origin.uploadpack '${slow}'`);
    const before = (await local.controls.processes()).length;
    const impatient = connectTo(local, { callTimeLimitMs: 2000 });
    await impatient.provider.startStep(
      'checkout',
      environment,
      changedSpec(spec, { commit: older }),
    );
    await execute('git config --unset remote.origin.uploadpack');

    const commit = repository.commit('rye', { 'README.md': 'B\n' });
    spec = changedSpec(spec, { commit });
    expect(await test.runStep('checkout', environment, spec)).toEqual({ state: 'done' });
    expect((await local.controls.processes()).length).toBeGreaterThan(before);
    writeFileSync(gate, '');
    await eventually(async () => {
      expect((await local.controls.processes()).length).toBe(before);
    });
    const head = await local.call('GET', `/workspaces/${environment.id}/git/head`);
    expect(head.body).toEqual({ head: commit });
  });

  it('does no harm when each step is started twice', async () => {
    for (const { id } of test.provider.steps(spec)) {
      await test.provider.startStep(id, environment, spec);
      const { state } = await test.runStep(id, environment, spec);
      // Stopped by the first one.
      expect([id, state]).toEqual([id, id === 'stop' ? 'absent' : 'done']);
    }
    expect(await page()).toContain(spec.source.commit.slice(0, 12));
  });

  it('wakes an environment that sleeps', async () => {
    await local.controls.sleep(Number(environment.id));
    const asleep = test.provider.startStep('prepare', environment, spec);
    await expect(asleep).rejects.toMatchObject({ failure: { code: 'environment-asleep' } });
    test.moveTime(60 * 60_000);
    expect(await test.provider.startStep('start', environment, spec)).toEqual({
      ...{ state: 'running', detail: 'waking up' },
    });
    test.moveTime(-60 * 60_000);
    expect(await test.deploy(environment, spec)).toEqual({
      steps: ALL_DONE,
      commit: spec.source.commit,
    });
  });

  it('tells the sign-in of a restricted environment from an answer', async () => {
    const restricted = changedSpec(spec, { visibility: 'restricted' });
    expect(await test.runStep('configure', environment, restricted)).toEqual({ state: 'done' });
    expect((await local.visit(Number(environment.id))).status).toBe(303);
    expect(await test.runStep('verify', environment, restricted)).toEqual({
      ...{ state: 'done', commit: spec.source.commit, seen: 'sign-in' },
    });
  });

  it('ends what a stage does', async () => {
    await test.provider.stopStep('run', environment, spec.source.commit);
    await test.provider.stopStep('run', environment, spec.source.commit);
    await eventually(async () => expect(await local.controls.processes()).toEqual([]));
  });

  it('leaves out the stages that are off, and asks no address without run', async () => {
    const stages = { prepare: false, test: false, run: false };
    expect(await test.deploy(environment, changedSpec(spec, { stages }))).toEqual({
      steps: { start: 'done', checkout: 'done', configure: 'done', verify: 'done' },
      commit: spec.source.commit,
    });
  });

  it('is deleted, also twice', async () => {
    await test.provider.remove(environment);
    await test.provider.remove(environment);
    expect(await test.provider.find(environment)).toBe('gone');
    expect(await test.provider.list('1')).toEqual([]);
    const started = test.provider.startStep('start', environment, spec);
    await expect(started).rejects.toMatchObject({ failure: { code: 'environment-missing' } });
  });
});
