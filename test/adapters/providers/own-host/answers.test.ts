import { connectOwnHost } from '../../../../src/adapters/providers/own-host/own-host';
import { NoAnswerError } from '../../../../src/adapters/http/no-answer-error';
import { FailureError, type Failure } from '../../../../src/domain/failure';
import type { Hosting } from '../../../../src/ports/hosting';
import { failureOfCall } from '../../failure-of-call';
import { json, startScriptedServer, type ScriptedServer } from '../../scripted-server';
import { ADDRESS, exampleSpec, PLACE } from './connect-to';

const TOKEN = 'token-that-nobody-may-see';
const SPEC = exampleSpec({
  variables: [{ name: 'PIN', value: 'value-of-a-secret', secret: true }],
});
const NAME = SPEC.name;
const REF = { id: NAME, place: PLACE };
const { commit: COMMIT } = SPEC.source;

/** An environment that runs what is wanted. */
const VIEW = {
  name: NAME,
  size: 'normal',
  links: [{ title: 'Preview', url: 'https://one.previews.example.net/' }],
  runs: { state: 'up', commit: COMMIT, destination: null, failure: null, log: [] },
  deployment: { id: 'd1', commit: COMMIT, state: 'succeeded', failure: null, steps: [] },
};

function problem(status: number, code: string, more: object = {}, headers = {}): Response {
  const said = { message: 'It did not work.', remedy: 'Do something.', mends: 'person' };
  return json({ status, code, ...said, ...more }, status, headers);
}

let server: ScriptedServer;
let hosting: Hosting;
beforeAll(async () => {
  server = await startScriptedServer();
  hosting = connectOwnHost(
    { address: ADDRESS, token: TOKEN },
    {
      now: () => 0,
      fetch: (input, init) => fetch(new URL(new URL(input as string).pathname, server.url), init),
    },
  );
});
afterAll(() => server.stop());

