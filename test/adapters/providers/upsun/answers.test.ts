import { normalBehaviour } from '../../../../local/upsun/behaviour';
import type { Hosting } from '../../../../src/ports/hosting';
import { eventually } from '../../../local/codesphere/eventually';
import { PROJECT, REPOSITORY, startUpsun, type TestUpsun } from '../../../local/upsun/start-upsun';
import { failureOfCall } from '../../failure-of-call';
import { connectTo, createSoon, exampleSpec, NAME, runSteps, type Intercept } from './connect-to';

jest.setTimeout(120_000);

const MINUTE = 60_000;

let upsun: TestUpsun;
let hosting: Hosting;
beforeAll(async () => {
  upsun = await startUpsun();
  hosting = connectTo(upsun);
});
afterAll(() => upsun.stop());
afterEach(() => upsun.local.behave(normalBehaviour()));

const environmentPath = (branch: string) =>
  `/projects/${PROJECT}/environments/${encodeURIComponent(branch)}`;
const statusOf = async (branch: string) =>
  ((await upsun.call('GET', environmentPath(branch))).body as { status: string }).status;
const integrationPath = `/projects/${PROJECT}/integrations/${PROJECT}-bitbucket`;
const changeIntegration = (changes: object) =>
  upsun.call('PATCH', integrationPath, { type: 'bitbucket', repository: REPOSITORY, ...changes });

/** A preview of a branch that is ready. */
async function ready(branch: string, name = NAME) {
  const commit = await upsun.push(branch, {});
  const spec = exampleSpec(branch, commit, { name });
  const environment = await createSoon(hosting, spec);
  const { last } = await runSteps(hosting, environment, spec);
  expect(last).toMatchObject({ state: 'done', commit });
  return { environment, spec, commit };
}

async function gone(environment: { id: string; place: string }) {
  await eventually(async () => {
    await hosting.remove!(environment);
    expect(await hosting.find(environment)).toBe('gone');
  });
}

describe('signing in', () => {
  test('a token that is not taken is said, without repeating it', async () => {
    const failure = await failureOfCall(connectTo(upsun, { token: 'very-wrong-token' }).offer());
    expect(failure).toMatchObject({ code: 'token-rejected', mendedBy: 'settings' });
    expect(JSON.stringify(failure)).not.toContain('very-wrong-token');
  });

  test('one exchange is enough for all calls, and another follows before its life ends', async () => {
    let exchanges = 0;
    let ahead = 0;
    const intercept: Intercept = (request, proceed) => {
      if (request.url.endsWith('/oauth2/token')) exchanges += 1;
      return proceed();
    };
    const own = connectTo(upsun, { intercept, aheadMs: () => ahead });
    await own.offer();
    await own.list(PROJECT);
    expect(exchanges).toBe(1);
    ahead = 14 * MINUTE + 1000;
    await own.list(PROJECT);
    expect(exchanges).toBe(2);
  });

  test('an access token that was revoked is exchanged once, and the call repeated once', async () => {
    await hosting.list(PROJECT);
    upsun.local.revokeTokens();
    expect(await hosting.list(PROJECT)).toEqual(expect.any(Array));
    let calls = 0;
    const refusing = connectTo(upsun, {
      intercept: async (request, proceed) => {
        if (request.url.endsWith('/oauth2/token')) return proceed();
        calls += 1;
        return new Response(null, { status: 401 });
      },
    });
    expect(await failureOfCall(refusing.list(PROJECT))).toMatchObject({ code: 'token-rejected' });
    expect(calls).toBe(2);
  });

  test('a sign-in that no token can give is left to a person', async () => {
    upsun.local.behave({ stepUp: true });
    let calls = 0;
    const own = connectTo(upsun, {
      intercept: (_, proceed) => {
        calls += 1;
        return proceed();
      },
    });
    expect(await failureOfCall(own.list(PROJECT))).toMatchObject({
      ...{ code: 'token-rejected', kind: 'permanent', mendedBy: 'settings' },
      message: expect.stringContaining('second factor') as string,
    });
    expect(calls).toBe(2);
  });

  test.each(['https://auth.upsun.com/elsewhere', 'https://evil.example.com/'])(
    'the token is not sent on to %s',
    async (location) => {
      const asked: string[] = [];
      const own = connectTo(upsun, {
        intercept: (request) => {
          asked.push(request.url);
          return Promise.resolve(new Response(null, { status: 307, headers: { location } }));
        },
      });
      expect(await failureOfCall(own.offer())).toMatchObject({ code: 'provider-unreachable' });
      expect(new Set(asked)).toEqual(new Set(['https://auth.upsun.com/oauth2/token']));
    },
  );
});

