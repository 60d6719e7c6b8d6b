import { parseAccount } from '../../../../src/adapters/providers/spacelift/account';
import { failureOfCall } from '../../failure-of-call';
import { startSpacelift, type TestSpacelift } from '../../../local/spacelift/start-spacelift';
import { connectTo, exampleSpec } from './connect-to';

jest.setTimeout(60_000);

let spacelift: TestSpacelift;
beforeAll(async () => {
  spacelift = await startSpacelift();
});
afterEach(() => spacelift.local.behave({ broken: 0, readOnly: false }));
afterAll(() => spacelift.stop());

test.each([
  ['acme', 'acme.app.spacelift.io'],
  [' Acme ', 'acme.app.spacelift.io'],
  ['acme.app.spacelift.io', 'acme.app.spacelift.io'],
  ['https://acme.app.us.spacelift.io/stack/web/run/01X', 'acme.app.us.spacelift.io'],
  ['https://acme.app.spacelift.io/graphql', 'acme.app.spacelift.io'],
])('%s is an account', (entered, host) => {
  expect(parseAccount(entered)).toBe(host);
});

test.each([
  '',
  'http://acme.app.spacelift.io',
  'https://spacelift.acme.example.com',
  'https://acme.app.spacelift.io.example.com',
  'https://acme.app.spacelift.io:8443',
  'https://user@example.com#.app.spacelift.io',
])('%j is none', (entered) => {
  expect(() => parseAccount(entered)).toThrow('not the address of a Spacelift account');
});

test('a wrong key is one, and nothing of it is repeated', async () => {
  const failure = await failureOfCall(connectTo(spacelift, { secret: 'very-secret' }).offer());
  expect(failure).toMatchObject({ code: 'token-rejected', mendedBy: 'settings' });
  expect(JSON.stringify(failure)).not.toContain('very-secret');
});

test('an account that is not there is said to be unreachable, with its address to be checked', async () => {
  const failure = await failureOfCall(connectTo(spacelift, { account: 'other' }).offer());
  expect(failure).toMatchObject({ code: 'provider-unreachable', kind: 'transient' });
  expect(failure.remedy).toContain('check the address of the account');
});

test.each([
  ['a page that is not found', new Response('<html>', { status: 404 }), 'address-wrong'],
  ['a page in the place of an answer', new Response('<html>'), 'address-wrong'],
  [
    'a redirect',
    new Response(null, { status: 302, headers: { location: 'https://example.com' } }),
    'address-wrong',
  ],
  [
    'an answer of another shape',
    Response.json({ data: { apiKeyUser: { jwt: 1 } } }),
    'unexpected-answer',
  ],
  ['a pause', new Response('', { status: 429 }), 'rate-limited'],
])('%s at the sign-in is told for what it is', async (_, response, code) => {
  const hosting = connectTo(spacelift, { intercept: () => Promise.resolve(response) });
  expect(await failureOfCall(hosting.offer())).toMatchObject({ code });
});

test.each([
  [429, 'rate-limited'],
  [502, 'provider-unreachable'],
] as const)('HTTP %i is tried again', async (broken, code) => {
  const hosting = connectTo(spacelift);
  await hosting.offer();
  spacelift.local.behave({ broken });
  expect(await failureOfCall(hosting.offer())).toMatchObject({ code, kind: 'transient' });
});

/** Counts sign-ins, and answers other calls by `answer` where that has one. */
function counting(answer: (logins: number) => Response | undefined = () => undefined) {
  const counted = { logins: 0 };
  const hosting = connectTo(spacelift, {
    async intercept(request, proceed) {
      const isLogin = (await request.clone().text()).includes('apiKeyUser');
      if (isLogin) counted.logins += 1;
      return (isLogin ? undefined : answer(counted.logins)) ?? proceed();
    },
  });
  return { counted, hosting };
}

test('a token is used until shortly before its end', async () => {
  const { counted, hosting } = counting();
  await hosting.offer();
  spacelift.clock.advance(54 * 60_000);
  await hosting.offer();
  expect(counted.logins).toBe(1);
  spacelift.clock.advance(2 * 60_000);
  await hosting.offer();
  expect(counted.logins).toBe(2);
});

const NOBODY = { data: { viewer: null, searchStacks: { edges: [], pageInfo: {} } } };

test.each([
  ['as if nothing were there', () => Response.json(NOBODY)],
  ['with an error', () => Response.json({ errors: [{ message: 'unauthorized' }] })],
  ['with 401', () => new Response('', { status: 401 })],
])('a token that is refused early, %s, is replaced once', async (_, refusal) => {
  const { counted, hosting } = counting((logins) => (logins === 1 ? refusal() : undefined));
  expect((await hosting.offer()).choices.stacks).toHaveLength(2);
  expect(counted.logins).toBe(2);
  const never = counting(refusal);
  const failure = await failureOfCall(never.hosting.offer());
  expect(failure).toMatchObject({ code: 'token-rejected' });
  expect(never.counted.logins).toBe(2);
});

test('a key without a right is told from one that is not taken, without a second sign-in', async () => {
  spacelift.local.behave({ readOnly: true });
  const { counted, hosting } = counting();
  const commit = spacelift.repository.commit('quiet', { 'README.md': 'x' });
  const spec = exampleSpec(spacelift, commit);
  const environment = await hosting.create!(spec);
  spacelift.clock.advance(61_000);
  const failure = await failureOfCall(hosting.startStep('start', environment, spec));
  expect(failure).toMatchObject({ code: 'no-right', mendedBy: 'settings' });
  expect(counted.logins).toBe(1);
});

test('a stack that the key does not see is no proof of anything', async () => {
  const spec = exampleSpec(spacelift, 'f'.repeat(40));
  const options = { ...spec.options, stacks: [{ id: 'gone', title: 'Gone' }] };
  const hosting = connectTo(spacelift);
  const environment = await hosting.create!({ ...spec, options });
  const call = hosting.startStep('start', environment, { ...spec, options });
  expect(await failureOfCall(call)).toMatchObject({
    code: 'place-unavailable',
    message: 'The API key sees no stack gone.',
  });
});

test('a commit that Spacelift cannot have is said in its words', async () => {
  const hosting = connectTo(spacelift);
  const spec = exampleSpec(spacelift, 'f'.repeat(40));
  const environment = await hosting.create!(spec);
  spacelift.clock.advance(61_000);
  const failure = await failureOfCall(hosting.startStep('start', environment, spec));
  expect(failure).toMatchObject({ code: 'spacelift-refused', kind: 'permanent' });
  expect(failure.message).toContain('"could not resolve commit"');
});
