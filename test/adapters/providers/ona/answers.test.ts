import { ona as kind } from '../../../../src/adapters/providers/ona/kind';
import type { Failure } from '../../../../src/domain/failure';
import { FailureError } from '../../../../src/domain/failure';
import { valuesOf } from '../../../../src/domain/field';
import type { Behaviour } from '../../../../local/ona/behaviour';
import { startOna, type TestOna } from '../../../local/ona/start-ona';
import { connectTo, exampleSpec, expiresIn, NAME, OPTIONS, PLACE, runSteps } from './connect-to';

jest.setTimeout(60_000);

let ona: TestOna;
let commit: string;
beforeAll(async () => {
  ona = await startOna();
  commit = ona.repository.commit('feature', { 'page.txt': 'two' });
});
afterAll(() => ona.stop());
afterEach(async () => {
  ona.local.behave(normal);
  const hosting = connectTo(ona);
  for (const one of await hosting.list(PLACE)) await hosting.remove!(one);
  await ona.local.settled();
});

const normal: Partial<Behaviour> = {
  ...{ annotationsDropped: false, gitMissing: false, lostCreates: 0, listingLagSeconds: 0 },
  ...{ exhausted: 'no', preconditionStatus: 400, debugMissing: false, redirected: false },
  ...{ otherUser: false, readOnly: false, runner: 'ACTIVE', bitbucket: true, signedIn: true },
  ...{ repositoryAccess: true, classThere: true, mostRunning: 10 },
};

async function failureOf(work: Promise<unknown> | undefined): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('It did not fail.');
}
const create = (hosting = connectTo(ona)) => hosting.create!(exampleSpec(commit));

test.each<[string, Partial<Behaviour>, string, string]>([
  ['the class is gone', { classThere: false }, 'class-unavailable', 'settings'],
  ['the runner is not active', { runner: 'INACTIVE' }, 'runner-inactive', 'provider'],
  ['the runner has no Bitbucket', { bitbucket: false }, 'bitbucket-not-connected', 'provider'],
  ['nobody signed in', { signedIn: false }, 'bitbucket-not-signed-in', 'provider'],
  ['the repository', { repositoryAccess: false }, 'repository-unreachable', 'provider'],
  ['the token is read-only', { readOnly: true }, 'no-right', 'settings'],
  ['too many run', { mostRunning: 0 }, 'quota-reached', 'provider'],
  ['the user is another one', { otherUser: true }, 'place-unavailable', 'settings'],
])('before a create it is told when %s', async (_, switches, code, mendedBy) => {
  ona.local.behave(switches);
  const failure = await failureOf(create());
  expect(failure).toMatchObject({ code, mendedBy, kind: 'permanent' });
  ona.local.behave(normal);
  expect(await connectTo(ona).list(PLACE)).toEqual([]);
});

test('what has to be mended at Ona comes with its link, in the card and on the page', async () => {
  ona.local.behave({ signedIn: false });
  const { message, remedy } = await failureOf(create());
  expect(remedy).toContain('https://app.ona.com/auth/bitbucket');
  const offer = await connectTo(ona).offer(OPTIONS);
  const [first] = kind.options.fields({ offer, places: offer.places, saved: OPTIONS });
  expect(first?.problem).toBe(`${message} ${remedy}`);
});

test.each<[string, Partial<Behaviour>, object]>([
  ['in details', { exhausted: 'details' }, { code: 'rate-limited', retryAfterSeconds: 7 }],
  ['in a header', { exhausted: 'header' }, { code: 'rate-limited', retryAfterSeconds: 9 }],
  [
    'in details that are binary',
    { exhausted: 'details', debugMissing: true },
    { code: 'rate-limited', retryAfterSeconds: 30 },
  ],
  ['nowhere', { exhausted: 'limit' }, { code: 'quota-reached', kind: 'permanent' }],
])('a pause that is asked for %s', async (_, switches, failure) => {
  ona.local.behave(switches);
  expect(await failureOf(connectTo(ona).list(PLACE))).toMatchObject(failure);
});