describe('refusals', () => {
  test('a pause that Upsun asks for is kept', async () => {
    upsun.local.behave({ rateLimitedSeconds: 7 });
    expect(await failureOfCall(hosting.list(PROJECT))).toMatchObject({
      ...{ code: 'rate-limited', kind: 'transient', retryAfterSeconds: 7 },
    });
  });

  test.each(['text', 'map', 'array'] as const)('words are taken from a %s', async (detail) => {
    upsun.local.behave({ detail });
    const failure = await failureOfCall(hosting.list('localnothing'));
    expect(failure).toMatchObject({ code: 'place-unavailable', mendedBy: 'settings' });
    expect(failure.message).toContain('There is no such project');
  });

  test('an empty error is told by its status', async () => {
    upsun.local.behave({ emptyErrors: true });
    const failure = await failureOfCall(hosting.list('localnothing'));
    expect(failure.message).toBe(
      'Could not list the environments: the API token does not open the project (404).',
    );
  });

  test('an environment of a project that the token lost is not gone', async () => {
    const ref = { id: 'feature', place: 'localnothing' };
    expect(await failureOfCall(hosting.find(ref))).toMatchObject({ code: 'place-unavailable' });
    expect(await failureOfCall(hosting.remove!(ref))).toMatchObject({ code: 'place-unavailable' });
  });

  test('one that a list hides from the token is not gone either', async () => {
    const hiding = connectTo(upsun, {
      intercept: async (request, proceed) => {
        const { pathname } = new URL(request.url);
        if (pathname.endsWith('/environments')) return Response.json([]);
        if (pathname.endsWith('/environments/feature%2Fx')) {
          return new Response(null, { status: 403 });
        }
        return proceed();
      },
    });
    const ref = { id: 'feature_2fx', place: PROJECT };
    expect(await failureOfCall(hiding.find(ref))).toMatchObject({ code: 'place-unavailable' });
    expect(await hosting.find(ref)).toBe('gone');
  });

  test('a token that may only look is told which right it lacks', async () => {
    const commit = await upsun.push('looked-at', {});
    await eventually(async () => expect(await statusOf('looked-at')).toBe('inactive'));
    upsun.local.behave({ role: 'viewer' });
    const spec = exampleSpec('looked-at', commit);
    expect(await failureOfCall(hosting.create!(spec))).toMatchObject({
      ...{ code: 'no-right', mendedBy: 'settings' },
      remedy: expect.stringContaining('admin of its development environments') as string,
    });
  });

  test('a list that does not fit is a failure, never an empty one', async () => {
    const own = connectTo(upsun, {
      intercept: (request, proceed) =>
        request.url.endsWith('/environments')
          ? Promise.resolve(Response.json([{ id: 'a', status: 'active' }, { status: 'active' }]))
          : proceed(),
    });
    expect(await failureOfCall(own.list(PROJECT))).toMatchObject({
      ...{ code: 'unexpected-answer', message: expect.stringContaining('1.id') as string },
    });
  });
});

