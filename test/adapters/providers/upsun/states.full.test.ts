import type { Hosting } from '../../../../src/ports/hosting';
import { eventually } from '../../../local/codesphere/eventually';
import { APP, PROJECT, startUpsun, type TestUpsun } from '../../../local/upsun/start-upsun';
import { failureOfCall } from '../../failure-of-call';
import { connectTo, createSoon, exampleSpec, runSteps } from './connect-to';

jest.setTimeout(120_000);

describe('states that a project may be in', () => {
  let upsun: TestUpsun;
  let hosting: Hosting;
  beforeEach(async () => {
    upsun = await startUpsun();
    hosting = connectTo(upsun);
  });
  afterEach(() => upsun.stop());

  test('a log is not shown where a value in it cannot be known', async () => {
    const commit = await upsun.push('silent', {
      '.upsun/config.yaml': APP['.upsun/config.yaml'].replace(/build: .*/, 'build: exit 1'),
    });
    const spec = exampleSpec('silent', commit);
    const made = await createSoon(hosting, spec);
    await upsun.call('POST', `/projects/${PROJECT}/environments/silent/variables`, {
      ...{ name: 'env:THEIRS', value: 'their-secret', is_sensitive: true },
    });
    const { last } = await runSteps(hosting, made, spec);
    expect(last).toMatchObject({ state: 'failed', failure: { code: 'build-failed' } });
    expect(last).not.toHaveProperty('failure.logTail');
  });

  test('what is paused is asleep, and a deployment wakes it', async () => {
    const commit = await upsun.push('sleepy', {});
    const spec = exampleSpec('sleepy', commit);
    const made = await createSoon(hosting, spec);
    await runSteps(hosting, made, spec);
    await upsun.call('POST', `/projects/${PROJECT}/environments/sleepy/pause`, {});
    await eventually(async () => expect((await upsun.environment('sleepy')).status).toBe('paused'));
    expect(await hosting.findEnd!(made, spec)).toBeUndefined();
    expect(await failureOfCall(hosting.startStep('verify', made, spec))).toMatchObject({
      ...{ code: 'environment-asleep', kind: 'transient' },
    });
    expect((await runSteps(hosting, made, spec)).last).toMatchObject({ state: 'done', commit });
    await upsun.call('POST', `/projects/${PROJECT}/environments/sleepy/deactivate`, {});
    await eventually(async () =>
      expect((await upsun.environment('sleepy')).status).toBe('inactive'),
    );
    expect(await hosting.findEnd!(made, spec)).toBe('stopped');
  });

  test('staged deployments are let go', async () => {
    const commit = await upsun.push('staged', {});
    const spec = exampleSpec('staged', commit);
    const made = await createSoon(hosting, spec);
    await runSteps(hosting, made, spec);
    upsun.local.behave({ staged: true });
    const next = await upsun.push('staged', { 'page.txt': 'two' });
    const outcome = await runSteps(hosting, made, exampleSpec('staged', next));
    expect(outcome.last).toMatchObject({ state: 'done', commit: next });
    expect(outcome.details).toContain(
      'Starting what Upsun keeps back until it is deployed by hand',
    );
  });

  test('what is under way is stopped, and a newer push goes on', async () => {
    const slow = APP['.upsun/config.yaml'].replace(/build: .*/, 'build: sleep 60');
    const commit = await upsun.push('slow', { '.upsun/config.yaml': slow });
    const spec = exampleSpec('slow', commit);
    const made = await createSoon(hosting, spec);
    await hosting.startStep('fetch', made, spec);
    expect(await hosting.startStep('deploy', made, spec)).toMatchObject({ state: 'running' });
    const newer = await upsun.push('slow', APP);
    await eventually(async () => {
      expect(await upsun.activityTypes('slow')).toHaveLength(3);
    });
    await hosting.stopStep('deploy', made, commit);
    await hosting.stopStep('deploy', made, commit);
    const next = exampleSpec('slow', newer);
    expect((await runSteps(hosting, made, next)).last).toMatchObject({
      state: 'done',
      commit: newer,
    });
  });
});