test.each([400, 412] as const)('a precondition is one at status %d, too', async (status) => {
  ona.local.behave({ preconditionStatus: status });
  // The sign-in ends between the check and the create.
  const hosting = connectTo(ona, {
    intercept: (request, proceed) => {
      if (request.url.endsWith('/CreateEnvironment')) ona.local.behave({ signedIn: false });
      return proceed();
    },
  });
  expect(await failureOf(create(hosting))).toMatchObject({
    code: 'bitbucket-not-connected',
    message: expect.stringContaining('authentication required') as string,
  });
});

test('a create whose answer was lost is found by its attempt, by the name alone, too', async () => {
  for (const annotationsDropped of [false, true]) {
    ona.local.behave({ lostCreates: 1, annotationsDropped });
    const hosting = connectTo(ona);
    expect(await failureOf(create(hosting))).toMatchObject({ kind: 'transient' });
    const spec = exampleSpec(commit);
    const [found, ...others] = await hosting.list(PLACE);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ name: NAME, attempt: spec.attempt });
    await hosting.remove!(found!);
    await ona.local.settled();
  }
});

test('redirects are followed between the two hosts, and to no other', async () => {
  ona.local.behave({ redirected: true });
  expect(await connectTo(ona).list(PLACE)).toEqual([]);
  ona.local.behave({ redirected: false });
  const asked: string[] = [];
  const astray = connectTo(ona, {
    intercept: (request) => {
      asked.push(new URL(request.url).hostname);
      const headers = { location: 'https://elsewhere.example/api' };
      return Promise.resolve(new Response(null, { status: 307, headers }));
    },
  });
  expect(await failureOf(astray.list(PLACE))).toMatchObject({ code: 'provider-unreachable' });
  expect(asked).toEqual(['app.ona.com']);
});

test('a commit that Ona does not tell is never called ready', async () => {
  ona.local.behave({ gitMissing: true });
  let ahead = 0;
  const hosting = connectTo(ona, { aheadMs: () => ahead });
  const spec = exampleSpec(commit);
  const made = await hosting.create!(spec);
  for (const { id } of hosting.steps(spec).slice(0, -1)) {
    let step = await hosting.startStep(id, made, spec);
    await ona.local.settled();
    step = await hosting.readStep(id, made, spec, ona.clock.now());
    expect([id, step.state]).toEqual([id, 'done']);
  }
  expect(await hosting.readStep('verify', made, spec, ona.clock.now())).toMatchObject({
    state: 'running',
  });
  ahead = 10 * 60_000;
  expect(await hosting.readStep('verify', made, spec, ona.clock.now())).toMatchObject({
    state: 'failed',
    failure: { code: 'commit-missing' },
  });
});

test('an app that answers an error is not ready yet, and later not answering', async () => {
  const spec = exampleSpec(commit);
  const made = await connectTo(ona).create!(spec);
  await runSteps(connectTo(ona), made, spec);
  let status = 200;
  const visiting = connectTo(ona, {
    intercept: (request, proceed) =>
      new URL(request.url).hostname.endsWith('.localhost')
        ? Promise.resolve(new Response('no', { status }))
        : proceed(),
  });
  const verify = (waitedMs: number) =>
    visiting.readStep('verify', made, spec, ona.clock.now() - waitedMs);
  for (status of [429, 500, 503]) {
    expect(await verify(0)).toEqual({ state: 'running', detail: `The port answers ${status}` });
    expect(await verify(31 * 60_000)).toMatchObject({
      failure: { code: 'not-answering', message: expect.stringContaining(`${status}`) as string },
    });
  }
  status = 200;
  expect(await verify(0)).toMatchObject({ state: 'done', seen: 'answered' });
});

test('after a change of the user nothing is called gone', async () => {
  const hosting = connectTo(ona);
  const made = await create(hosting);
  ona.local.behave({ otherUser: true });
  expect(await failureOf(hosting.find(made))).toMatchObject({ code: 'place-unavailable' });
  expect(await failureOf(hosting.list(PLACE))).toMatchObject({ code: 'place-unavailable' });
});