describe('setting up', () => {
  afterEach(async () => {
    await changeIntegration({ fetch_branches: true, build_pull_requests: false });
  });

  test.each([
    [{ repository: 'demo/other' }, 'integration-missing', 'is of demo/other, not of demo/site'],
    [{ fetch_branches: false }, 'integration-wrong', 'does not fetch branches'],
    [{ build_pull_requests: true }, 'integration-wrong', 'cost twice'],
  ])('an integration with %j is told', async (changes, code, words) => {
    await changeIntegration(changes);
    const failure = await failureOfCall(hosting.create!(exampleSpec('main', '0'.repeat(40))));
    expect(failure).toMatchObject({ code, kind: 'permanent', mendedBy: 'provider' });
    expect(failure.message).toContain(words);
  });

  test('a branch that Upsun has not fetched is waited for, then the integration is named', async () => {
    upsun.local.behave({ fetchDelaySeconds: -1 });
    const commit = await upsun.push('unheard', {});
    const spec = exampleSpec('unheard', commit);
    expect(await failureOfCall(hosting.create!(spec))).toMatchObject({
      ...{ code: 'branch-not-fetched', kind: 'transient', retryAfterSeconds: 15 },
    });
    const late = { ...spec, begunAt: Date.now() - 11 * MINUTE };
    expect(await failureOfCall(hosting.create!(late))).toMatchObject({
      ...{ code: 'branch-not-fetched', kind: 'permanent' },
      remedy: expect.stringContaining('webhook') as string,
    });
  });

  test('a commit that Upsun does not get is waited for, then the integration is named', async () => {
    const { environment, spec } = await ready('behind');
    const next = { ...spec, source: { ...spec.source, commit: 'f'.repeat(40) } };
    const fetched = (waitedMs: number) =>
      hosting.readStep('fetch', environment, next, Date.now() - waitedMs);
    expect(await fetched(MINUTE)).toMatchObject({ state: 'running' });
    expect(await fetched(11 * MINUTE)).toMatchObject({
      state: 'failed',
      failure: { code: 'branch-not-fetched', mendedBy: 'time' },
    });
    await gone(environment);
  });

  test('a fork is refused in plain words, without a call', async () => {
    const spec = exampleSpec('main', '0'.repeat(40));
    const fork = { ...spec, source: { ...spec.source, fork: true } };
    expect(await failureOfCall(hosting.create!(fork))).toMatchObject({
      ...{ code: 'fork-unsupported', kind: 'permanent', mendedBy: 'person' },
    });
  });
});

describe('environments of others', () => {
  test('the main environment is no preview', async () => {
    const failure = await failureOfCall(hosting.create!(exampleSpec('main', '0'.repeat(40))));
    expect(failure).toMatchObject({ code: 'environment-taken', kind: 'permanent' });
    expect(failure.message).toContain('the main environment');
  });

  test('one that somebody activated is refused, listed nowhere, and never removed', async () => {
    const commit = await upsun.push('theirs', {});
    await eventually(async () => expect(await statusOf('theirs')).toBe('inactive'));
    await upsun.call('POST', `${environmentPath('theirs')}/activate`, {});
    await eventually(async () => expect(await statusOf('theirs')).toBe('active'));
    expect(await failureOfCall(hosting.create!(exampleSpec('theirs', commit)))).toMatchObject({
      ...{ code: 'environment-taken', mendedBy: 'provider' },
    });
    expect(await hosting.list(PROJECT)).toEqual([]);
    const ref = { id: 'theirs', place: PROJECT };
    expect(await hosting.find(ref)).toBe('gone');
    await hosting.remove!(ref);
    expect(await statusOf('theirs')).toBe('active');
  });

  test('a second pull request of a branch is told whose preview there is', async () => {
    const { environment, spec } = await ready('shared');
    const second = { ...spec, name: 'preview-pr-2-0123456789ab' };
    const failure = await failureOfCall(hosting.create!(second));
    expect(failure.message).toContain('the preview of pull request #1');
    await gone(environment);
    expect(await hosting.create!(second)).toMatchObject({ name: second.name });
    await gone(environment);
  });

  test('one whose title was changed is let go', async () => {
    const { environment, spec } = await ready('renamed');
    await upsun.call('PATCH', environmentPath('renamed'), { title: 'Mine now' });
    expect(await hosting.find(environment)).toBe('gone');
    expect(await failureOfCall(hosting.startStep('fetch', environment, spec))).toMatchObject({
      code: 'environment-missing',
    });
    await hosting.remove!(environment);
    expect(await statusOf('renamed')).toBe('active');
  });
});

