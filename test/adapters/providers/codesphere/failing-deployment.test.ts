import { join } from 'node:path';
import { eventually } from '../../../local/codesphere/eventually';
import { createRepository, type TestRepository } from '../../../local/codesphere/git-repository';
import { startCodesphere, type TestCodesphere } from '../../../local/codesphere/stand-in';
import { failureOfCall } from '../../failure-of-call';
import { connectTo, type DeploymentOutcome, type TestProvider } from './deploy';
import { changedSpec, exampleSpec, type SpecChanges } from './example-spec';

jest.setTimeout(60_000);

describe('a deployment that fails', () => {
  let local: TestCodesphere;
  let repository: TestRepository;
  let test: TestProvider;

  beforeAll(async () => {
    local = await startCodesphere();
    repository = createRepository(join(local.directory, 'shop'), { 'README.md': 'Shop\n' });
  });
  beforeEach(() => {
    test = connectTo(local);
  });
  afterEach(() => local.controls.behaveNormally());
  afterAll(() => local.stop());

  /** Deploys a branch with these files, in an environment of its own. */
  async function deploy(
    files: Record<string, string>,
    changes: SpecChanges = {},
  ): Promise<DeploymentOutcome> {
    const commit = repository.commit('rye', files);
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit, ...changes });
    const environment = await test.provider.create(spec);
    return test.deploy(environment, spec);
  }

  const ci = (stage: string, ...commands: string[]) => ({
    'ci.yml': JSON.stringify({ [stage]: { steps: commands.map((command) => ({ command })) } }),
  });

  it('shows the failing step with the end of its log', async () => {
    const print = 'for i in $(seq 60); do echo line $i; done; printf "\\033[31mred\\033[0m\\n"';
    const { steps, failure } = await deploy(ci('prepare', 'true', `${print}; exit 3`, 'true'));
    expect(steps).toMatchObject({ configure: 'done', prepare: 'failed' });
    expect(failure).toMatchObject({
      ...{ code: 'stage-failed', kind: 'permanent' },
      message: expect.stringMatching(
        /^Prepare failed in step 2 of 3: for i in .*exit 3\.$/,
      ) as string,
      pipelineStep: expect.stringMatching(/^for i in .*exit 3$/) as string,
      remedy: 'Fix the error shown in the log, then push.',
    });
    expect(failure?.logTail).toHaveLength(50);
    expect(failure?.logTail?.[0]).toBe('line 12');
    expect(failure?.logTail?.at(-1)).toBe('red');
  });

  it('leads to the page of the environment, which has the log of each step, with values hidden', async () => {
    const variables = [{ name: 'SESAME', value: 'open-the-door' }];
    const files = ci('prepare', 'echo begun', 'echo open-the-door; exit 3');
    const { failure } = await deploy(files, { variables });
    const page = await (await fetch(failure!.logUrl!)).text();
    expect(page).toContain('Log of prepare on codesphere-ide, step 1: success</h3>');
    expect(page).toContain('begun');
    expect(page).toMatch(/step 2: failure<\/h3>\s*<pre>\[SESAME\]/);
    expect(page).not.toContain('open-the-door');
  });

  it.each([
    ['its name and its command', [{ name: 'Install', command: 'exit 3' }], 'Install: exit 3', '.'],
    ['the first line of a long one', [{ command: 'false ||\n exit 3' }], 'false || …', ''],
  ])('names the failing step of ci.yml by %s', async (_, steps, pipelineStep, stop) => {
    const { failure } = await deploy({ 'ci.yml': JSON.stringify({ prepare: { steps } }) });
    expect(failure).toMatchObject({
      pipelineStep,
      message: `Prepare failed: ${pipelineStep}${stop}`,
    });
  });

  it('names the failing step of a service, with values hidden, in a file of a profile', async () => {
    const variables = [{ name: 'SESAME', value: 'open-the-door' }];
    const steps = [{ command: 'true' }, { command: 'echo open-the-door; exit 1' }];
    const text = JSON.stringify({ schemaVersion: 'v0.2', run: { web: { steps } } });
    const files = { 'ci.yml': 'run: {}', 'ci.web.yml': text };
    const { failure } = await deploy(files, { variables, profile: 'web' });
    expect(failure?.message).toBe(
      'Run failed in step 2 of 2 on server web: echo [SESAME]; exit 1.',
    );
  });

  it('tells where a step failed also when the CI file is gone by then', async () => {
    const { failure } = await deploy(ci('prepare', 'true', 'rm ci.yml; echo gone; exit 1'));
    expect(failure).toMatchObject({
      message: 'Prepare failed in step 2 of 2.',
      pipelineStep: 'step 2 of 2',
      logTail: ['gone'],
    });
  });

  it('reads the whole log of the failing step as long as Codesphere has it', async () => {
    const variables = [{ name: 'SESAME', value: 'open-the-door' }];
    const files = ci('prepare', 'true', 'echo $SESAME; seq 200; exit 1');
    const commit = repository.commit('rye', files);
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit, variables });
    const environment = await test.provider.create(spec);
    const { failure } = await test.deploy(environment, spec);
    expect(failure?.logTail).toHaveLength(50);
    const whole = await test.provider.readLog(failure!.log!, environment, []);
    expect(whole.split('\n')).toEqual([
      '[SESAME]',
      ...Array.from({ length: 200 }, (_, at) => `${at + 1}`),
    ]);
    await local.call('PATCH', `/workspaces/${environment.id}`, { replicas: 0 });
    for (const log of ['prepare/7/x', 'other/1/x', '../1/x']) {
      expect(await test.provider.readLog(log, environment, [])).toBe('');
    }
  });

  it('shows what anybody may read, in the log and in the whole of it', async () => {
    const readable = [
      { name: 'NODE_ENV', value: 'production' },
      { name: 'SESAME', value: 'another-value' },
    ];
    const variables = [
      readable[0]!,
      { name: 'SESAME', value: 'open-the-door', secret: true as const },
    ];
    const files = ci('prepare', 'echo src/production/index.js $SESAME; exit 1');
    const commit = repository.commit('rye', files);
    const source = { gitUrl: repository.url, branch: 'rye', commit };
    const spec = exampleSpec({ ...source, variables, readable });
    const environment = await test.provider.create(spec);
    const { failure } = await test.deploy(environment, spec);
    expect(failure?.logTail).toEqual(['src/production/index.js [SESAME]']);
    const whole = await test.provider.readLog(failure!.log!, environment, readable);
    expect(whole).toBe('src/production/index.js [SESAME]');
  });

  it('hides values of env vars in the log', async () => {
    const variables = [{ name: 'SESAME', value: 'open-the-door' }];
    const { failure } = await deploy(ci('test', 'echo password $SESAME; exit 1'), { variables });
    expect(failure?.logTail).toEqual(['password [SESAME]']);
  });

  it('goes on after a failing test when it shall', async () => {
    const files = ci('test', 'exit 1');
    const changes = { stages: { prepare: false, test: true, run: false } };
    expect((await deploy(files, changes)).failure?.code).toBe('stage-failed');
    const { steps } = await deploy(files, { ...changes, stopOnTestFailure: false });
    expect(steps).toMatchObject({ test: 'done', verify: 'done' });
  });

  it('shows why a server of the landscape ended', async () => {
    const services = { web: { steps: [{ command: 'echo out of flour; exit 1' }] } };
    const { failure } = await deploy({
      'ci.yml': JSON.stringify({ schemaVersion: 'v0.2', run: services }),
    });
    expect(failure).toMatchObject({
      message: 'Run failed on server web: echo out of flour; exit 1.',
      logTail: ['out of flour'],
    });
  });

  it.each(['app', 'codesphere-ide'] as const)(
    'finds the failing step of a flat run on server %s',
    async (flatRunServer) => {
      local.controls.behave({ flatRunServer });
      const { failure } = await deploy(ci('run', 'echo no oven; exit 1'));
      expect(failure).toMatchObject({ code: 'stage-failed', logTail: ['no oven'] });
    },
  );

  it('tells that there is no CI file, also for a profile', async () => {
    const none = await deploy({ 'ci.yml': '' }, { profile: 'preview' });
    expect(none.failure).toMatchObject({
      code: 'ci-missing',
      kind: 'permanent',
      example: { path: 'ci.preview.yml', text: expect.stringContaining('npm start') as string },
    });
    expect(none.failure?.message).toContain('ci.preview.yml');
  });

  it('tells that the CI file cannot be used, and why', async () => {
    const { failure } = await deploy({ 'ci.yml': 'run: { steps: [knead] }' });
    expect(failure).toMatchObject({ code: 'ci-unusable', kind: 'permanent', mendedBy: 'person' });
    expect(failure?.message).toContain('ci.yml: run.steps.0 must be an object.');
  });

  it('tells a quote that is not closed from a file that is missing, with its line', async () => {
    const { failure } = await deploy({ 'ci.yml': 'run:\n  steps:\n    - command: "npm ci\n' });
    expect(failure).toMatchObject({
      code: 'ci-unusable',
      message: 'Codesphere cannot use ci.yml: line 3, column 16: Missing closing quote ".',
      remedy: 'Fix ci.yml, then push.',
    });
  });

  it("tells before anything runs that the file is another tool's, and where another one can be", async () => {
    const text = 'on: [push]\njobs: { build: { steps: [{ run: npm ci }] } }';
    const { steps, failure } = await deploy({ 'ci.yml': text });
    expect(steps).toMatchObject({ checkout: 'done', configure: 'failed' });
    expect(failure).toMatchObject({
      code: 'ci-unusable',
      message: expect.stringContaining('looks like a file of GitHub Actions') as string,
      mendedBy: 'settings',
      remedy: expect.stringContaining('enter preview as the CI profile') as string,
      example: { path: 'ci.preview.yml' },
    });
  });

  it('leaves to Codesphere what it cannot read', async () => {
    const { failure } = await deploy({ 'ci.kit.yml/README.md': 'A folder' }, { profile: 'kit' });
    expect(failure?.message).toContain('Codesphere cannot use ci.kit.yml: CI file not found');
  });

  it('tells that the file has nothing for a stage', async () => {
    const commit = repository.commit('rye', ci('prepare', 'true'));
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit });
    const environment = await test.provider.create(spec);
    for (const step of ['start', 'configure']) await test.runStep(step, environment, spec);
    const startedAt = Date.now();
    test.moveTime(121_000);
    expect(await test.provider.readStep('run', environment, spec, startedAt)).toMatchObject({
      failure: {
        code: 'ci-unusable',
        message: 'ci.yml has nothing to run for the run stage.',
        mendedBy: 'settings',
      },
    });
  });

  it('tells when a stage began and ended by the clock of Codesphere, and leaves out one without steps', async () => {
    const commit = repository.commit('rye', ci('prepare', 'sleep 0.3'));
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit });
    const environment = await test.provider.create(spec);
    await test.runStep('start', environment, spec);
    await test.provider.startStep('prepare', environment, spec);
    const path = `/workspaces/${environment.id}/pipeline/prepare`;
    const entry = await eventually(async () => {
      type Told = { state: string; startedAt: string; finishedAt: string }[];
      const { body } = await local.call<Told>('GET', path);
      expect(body[0]?.state).toBe('success');
      return body[0]!;
    });
    const [startedAt, endedAt] = [entry.startedAt, entry.finishedAt].map(Date.parse);
    const looked = await test.provider.readStep('prepare', environment, spec, Date.now());
    expect(looked).toEqual({ state: 'done', startedAt, endedAt });
    expect(await test.runStep('test', environment, spec)).toEqual({ state: 'absent' });
  });

  it('tells that the environment could not be cloned', async () => {
    const spec = exampleSpec({ gitUrl: join(local.directory, 'nothing.git') });
    const environment = await test.provider.create(spec);
    expect(await test.runStep('start', environment, spec)).toEqual({ state: 'done' });
    const startedAt = Date.now();
    expect(await test.provider.startStep('checkout', environment, spec)).toMatchObject({
      state: 'running',
    });
    test.moveTime(11_000);
    const progress = await test.provider.readStep('checkout', environment, spec, startedAt);
    expect(progress).toMatchObject({ failure: { code: 'environment-useless', kind: 'permanent' } });
    expect(JSON.stringify(progress)).toContain('connects Bitbucket in Codesphere');
  });

  it('gives up on an environment that never starts', async () => {
    local.controls.behave({ failedClone: 'stuck' });
    const spec = exampleSpec({ gitUrl: join(local.directory, 'nothing.git') });
    const environment = await test.provider.create(spec);
    expect(await test.provider.startStep('start', environment, spec)).toMatchObject({
      state: 'running',
    });
    const startedAt = Date.now();
    const read = (since: number, restarts: number) =>
      test.provider.readStep('start', environment, { ...spec, restarts }, since);
    test.moveTime(9 * 60_000);
    expect(await read(startedAt, 0)).toMatchObject({ state: 'running' });
    test.moveTime(2 * 60_000);
    // It may have been put to sleep while it was made, and again when it was woken.
    let began = startedAt;
    for (const restarts of [0, 1]) {
      await expect(read(began, restarts)).rejects.toMatchObject({
        failure: { code: 'environment-asleep' },
      });
      began = startedAt + (11 + 3 * restarts) * 60_000;
      expect(await test.provider.startStep('start', environment, spec)).toMatchObject({
        detail: 'waking up',
      });
      test.moveTime(3 * 60_000);
    }
    expect(await read(began, 2)).toMatchObject({
      failure: { code: 'took-too-long', kind: 'permanent' },
    });
  });

  it('tells that the commit is not there', async () => {
    const { failure } = await deploy({}, { commit: '0123456789abcdef0123456789abcdef01234567' });
    expect(failure).toMatchObject({ code: 'commit-missing', kind: 'permanent' });
    expect(failure?.message).toContain('0123456 of branch rye');
    expect(failure?.logTail?.join('\n')).toContain('0123456789abcdef');
  });

  it('shows no secret value that a hook, left in the clone by an earlier stage, prints', async () => {
    const hook = '.git/hooks/reference-transaction';
    const lines = `printf '#!/bin/sh\\necho "%s" >&2\\nexit 1\\n' "$PASS $NODE_ENV" > ${hook} && chmod +x ${hook}`;
    const commit = repository.commit('rye', ci('prepare', lines));
    const readable = [{ name: 'NODE_ENV', value: 'production' }];
    const variables = [{ name: 'PASS', value: 'open-sesame-open' }, ...readable];
    const source = { gitUrl: repository.url, branch: 'rye', commit };
    const spec = exampleSpec({ ...source, variables, readable });
    const environment = await test.provider.create(spec);
    for (const step of ['start', 'prepare']) await test.runStep(step, environment, spec);
    const next = changedSpec(spec, { commit: repository.commit('rye', { 'NEXT.md': 'Next\n' }) });
    await test.provider.startStep('checkout', environment, next);
    const startedAt = Date.now();
    const path = `/workspaces/${environment.id}/execute`;
    const look = { command: 'cat .git/preview-checkout-*.log' };
    await eventually(async () => {
      const printed = await local.call<{ output: string }>('POST', path, look);
      expect(printed.body.output).toContain('failed');
    });
    test.moveTime(91_000);
    const progress = await test.provider.readStep('checkout', environment, next, startedAt);
    const told = JSON.stringify(progress);
    expect(told).toMatch(/"git pull: [^"]*\[PASS\] production/);
    expect(told).toContain('"[PASS] production"');
    expect(told).not.toContain('open-sesame');
  });

  it('runs nothing that is in the name of a branch', async () => {
    const branch = '$(touch${IFS}owned)`touch${IFS}owned`;touch${IFS}owned';
    const commit = repository.commit('main', ci('run', 'sleep 100'));
    const spec = exampleSpec({ gitUrl: repository.url, commit });
    const environment = await test.provider.create(spec);
    await test.runStep('start', environment, spec);
    const next = repository.commit(branch, { 'NEXT.md': 'Next\n' });
    const other = changedSpec(spec, { branch, commit: next });
    expect(await test.runStep('checkout', environment, other)).toEqual({ state: 'done' });
    const path = `/workspaces/${environment.id}/execute`;
    const listed = await local.call<{ output: string }>('POST', path, {
      command: 'find . -name "owned*"',
    });
    expect(listed.body.output).toBe('');
  });

  it('sees that somebody checked out something else', async () => {
    const commit = repository.commit('rye', ci('run', 'sleep 100'));
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit });
    const environment = await test.provider.create(spec);
    await test.runStep('start', environment, spec);
    const other = changedSpec(spec, {
      commit: commit.replace(/^./, (first) => (first === 'f' ? '0' : 'f')),
    });
    expect(await test.runStep('verify', environment, other)).toMatchObject({
      failure: { code: 'commit-missing' },
    });
  });

  it('waits for an app that does not answer yet, and says so when it never does', async () => {
    const commit = repository.commit('rye', ci('run', 'sleep 100'));
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit });
    const environment = await test.provider.create(spec);
    for (const step of ['start', 'run']) await test.runStep(step, environment, spec);
    const startedAt = Date.now();
    expect(await test.provider.startStep('verify', environment, spec)).toEqual({
      state: 'running',
    });
    test.moveTime(121_000);
    expect(await test.provider.readStep('verify', environment, spec, startedAt)).toMatchObject({
      failure: { code: 'not-answering', kind: 'permanent' },
    });
  });

  it('gives an app the time that its first steps take', async () => {
    const commit = repository.commit('rye', ci('run', 'sleep 100', 'sleep 100'));
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit });
    const environment = await test.provider.create(spec);
    for (const step of ['start', 'run']) await test.runStep(step, environment, spec);
    const startedAt = Date.now();
    test.moveTime(10 * 60_000);
    expect(await test.provider.readStep('verify', environment, spec, startedAt)).toEqual({
      ...{ state: 'running', detail: 'step 1 of 2' },
    });
  });

  it('gives up on a stage after half an hour', async () => {
    const commit = repository.commit('rye', ci('prepare', 'sleep 100'));
    const spec = exampleSpec({ gitUrl: repository.url, branch: 'rye', commit });
    const environment = await test.provider.create(spec);
    await test.runStep('start', environment, spec);
    await test.provider.startStep('prepare', environment, spec);
    const startedAt = Date.now();
    test.moveTime(31 * 60_000);
    expect(await test.provider.readStep('prepare', environment, spec, startedAt)).toMatchObject({
      failure: { code: 'took-too-long', kind: 'permanent' },
    });
  });

  it('tells what the account lacks', async () => {
    const create = (token: string, changes: SpecChanges = {}) =>
      failureOfCall(connectTo(local, { token }).provider.create(exampleSpec(changes)));
    expect(await create('local-token-no-billing')).toMatchObject({ code: 'billing-missing' });
    expect(await create('local-token-no-teams')).toMatchObject({ code: 'place-unavailable' });
    expect(await create('no-such-token')).toMatchObject({ code: 'token-rejected' });
    local.controls.behave({ removedPlans: [8] });
    expect(await create('local-token')).toMatchObject({ code: 'plan-unavailable' });
  });

  it('calls no environment gone whose team the key does not open', async () => {
    const environment = await test.provider.create(exampleSpec());
    const { provider } = connectTo(local, { token: 'local-token-no-teams' });
    await provider.remove(environment);
    for (const call of [
      () => provider.find(environment),
      () => provider.startStep('start', environment, exampleSpec()),
    ]) {
      expect(await failureOfCall(call())).toMatchObject({
        ...{ code: 'place-unavailable', kind: 'permanent' },
        message: expect.stringContaining('does not open its Codesphere team 1') as string,
      });
    }
    expect(await test.provider.find(environment)).toMatchObject({ id: environment.id });
  });
});