test('lists are read to their end', async () => {
  const hosting = connectTo(ona, {
    intercept: async (request, proceed) => {
      if (!request.url.endsWith('/ListEnvironments')) return proceed();
      const { pagination } = (await request.json()) as { pagination: { token?: string } };
      return Response.json({ pagination: { nextToken: pagination.token ?? 'again' } });
    },
  });
  expect(await failureOf(hosting.list(PLACE))).toMatchObject({ code: 'unexpected-answer' });
});

describe('a date of expiry', () => {
  test.each([
    ['is no date', 'soon'],
    ['does not exist', '2026-02-31'],
    ['has passed', '2020-01-01'],
    ['is too far ahead', '2999-01-01'],
  ])('that %s is not taken', async (_, expires) => {
    const offer = () => Promise.resolve().then(() => connectTo(ona, { expires }).offer());
    expect(await failureOf(offer())).toMatchObject({ code: 'expiry-wrong' });
  });

  test('says why a token is taken no more', async () => {
    const expires = expiresIn(ona, -3);
    const over = connectTo(ona, { token: 'old', expires });
    expect(await failureOf(over.list(PLACE))).toMatchObject({
      code: 'token-rejected',
      message: `The personal access token of Ona expired on ${expires}.`,
    });
    const wrong = connectTo(ona, { token: 'wrong' });
    expect(await failureOf(wrong.list(PLACE))).toMatchObject({
      code: 'token-rejected',
      message: 'Ona rejected the personal access token.',
    });
  });
});

test('a refusal repeats neither the token nor a value', async () => {
  const hosting = connectTo(ona, {
    intercept: (request, proceed) => {
      if (!request.url.endsWith('/CreateService')) return proceed();
      const body = { code: 'invalid_argument', message: 'local-token and hush-hush are no env' };
      return Promise.resolve(Response.json(body, { status: 400 }));
    },
  });
  const variables = [{ name: 'SECRET', value: 'hush-hush', secret: true as const }];
  const spec = exampleSpec(commit, { variables });
  const made = await hosting.create!(spec);
  const { message } = await failureOf(runSteps(hosting, made, spec));
  expect(message).toContain('[token] and [SECRET] are no env');
});

describe('options', () => {
  const known = async () => {
    const offer = await connectTo(ona).offer();
    return { offer, places: offer.places };
  };

  test('are what was chosen', async () => {
    const given = await known();
    const values = { ...valuesOf(kind.options.fields(given)), class: OPTIONS.classId };
    expect(kind.options.parse({ ...values, command: ' node server.js ' }, given)).toEqual({
      options: {
        ...OPTIONS,
        classTitle: 'Local runner (this machine): Regular',
        admission: 'organization',
      },
    });
    expect(kind.options.place(OPTIONS)).toBe(PLACE);
    expect(kind.options.damagedAt(OPTIONS)).toBeUndefined();
    expect(kind.options.damagedAt({ ...OPTIONS, port: '3000' })).toBe('port');
  });

  test.each([
    ['class', 'other', 'command'],
    ['command', '', 'command'],
    ['file', '/etc/passwd', 'file'],
    ['file', '../up.yaml', 'file'],
    ['port', '80', 'command'],
    ['port', 'three', 'command'],
    ['timeout', '60s', 'command'],
    ['admission', 'owner', 'command'],
  ])('%s cannot be %p', async (field, value, start) => {
    const given = await known();
    const fine = { ...valuesOf(kind.options.fields(given)), class: OPTIONS.classId };
    const values = { ...fine, start, command: 'npm start', [field]: value };
    expect(kind.options.parse(values, given)).toMatchObject({ errors: [{ field }] });
  });

  test('a change of what an environment is made from has another one made', () => {
    const same = { ...OPTIONS, classTitle: 'Another name', file: 'unused.yaml' };
    expect(kind.options.uses(same)).toEqual(kind.options.uses(OPTIONS));
    for (const change of [{ port: 3001 }, { command: 'x' }, { start: 'file' }, { timeout: '0s' }]) {
      expect(kind.options.uses({ ...OPTIONS, ...change })).not.toEqual(kind.options.uses(OPTIONS));
    }
    expect(kind.options.describe(undefined, OPTIONS).length).toBeGreaterThan(5);
    expect(kind.options.describe(OPTIONS, OPTIONS)).toEqual([]);
  });
});