describe('odd answers that are legal', () => {
  test.each([
    ['no activities', { zeroActivities: true, acceptedStatus: 200 }],
    ['links to a region, and without fields of today', { regionalLinks: true, absentFields: true }],
    ['a queue, and logs without an end', { queueSeconds: 1, unsealedLogs: true }],
  ])('%s', async (_, changes) => {
    upsun.local.behave(changes);
    const { environment } = await ready('odd');
    await gone(environment);
    expect(await statusOf('odd')).toBe('inactive');
  });

  test("a deployment began and ended when Upsun's own activity did", async () => {
    const { environment, spec } = await ready('timed');
    const { body } = await upsun.call('GET', `${environmentPath('timed')}/activities`);
    const [newest] = body as { started_at: string; completed_at: string }[];
    expect(await hosting.readStep('deploy', environment, spec, Date.now())).toEqual({
      state: 'done',
      startedAt: Date.parse(newest!.started_at),
      endedAt: Date.parse(newest!.completed_at),
    });
    await gone(environment);
  });

  test('an activation whose answer was lost is followed, not repeated', async () => {
    const commit = await upsun.push('lost', {});
    const spec = exampleSpec('lost', commit);
    const environment = await createSoon(hosting, spec);
    const losing = connectTo(upsun, {
      intercept: async (request, proceed) => {
        const answer = await proceed();
        if (request.url.endsWith('/activate')) throw new TypeError('connection reset');
        return answer;
      },
    });
    expect(await failureOfCall(losing.startStep('deploy', environment, spec))).toMatchObject({
      ...{ code: 'provider-unreachable', kind: 'transient' },
    });
    expect((await runSteps(hosting, environment, spec)).last).toMatchObject({
      state: 'done',
      commit,
    });
    const { body } = await upsun.call('GET', `${environmentPath('lost')}/activities`);
    const types = (body as { type: string }[]).map(({ type }) => type);
    expect(types).toEqual(['environment.activate', 'environment.push']);
    await gone(environment);
  });
});

