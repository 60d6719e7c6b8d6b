import {
  type CodesphereAccess,
  connectCodesphere,
} from '../../../../src/adapters/providers/codesphere/codesphere';
import type { Hosting } from '../../../../src/ports/hosting';
import { failureOfCall } from '../../failure-of-call';
import { json, startScriptedServer, type ScriptedServer } from '../../scripted-server';
import { exampleSpec } from './example-spec';

const TOKEN = 'key-that-nobody-may-see';
const NOW = Date.parse('2026-09-01T12:00:00Z');

const WORKSPACE = {
  id: 42,
  teamId: 1,
  planId: 8,
  name: 'preview-pr-1-0123456789ab',
  isPrivateRepo: true,
  replicas: 1,
  dataCenterId: 1,
  userId: 1,
  gitUrl: null,
  restricted: true,
  devDomain: '42-3000.2.codesphere.com',
  createdAt: '2026-09-01T11:59:00.000Z',
};

function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

describe('what Codesphere may answer', () => {
  let server: ScriptedServer;
  let provider: Required<Omit<Hosting, 'act'>>;
  const access = (): CodesphereAccess => ({
    token: TOKEN,
    // As the platform: addresses of Codesphere's data centres lead to the same server.
    fetch: (input, init) =>
      fetch(addressOf(input).replace(/^https:\/\/[\w.-]+\.codesphere\.com/, server.url), init),
    now: () => NOW,
  });

  beforeAll(async () => {
    server = await startScriptedServer();
  });
  beforeEach(() => {
    provider = connectCodesphere(access());
  });
  afterAll(() => server.stop());

  /** The list of teams is answered so, all else as when there is nothing. */
  function answerTeams(answer: Parameters<typeof server.answer>[0]) {
    server.answer((asked) => (asked.path.startsWith('/api/teams') ? answer(asked) : json([])));
  }

  it('is read as far as it is used', async () => {
    server.answer(({ path }) =>
      path === '/api/teams'
        ? json([{ id: 7, name: 'Bakery', defaultDataCenterId: 1, role: 1 }])
        : json([
            {
              id: 20,
              title: 'Micro',
              priceUsd: 0.8,
              deprecated: true,
              maxReplicas: 1,
              characteristics: {
                id: 3,
                CPU: 0.5,
                GPU: 0,
                RAM: 2 ** 31,
                SSD: 5 * 2 ** 30,
                TempStorage: 0,
                onDemand: true,
              },
            },
          ]),
    );
    expect(await provider.offer()).toEqual({
      places: [{ place: '7', title: 'Bakery' }],
      choices: {
        plan: [
          {
            value: '20',
            title: 'Micro',
            label: 'Micro: 0.5 CPU, 2 GiB RAM, $0.80 a month, sleeps when unused',
            price: { amount: 0.8, currency: 'USD', per: 'month' },
            isRetired: true,
          },
        ],
      },
    });
    expect(server.asked[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it.each([
    ['42-3000.2.codesphere.com', 'https://42-3000.2.codesphere.com'],
    ['http://42-3000.localhost:8781', 'http://42-3000.localhost:8781'],
    ['42-3000.2.codesphere.com:443', 'https://42-3000.2.codesphere.com'],
    ['https://42-3000.2.codesphere.com/x?y#z', 'https://42-3000.2.codesphere.com'],
    ['42-3000.2.\u24d2odesphere.com', 'https://42-3000.2.codesphere.com'],
    ['42-3000.2.codesphere.com\u3002evil.example', undefined],
    ['javascript://alert(1)', undefined],
    ['javascript://42-3000.2.codesphere.com/%0aalert(1)', undefined],
    ['ftp://42-3000.2.codesphere.com', undefined],
    ['http://42-3000.2.codesphere.com', undefined],
    ['evil.example', undefined],
    ['evil.example/42-3000.2.codesphere.com', undefined],
    ['evil.example#.codesphere.com', undefined],
    ['evil.example\\.codesphere.com', undefined],
    ['evilcodesphere.com', undefined],
    ['codesphere.com', undefined],
    ['.codesphere.com', undefined],
    ['42-3000.2.codesphere.com.evil.example', undefined],
    ['42-3000.2.codesphere.com.', undefined],
    ['42-3000.2.codesphere.com:8443', undefined],
    ['42-3000.2.c\u043edesphere.com', undefined],
    ['user:secret@42-3000.2.codesphere.com', undefined],
    ['42-3000.2.codesphere.com@evil.example', undefined],
    ['https://user:secret@example.com', undefined],
    ['http://42-3000.localhost.:8781', undefined],
    ['http://localhost.evil.example', undefined],
    ['http://127.0.0.1:8781', undefined],
    ['http://169.254.169.254', undefined],
    ['', undefined],
    [null, undefined],
  ])('takes the dev domain %p as the address %p', async (devDomain, url) => {
    server.answer(() => json({ ...WORKSPACE, devDomain }));
    const environment = await provider.find({ id: '42', place: '1' });
    const pageUrl = 'https://cloud.codesphere.com/ide/teams/1/workspaces/42';
    expect(environment).toMatchObject({ pageUrl });
    expect(environment === 'gone' ? environment : environment.url).toBe(url);
  });

  it.each([
    [403, 'provider-refused', 'permanent'],
    [400, 'provider-refused', 'permanent'],
    [409, 'provider-refused', 'transient'],
    [500, 'provider-unreachable', 'transient'],
    [503, 'provider-unreachable', 'transient'],
  ])('tells %p as %s', async (status, code, kind) => {
    const problem = {
      status,
      title: 'No',
      detail: 'because of \u001b[31mred\u202e tape',
      traceId: 'x',
    };
    answerTeams(() => json(problem, status));
    const failure = await failureOfCall(provider.offer());
    expect(failure).toMatchObject({ code, kind });
    expect(failure.message).toBe(
      `Could not list the teams: Codesphere answered ${status}: No: because of red tape.`,
    );
    expect(failure.remedy).not.toBe('');
  });

  it.each([
    [401, 'token-rejected', 'Codesphere rejected the API key (401: No)'],
    [402, 'billing-missing', 'the Codesphere team has no billing information (402: No)'],
  ])('says what %p means', async (status, code, meaning) => {
    answerTeams(() => json({ status, title: 'No', traceId: 'x' }, status));
    expect(await failureOfCall(provider.offer())).toMatchObject({
      ...{ code, kind: 'permanent', message: `Could not list the teams: ${meaning}.` },
    });
  });

  it('tells a team that is not there from a key that is not valid', async () => {
    const code = async (status: number, detail: string) => {
      server.answer(() => json({ status, title: 'Unauthorized', detail, traceId: 'x' }, status));
      return (await failureOfCall(provider.list('9'))).code;
    };
    expect(await code(401, 'Authorization information is invalid')).toBe('token-rejected');
    expect(await code(401, 'User is not part of the team')).toBe('place-unavailable');
    expect(await code(403, '')).toBe('place-unavailable');
    expect(await code(404, '')).toBe('place-unavailable');
  });

  it.each([
    ['30', 30],
    ['Tue, 01 Sep 2026 12:01:30 GMT', 90],
    ['soon', 60],
    [undefined, 60],
  ])('waits as Retry-After %p asks', async (header, retryAfterSeconds) => {
    answerTeams(() => json({}, 429, header ? { 'retry-after': header } : {}));
    expect(await failureOfCall(provider.offer())).toMatchObject({
      ...{ code: 'rate-limited', kind: 'transient', retryAfterSeconds },
    });
  });

  it('names call and field of an answer that does not fit', async () => {
    answerTeams(() =>
      json([
        { id: 1, name: 'Demo' },
        { id: 'two', name: 'Bakery' },
      ]),
    );
    const failure = await failureOfCall(provider.offer());
    expect(failure.code).toBe('unexpected-answer');
    expect(failure.message).toContain('GET /teams');
    expect(failure.message).toContain('1.id');
  });

  it.each([
    ['cut off', () => new Response('[{"id":1,"na')],
    ['a page', () => new Response('<html>Welcome</html>')],
    ['late', () => new Promise<Response>(() => undefined)],
    [
      'begun and never ended',
      () => new Response(new ReadableStream({ start: (body) => body.enqueue(Buffer.from('[')) })),
    ],
  ])('takes an answer that is %s for no answer', async (_, answer) => {
    answerTeams(answer);
    // Only here: an answer that is read for another reason shall have its time, on any machine.
    const hurried = connectCodesphere({ ...access(), callTimeLimitMs: 300 });
    expect(await failureOfCall(hurried.offer())).toMatchObject({
      ...{ code: 'provider-unreachable', kind: 'transient' },
    });
  });

  it('takes a closed port for no answer', async () => {
    const other = await startScriptedServer();
    await other.stop();
    const options = { token: TOKEN, fetch, now: () => NOW, baseUrl: `${other.url}/api` };
    expect(await failureOfCall(connectCodesphere(options).offer())).toMatchObject({
      ...{ code: 'provider-unreachable', kind: 'transient' },
    });
  });

  it('reads no more than 5 MB', async () => {
    answerTeams(() => json([{ id: 1, name: 'x'.repeat(6_000_000) }]));
    const failure = await failureOfCall(provider.offer());
    expect(failure.code).toBe('unexpected-answer');
    expect(failure.message.length).toBeLessThan(200);
  });

  it('follows a redirect to a data centre, with the key, method and body', async () => {
    server.answer(({ path }) =>
      path.startsWith('/dc2')
        ? json(WORKSPACE)
        : new Response(null, {
            status: 302,
            headers: { location: `https://2.codesphere.com/dc2${path}` },
          }),
    );
    await provider.create(exampleSpec());
    const [first, second] = server.asked;
    expect(second).toEqual({ ...first, path: `/dc2${first?.path}` });
    expect(second?.body).toContain('"gitUrl"');
  });

  it.each([
    'https://codesphere.com.example.org/api/teams',
    'https://evilcodesphere.com/api/teams',
    'http://cloud.codesphere.com/api/teams',
    'https://cloud.codesphere.com:8443/api/teams',
    'https://42-3000.2.codesphere.com/api/teams',
    'https://42-80.2.codesphere.com',
    'https://shop.codesphere.com/api/teams',
    'https://a.2.codesphere.com/api/teams',
    'https://someone:word@cloud.codesphere.com/api/teams',
    'https://cloud.codesphere.com/api/teams?again',
    'https://',
  ])('goes no further than it may: %s', async (location) => {
    answerTeams(() => new Response(null, { status: 307, headers: { location } }));
    const failure = await failureOfCall(provider.offer());
    expect(failure).toMatchObject({ code: 'provider-unreachable', kind: 'transient' });
    const asked = server.asked.filter(({ path }) => path.startsWith('/api/teams'));
    expect(asked.length).toBe(location.endsWith('?again') ? 3 : 1);
    expect(JSON.stringify(failure)).not.toContain('word');
  });

  const environment = { id: '42', name: '', place: '1', size: '8', pageUrl: '' };

  it('says the values that anybody may read', async () => {
    const readable = [{ name: 'NODE_ENV', value: 'production' }];
    const variables = [{ name: 'API_KEY', value: 'sesame-open' }, ...readable];
    const detail = 'no production with sesame-open';
    server.answer(() => json({ status: 400, title: 'Bad body', detail, traceId: '' }, 400));
    const spec = exampleSpec({ variables, readable, fresh: true });
    for (const call of [
      provider.create(spec),
      provider.startStep('configure', environment, spec),
    ]) {
      expect((await failureOfCall(call)).message).toContain('no production with [API_KEY]');
    }
  });

  it('says nothing of key, values of env vars and passwords in addresses', async () => {
    const variables = [
      { name: 'API_KEY', value: 'sesame-open' },
      { name: 'JSON', value: '{"pass":"word-of-god"}' },
      { name: 'PEM', value: '-----BEGIN-----\nline-of-the-key\n-----END-----' },
    ];
    server.answer(({ authorization, body }) =>
      json(
        {
          status: 400,
          title: 'Bad body',
          detail: `${body} ${authorization} https://u:p@x.org/ ${Buffer.from('u:sesame-open').toString('base64')}`,
          traceId: '',
        },
        400,
      ),
    );
    const created = provider.create(exampleSpec({ variables }));
    const told = JSON.stringify(await failureOfCall(created));
    for (const secret of [
      TOKEN,
      'sesame-open',
      'word-of-god',
      'line-of-the-key',
      'u:p@',
      'c2VzYW1lLW9wZW',
    ]) {
      expect(told).not.toContain(secret);
    }
  });

  describe('repeats no value of an env var that it was not told', () => {
    const spec = exampleSpec();
    const steps = ['start', 'checkout', 'configure', 'prepare', 'test', 'run', 'verify'];
    const calls: [string, () => Promise<unknown>][] = [
      ['a listing', () => provider.list('1')],
      ['a look', () => provider.find({ id: '42', place: '1' })],
      ['a look at what has ended', () => provider.findEnd(environment, spec)],
      ['a deletion', () => provider.remove({ id: '42', place: '1' })],
      ['a stop that is refused', () => provider.stopStep('run', environment, spec.source.commit)],
      ...['start', 'checkout', 'prepare', 'test', 'run', 'verify'].map(
        (step): [string, () => Promise<unknown>] => [
          `a look at the step ${step}`,
          () => provider.readStep(step, environment, spec, NOW),
        ],
      ),
      ...steps.map((step): [string, () => Promise<unknown>] => [
        `a start of the step ${step}`,
        () => provider.startStep(step, environment, spec),
      ]),
    ];
    it.each(calls)('%s', async (_what, call) => {
      for (const status of [302, 401, 402, 403, 409, 422, 429, 503]) {
        server.answer(() => json({ title: 'No', detail: 'SECRET=sesame-open' }, status));
        const failure = await failureOfCall(call());
        expect(failure.message).toContain(String(status));
        expect(JSON.stringify(failure)).not.toMatch(/sesame|No/);
      }
      const location = 'https://sesame-open.example/';
      server.answer(() => new Response(null, { status: 302, headers: { location } }));
      expect(JSON.stringify(await failureOfCall(call()))).not.toContain('sesame');
    });

    it('in the words about env vars that it may not replace', async () => {
      const present = [{ name: 'OLD-sesame-open', value: 'sesame-open' }];
      server.answer(({ path, method }) => {
        if (path.endsWith('/42')) return json(WORKSPACE);
        if (method === 'GET') return json(present);
        return json({ title: 'No', detail: 'it is sesame-open' }, method === 'PUT' ? 422 : 400);
      });
      const variables = [{ name: 'NEW', value: 'knock-knock' }];
      const started = provider.startStep('configure', environment, exampleSpec({ variables }));
      const { message } = await failureOfCall(started);
      expect(message).toMatch(/^Could not set the env vars: .* it is \[OLD-\S+\]\.$/);
    });

    it('of an earlier deployment, which could not be removed, when a stage is started', async () => {
      const present = [{ name: 'OLD', value: 'sesame-open' }];
      const start = (envVars: Response) => {
        const refusal = json({ title: 'ci.yml', detail: 'cannot use sesame-open' }, 400);
        server.answer(({ path }) => (path.endsWith('/env-vars') ? envVars : refusal));
        return provider.startStep('prepare', environment, spec);
      };
      expect(await start(json(present))).toMatchObject({
        failure: { message: 'Codesphere cannot use ci.yml: ci.yml: cannot use [OLD].' },
      });
      expect((await failureOfCall(start(json({}, 503)))).message).toBe(
        'Could not start the prepare stage: Codesphere answered 400.',
      );
    });

    it('in the name of a server whose stage failed', async () => {
      const entry = { state: 'failure', steps: [], server: 'web-sesame-open' };
      const present = [{ name: 'SECRET', value: 'sesame-open' }];
      const message = async (envVars: Response) => {
        server.answer(({ path }) => (path.endsWith('/env-vars') ? envVars : json([entry])));
        const progress = await provider.readStep('run', environment, spec, NOW);
        return progress.state === 'failed' ? progress.failure.message : undefined;
      };
      expect(await message(json(present))).toBe('Run failed on server web-[SECRET].');
      expect(await message(json({}, 503))).toBe('Run failed.');
    });
  });

  it('tells a refused plan', async () => {
    server.answer(() => json({ status: 400, title: 'Invalid planId', traceId: '' }, 400));
    expect(await failureOfCall(provider.create(exampleSpec()))).toMatchObject({
      ...{ code: 'plan-unavailable', kind: 'permanent' },
    });
  });

  describe('to a call about an environment that it does not find', () => {
    const spec = exampleSpec();
    const missing = () => json({ status: 404, title: 'Workspace is not found', traceId: '' }, 404);
    const answerWithList = (list: () => Response) =>
      server.answer(({ path }) => (path === '/api/workspaces/team/1' ? list() : missing()));
    const calls: [string, () => Promise<unknown>][] = [
      ['a look', () => provider.find(environment)],
      ['a start of a step', () => provider.startStep('start', environment, spec)],
      ['a look at a step', () => provider.readStep('prepare', environment, spec, NOW)],
    ];

    it('is absence when the list of its team lacks it', async () => {
      answerWithList(() => json([{ ...WORKSPACE, id: 43 }]));
      expect(await provider.find(environment)).toBe('gone');
      expect(await failureOfCall(provider.startStep('start', environment, spec))).toMatchObject({
        ...{ code: 'environment-missing', kind: 'transient' },
      });
    });

    it('is none when the list of its team has it', async () => {
      answerWithList(() => json([{ ...WORKSPACE, id: 43 }, WORKSPACE]));
      expect(await provider.find(environment)).toMatchObject({ id: '42' });
      expect(await failureOfCall(provider.startStep('start', environment, spec))).toMatchObject({
        ...{ code: 'provider-refused', kind: 'transient' },
      });
    });

    it.each(calls)('tells nothing when the key does not open its team: %s', async (_what, call) => {
      const detail = 'User is not part of the team';
      for (const status of [401, 403, 404]) {
        answerWithList(() => json({ status, title: 'No', detail, traceId: '' }, status));
        expect(await failureOfCall(call())).toMatchObject({
          ...{ code: 'place-unavailable', kind: 'permanent' },
          message: `Could not tell whether the environment still exists: the API key does not open its Codesphere team 1 (${status}).`,
        });
      }
    });

    it.each(calls)('tells nothing when the list cannot be read: %s', async (_what, call) => {
      for (const [answer, code] of [
        [() => json({}, 503), 'provider-unreachable'],
        [() => json({}, 429), 'rate-limited'],
        [() => json({}, 401), 'token-rejected'],
        [() => json({}), 'unexpected-answer'],
        [() => json([{ id: 43 }]), 'unexpected-answer'],
      ] as const) {
        answerWithList(answer);
        expect((await failureOfCall(call())).code).toBe(code);
      }
    });

    it('is passed over by a deletion', async () => {
      answerWithList(() => json({}, 403));
      await expect(provider.remove({ id: '42', place: '1' })).resolves.toBeUndefined();
    });
  });

  it('takes no other answer than a 404 for absence', async () => {
    for (const status of [400, 401, 403, 500]) {
      server.answer(() => json({ status, title: 'No', traceId: '' }, status));
      await failureOfCall(provider.find({ id: '42', place: '1' }));
      await failureOfCall(provider.remove({ id: '42', place: '1' }));
    }
  });

  it('takes what a log stream sends in time, also when it never ends', async () => {
    const entry = { state: 'failure', steps: [{ state: 'failure' }], server: 'codesphere-ide' };
    const log = [{ timestamp: '2026-09-01T12:00:00Z', kind: 'E', data: 'no flour' }];
    server.answer(({ path }) => {
      if (path.endsWith('/env-vars')) return json([]);
      if (path.endsWith('/pipeline/prepare')) return json([entry]);
      const start = (body: ReadableStreamDefaultController) =>
        body.enqueue(Buffer.from(`event: data\ndata: ${JSON.stringify(log)}\n\nevent: da`));
      return new Response(new ReadableStream({ start }));
    });
    const progress = await provider.readStep('prepare', environment, exampleSpec(), NOW);
    expect(progress).toMatchObject({ failure: { code: 'stage-failed', logTail: ['no flour'] } });
  });

  it('refuses a step that it does not know', async () => {
    const environment = {
      id: '42',
      name: '',
      place: '1',
      size: '8',
      pageUrl: '',
    };
    const started = provider.startStep('activate', environment, exampleSpec());
    expect(await failureOfCall(started)).toMatchObject({ code: 'internal', kind: 'permanent' });
  });
});