describe('the address', () => {
  test.each([
    'host.example.com',
    'http://host.example.com',
    'https://host.example.com:8443',
    'https://user@host.example.com',
    'https://host.example.com/?x',
    'https://host.example.com/#x',
    'https://',
  ])('%s is none', async (address) => {
    const connect = () => connectOwnHost({ address, token: TOKEN }, { fetch, now: () => 0 });
    const connecting = Promise.resolve().then(connect);
    expect(await failureOfCall(connecting)).toMatchObject({ code: 'address-wrong' });
  });

  test('the token goes there and nowhere else, whatever the host says', async () => {
    server.answer(
      () => new Response('', { status: 307, headers: { location: 'https://other.example' } }),
    );
    const failure = await failureOfCall(hosting.offer());
    expect(failure).toMatchObject({ kind: 'permanent', mendedBy: 'provider' });
    expect(failure.message).toContain('to an address where the key must not go');
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('one that the manifest does not declare is said, with who can change it', async () => {
    const blocked = () => Promise.reject(new NoAnswerError('blocked', 'is not declared'));
    const other = connectOwnHost(
      { address: ADDRESS, token: TOKEN },
      { fetch: blocked, now: () => 0 },
    );
    expect(await failureOfCall(other.offer())).toEqual({
      code: 'address-undeclared',
      kind: 'permanent',
      mendedBy: 'settings',
      message: 'Could not read what the host offers: the host is not declared.',
      remedy: expect.stringContaining('manifest.yml') as string,
    });
  });

  test('a place of another host is no proof of anything', async () => {
    server.answer(() => problem(404, 'environment-gone'));
    const elsewhere = { id: NAME, place: 'https://other.example.com/v1/places/local' };
    expect(await failureOfCall(hosting.find(elsewhere))).toMatchObject({
      code: 'place-unavailable',
    });
    expect(await failureOfCall(hosting.list(elsewhere.place))).toMatchObject({
      code: 'place-unavailable',
    });
    expect(server.asked).toEqual([]);
  });
});

describe('an offer', () => {
  const size = { id: 's', title: 'Small', description: '1 CPU.', price: null };
  const offerOf = (...places: object[]) => ({ protocol: 1, places });

  test('has sizes by place, with prices', async () => {
    const price = { amount: '0.0125', currency: 'EUR', per: 'hour' };
    server.answer(() =>
      json(
        offerOf(
          { id: 'a', title: 'Berlin', sizes: [{ ...size, price }] },
          { id: 'b', title: 'Oslo', sizes: [size] },
        ),
      ),
    );
    const { places, choices } = await hosting.offer();
    expect(places.map(({ place }) => place)).toEqual([
      `${ADDRESS}/v1/places/a`,
      `${ADDRESS}/v1/places/b`,
    ]);
    expect(choices.size?.map(({ place, label }) => [place?.at(-1), label])).toEqual([
      ['a', 'Small: 1 CPU, €0.0125 an hour'],
      ['b', 'Small: 1 CPU'],
    ]);
  });

  test.each([
    ['another protocol', json({ protocol: 2, places: [] }), 'protocol-unknown'],
    [
      'a place that leads elsewhere',
      json(offerOf({ id: '..', title: 'Up', sizes: [size] })),
      'unexpected-answer',
    ],
    ['a page of something else', new Response('<html>', { status: 404 }), 'address-wrong'],
    ['a page that is there', new Response('<html>'), 'address-wrong'],
    ['another path of a host', problem(404, 'not-found'), 'address-wrong'],
    ['a gateway that refuses', new Response('', { status: 403 }), 'provider-refused'],
  ])('of %s is refused', async (_, answer, code) => {
    server.answer(() => answer.clone());
    expect(await failureOfCall(hosting.offer())).toMatchObject({ code });
  });
});

describe('a list', () => {
  const page = (names: string[], next: unknown) =>
    json({ environments: names.map((name) => ({ ...VIEW, name })), next });

  test('is read to the page that says that it is the last one', async () => {
    const answers = [page(['a', 'b'], 'c1'), page(['b', 'c'], null)];
    server.answer(() => answers.shift()!);
    expect((await hosting.list(PLACE)).map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['without the field next', () => json({ environments: [] })],
    ['whose pages lead in circles', () => page(['a'], 'c1')],
    ['with an entry that is none', () => json({ environments: [{ name: 'a' }], next: null })],
    ['of a place that is not there', () => problem(404, 'place-unknown')],
    ['that is not found', () => new Response('', { status: 404 })],
  ])('%s is a failure', async (_, answer) => {
    server.answer(answer);
    await expect(hosting.list(PLACE)).rejects.toBeInstanceOf(FailureError);
  });
});

describe('what is gone', () => {
  test('is so on the word of the host only', async () => {
    server.answer(() => problem(404, 'environment-gone'));
    expect(await hosting.find(REF)).toBe('gone');
  });

  test.each([
    ['a 404 of something else', () => new Response('not found', { status: 404 })],
    ['a place that is unknown', () => problem(404, 'place-unknown')],
    ['the word with another status', () => problem(503, 'environment-gone')],
    ['a rejected token', () => problem(401, 'environment-gone')],
    ['another environment', () => json({ ...VIEW, name: 'other' })],
    ['nothing', () => json(null)],
  ])('%s proves nothing', async (_, answer) => {
    server.answer(answer);
    await expect(hosting.find(REF)).rejects.toBeInstanceOf(FailureError);
    await expect(
      hosting.readStep('deploy', { ...REF, name: NAME, size: '' }, SPEC, 0),
    ).rejects.not.toMatchObject({ failure: { code: 'environment-missing' } });
  });
});

describe('a refusal', () => {
  test.each([
    ['time', 409, 'transient', 'time'],
    ['settings', 422, 'permanent', 'settings'],
    ['person', 409, 'permanent', 'person'],
    ['provider', 402, 'permanent', 'provider'],
    ['provider', 500, 'transient', 'time'],
    ['provider', 501, 'permanent', 'provider'],
  ] as const)('that %s mends, %i, is %s', async (mends, status, kind, mendedBy) => {
    server.answer(() => problem(status, 'some-code', { mends }));
    expect(await failureOfCall(hosting.create!(SPEC))).toMatchObject({
      kind,
      mendedBy,
      message: 'Could not deploy 0123456. It did not work.',
      remedy: kind === 'permanent' ? 'Do something.' : 'Do something. It is tried again by itself.',
    });
  });

  test('may ask for a pause', async () => {
    server.answer(() => problem(429, 'rate-limited', {}, { 'retry-after': '7' }));
    expect(await failureOfCall(hosting.create!(SPEC))).toMatchObject({ retryAfterSeconds: 7 });
    server.answer(() => problem(503, 'busy', {}, { 'retry-after': '9' }));
    expect(await failureOfCall(hosting.list(PLACE))).toMatchObject({ retryAfterSeconds: 9 });
  });

  test('is repeated without token and variables', async () => {
    const message = `No: ${TOKEN} and value-of-a-secret.`;
    server.answer(() => problem(400, 'request-invalid', { message, remedy: message }));
    const failure = await failureOfCall(hosting.create!(SPEC));
    expect(failure).toMatchObject({
      message: 'Could not deploy 0123456. No: [token] and [PIN].',
      remedy: 'No: [token] and [PIN].',
    });
  });
});

describe('a deployment', () => {
  const environment = { ...REF, name: NAME, size: 'normal' };
  const read = (step: string, view: object, waitedMs = 0) => {
    server.answer(({ path }) => (path.includes('/environments') ? json(view) : new Response('')));
    return hosting.readStep(step, environment, SPEC, -waitedMs);
  };

  test('sends the same key for the same try, and another one for any other', async () => {
    const keyOf = async (spec: typeof SPEC) => {
      let key: string | null | undefined;
      const fetching: typeof fetch = (_, init) => {
        key = new Headers(init?.headers).get('idempotency-key');
        return Promise.resolve(json(VIEW));
      };
      const other = connectOwnHost(
        { address: ADDRESS, token: TOKEN },
        { fetch: fetching, now: () => 0 },
      );
      await other.create!(spec);
      return key;
    };
    const key = await keyOf(SPEC);
    expect(key).toMatch(/^[A-Za-z0-9._:-]{8,200}$/);
    expect(await keyOf({ ...SPEC, fresh: true })).toBe(key);
    expect(await keyOf({ ...SPEC, attempt: '2-1-0' })).not.toBe(key);
    expect(await keyOf({ ...SPEC, variables: [] })).not.toBe(key);
  });

  test.each([
    [
      'of another commit',
      { ...VIEW.deployment, commit: 'f'.repeat(40) },
      'Somebody else had the host deploy fffffff to this environment.',
    ],
    [
      'that was cancelled',
      { ...VIEW.deployment, state: 'cancelled' },
      'The deployment was cancelled at the host.',
    ],
    [
      'that failed without a word',
      { ...VIEW.deployment, state: 'failed' },
      'The deployment failed at the host.',
    ],
  ])('%s has failed', async (_, deployment, message) => {
    expect(await read('deploy', { ...VIEW, deployment })).toMatchObject({
      state: 'failed',
      failure: { message },
    });
  });

  test('has a failure whose code never means something to the core', async () => {
    const failure = { code: 'environment-missing', message: 'm', remedy: 'r', mends: 'time' };
    const deployment = { ...VIEW.deployment, state: 'failed', failure };
    expect(await read('deploy', { ...VIEW, deployment })).toMatchObject({
      failure: { code: 'deployment-failed', mendedBy: 'time' },
    });
  });

  test('takes as long as the host says', async () => {
    const times = { startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:09.500Z' };
    const [startedAt, endedAt] = [1767225600000, 1767225609500];
    const succeeded = { ...VIEW.deployment, ...times };
    expect(await read('deploy', { ...VIEW, deployment: succeeded })).toEqual({
      state: 'done',
      startedAt,
      endedAt,
    });
    const unknown = { ...VIEW.deployment, startedAt: 'yesterday', endedAt: null };
    expect(await read('deploy', { ...VIEW, deployment: unknown })).toEqual({ state: 'done' });
  });

  test.each([
    ['https://ci.example/7', 'https://ci.example/7'],
    ['javascript:alert(1)', undefined],
    [null, undefined],
  ])('that failed, with its log at %s, leads people to %s', async (logUrl, shown) => {
    const deployment = { ...VIEW.deployment, state: 'failed', logUrl };
    const { failure } = (await read('deploy', { ...VIEW, deployment })) as { failure: Failure };
    expect(failure.logUrl).toBe(shown);
  });

  test('shows which step the host is at', async () => {
    const steps = [
      { title: 'npm ci', state: 'succeeded', log: [] },
      { title: 'npm run build', state: 'running', log: [] },
    ];
    const deployment = { ...VIEW.deployment, state: 'running', steps };
    expect(await read('deploy', { ...VIEW, deployment })).toEqual({
      state: 'running',
      detail: 'npm run build',
    });
    expect(await read('deploy', { ...VIEW, deployment }, 3_600_001)).toMatchObject({
      failure: { code: 'took-too-long' },
    });
  });

  test.each([
    ['nothing', null, 'The host runs nothing instead of 0123456.'],
    [
      'another commit',
      { ...VIEW.runs, commit: 'f'.repeat(40) },
      'The host runs fffffff instead of 0123456.',
    ],
    [
      'a merge',
      { ...VIEW.runs, destination: 'f'.repeat(40) },
      'The host runs a merge of it instead of 0123456.',
    ],
    [
      'an app that ended',
      {
        ...VIEW.runs,
        state: 'down',
        failure: { code: 'app-ended', message: 'It ended.', remedy: 'r', mends: 'person' },
      },
      'It ended.',
    ],
  ])('that runs %s is not ready', async (_, runs, message) => {
    expect(await read('verify', { ...VIEW, runs })).toMatchObject({
      state: 'failed',
      failure: { message },
    });
  });

  test.each([429, 500, 502])('whose app answers %d is not ready', async (status) => {
    server.answer(({ path }) =>
      path.includes('/environments') ? json(VIEW) : new Response('', { status }),
    );
    const verify = (waitedMs: number) => hosting.readStep('verify', environment, SPEC, -waitedMs);
    expect(await verify(0)).toEqual({ state: 'running' });
    expect(await verify(120_001)).toMatchObject({
      failure: { code: 'not-answering', message: expect.stringContaining(`${status}`) as string },
    });
  });

  test('whose app this app may not visit is ready on the word of the host, which is said', async () => {
    const fetching: typeof fetch = (input) =>
      (input as string).startsWith(ADDRESS)
        ? Promise.resolve(json(VIEW))
        : Promise.reject(new NoAnswerError('blocked', 'is not declared'));
    const other = connectOwnHost(
      { address: ADDRESS, token: TOKEN },
      { fetch: fetching, now: () => 0 },
    );
    expect(await other.readStep('verify', environment, SPEC, 0)).toEqual({
      state: 'done',
      commit: COMMIT,
      detail: 'On the word of the host: this app may not visit the address',
    });
  });

  test.each([
    ['javascript:alert(1)', undefined],
    ['https://user:secret@one.example', undefined],
    ['https://one.example/shop', 'https://one.example/shop'],
  ])('of the link %s leads to %s', async (url, shown) => {
    server.answer(() => json({ ...VIEW, links: [{ title: 'x', url }] }));
    expect(await hosting.find(REF)).toMatchObject({ name: NAME });
    expect(((await hosting.find(REF)) as { url?: string }).url).toBe(shown);
  });
});

test.each<[string, { state: string; failure?: object }, 'stopped' | 'failed' | undefined]>([
  ['that its operator stopped', { state: 'down', failure: { mends: 'provider' } }, 'stopped'],
  ['that is down without a word', { state: 'down' }, 'stopped'],
  ['that ended by its own fault', { state: 'down', failure: { mends: 'person' } }, 'failed'],
  ['that cannot start as set up', { state: 'down', failure: { mends: 'settings' } }, 'failed'],
  ['that sleeps', { state: 'asleep' }, undefined],
  ['that is up', { state: 'up' }, undefined],
])('the end of an app %s: %j', async (_, { state, failure }, end) => {
  const said = failure && { code: 'app-ended', message: 'm', remedy: 'r', ...failure };
  const runs = { ...VIEW.runs, state, failure: said ?? null, log: ['no flour'] };
  server.answer(() => json({ ...VIEW, runs }));
  const found = await hosting.findEnd!(REF, SPEC);
  if (end !== 'failed') return expect(found).toBe(end);
  expect(found).toMatchObject({ code: 'app-ended', kind: 'permanent', logTail: ['no flour'] });
});

test('an environment that is gone has no end of an app', async () => {
  server.answer(() => problem(404, 'environment-gone'));
  expect(await hosting.findEnd!(REF, SPEC)).toBeUndefined();
});

test('whatever a host answers, a call ends in a failure or in what fits', async () => {
  const odd = [null, true, 1, '', 'x', [], {}, { environments: {} }, { name: [] }, [[VIEW]]];
  const views = Object.keys(VIEW).flatMap((field) =>
    odd.map((value) => ({ ...VIEW, [field]: value })),
  );
  const calls: ((view: unknown) => Promise<unknown>)[] = [
    () => hosting.offer(),
    () => hosting.list(PLACE),
    () => hosting.find(REF),
    () => hosting.create!(SPEC),
    () => hosting.readStep('deploy', { ...REF, name: NAME, size: '' }, SPEC, 0),
  ];
  for (const view of [...odd, ...views]) {
    server.answer(() => json(view));
    for (const call of calls) {
      const outcome: unknown = await call(view).catch((error: unknown) => error);
      expect(outcome).not.toBe('gone');
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FailureError);
    }
  }
});