describe('what keeps it from running', () => {
  test.each([
    [{ mostEnvironments: 0 }, 'limit-reached', 'and its plan allows 0'],
    [{ suspended: true }, 'project-suspended', 'is suspended'],
  ])('%j is said', async (changes, code, words) => {
    const commit = await upsun.push('full', {});
    const spec = exampleSpec('full', commit);
    const environment = await createSoon(hosting, spec);
    upsun.local.behave(changes);
    const failure = await failureOfCall(hosting.startStep('deploy', environment, spec));
    expect(failure).toMatchObject({ code, kind: 'permanent', mendedBy: 'provider' });
    expect(failure.message).toContain(words);
    upsun.local.behave(normalBehaviour());
    await gone(environment);
  });

  test('a password before it is a sign-in', async () => {
    const { environment, spec } = await ready('locked');
    await upsun.call('PATCH', environmentPath('locked'), { http_access: { is_enabled: true } });
    expect(await hosting.startStep('verify', environment, spec)).toMatchObject({
      ...{ state: 'done', seen: 'sign-in' },
    });
    await gone(environment);
  });

  test('an app that answers an error is not ready yet, and later not answering', async () => {
    const { environment, spec } = await ready('failing');
    let status = 200;
    const visiting = connectTo(upsun, {
      intercept: (request, proceed) =>
        new URL(request.url).hostname.endsWith('.localhost')
          ? Promise.resolve(new Response('no', { status }))
          : proceed(),
    });
    const verify = (waitedMs: number) =>
      visiting.readStep('verify', environment, spec, Date.now() - waitedMs);
    for (status of [429, 500, 503]) {
      expect(await verify(0)).toEqual({ state: 'running', detail: `The app answers ${status}` });
      expect(await verify(3 * MINUTE)).toMatchObject({
        failure: { code: 'not-answering', message: expect.stringContaining(`${status}`) as string },
      });
    }
    status = 200;
    expect(await verify(0)).toMatchObject({ state: 'done', seen: 'answered' });
    await gone(environment);
  });

  test('one that was deactivated since has ended, and one that runs or is paused has not', async () => {
    const { environment, spec } = await ready('ended');
    const become = async (action: string, status: string) => {
      await upsun.call('POST', `${environmentPath('ended')}/${action}`, {});
      await eventually(async () => expect(await statusOf('ended')).toBe(status));
    };
    expect(await hosting.findEnd!(environment, spec)).toBeUndefined();
    await become('pause', 'paused');
    expect(await hosting.findEnd!(environment, spec)).toBeUndefined();
    await become('deactivate', 'inactive');
    expect(await hosting.findEnd!(environment, spec)).toBe('stopped');
    await gone(environment);
    expect(await hosting.findEnd!(environment, spec)).toBeUndefined();
  });

  test('another commit than the wanted one is never called ready', async () => {
    const { environment, spec } = await ready('other');
    const next = { ...spec, source: { ...spec.source, commit: 'e'.repeat(40) } };
    expect(await hosting.startStep('verify', environment, next)).toMatchObject({
      ...{ state: 'failed', failure: { code: 'commit-missing', mendedBy: 'time' } },
    });
    await gone(environment);
  });
});

describe('env vars', () => {
  const variables = (branch: string) => upsun.call('GET', `${environmentPath(branch)}/variables`);

  test('only differences are written, and what others set stays', async () => {
    const { environment, spec } = await ready('vars');
    const set = (...wanted: [name: string, value: string, secret?: true][]) =>
      hosting.startStep('variables', environment, {
        ...spec,
        variables: wanted.map(([name, value, secret]) => ({
          ...{ name, value },
          ...(secret ? { secret } : {}),
        })),
      });
    const path = `${environmentPath('vars')}/variables`;
    await upsun.call('POST', path, { name: 'env:THEIRS', value: 'x' });
    await set(['A', 'one'], ['B', 'two', true]);
    const count = async () =>
      ((await upsun.call('GET', `${environmentPath('vars')}/activities`)).body as []).length;
    const before = await count();
    await set(['A', 'one'], ['B', 'two', true]);
    expect(await count()).toBe(before);
    await set(['A', 'other'], ['B', 'now readable']);
    const body = (await variables('vars')).body as { name: string; value?: string }[];
    expect(body.map(({ name, value }) => [name, value]).sort()).toEqual([
      ['env:A', 'other'],
      ['env:B', 'now readable'],
      ['env:THEIRS', 'x'],
    ]);
    await set(['A', 'other']);
    expect(((await variables('vars')).body as { name: string }[]).map(({ name }) => name)).toEqual([
      'env:THEIRS',
      'env:A',
    ]);
    await upsun.local.settled();
    await gone(environment);
  });

  test('a name that Upsun does not take is said before anything is written', async () => {
    const { environment, spec } = await ready('named');
    const wanted = { ...spec, variables: [{ name: '_A', value: 'x' }] };
    expect(await failureOfCall(hosting.startStep('variables', environment, wanted))).toMatchObject({
      ...{ code: 'variable-unsettable', mendedBy: 'settings' },
    });
    expect((await variables('named')).body).toEqual([]);
    await gone(environment);
  });
});
