import { watchBudget } from '../../../src/adapters/bitbucket/watch-budget';

const MINUTE = 60_000;
let now = 0;
let answer = new Response();
const { request, isLow } = watchBudget(
  () => Promise.resolve(answer),
  () => now,
);

async function ask(near: string | undefined, status = 200): Promise<void> {
  const headers = near === undefined ? {} : { 'X-RateLimit-NearLimit': near };
  answer = new Response('{}', { status, headers });
  expect(await request('/2.0/user')).toBe(answer);
}

test.each([
  ['true', 200],
  ['True', 200],
  [undefined, 429],
] as const)(
  'few requests are left for a minute after %p with a status of %d',
  async (near, status) => {
    now = 5;
    await ask('false');
    expect(isLow()).toBe(false);
    await ask(near, status);
    // A call that Bitbucket counts elsewhere says nothing.
    await ask(undefined);
    expect(isLow()).toBe(true);
    now += MINUTE - 1;
    expect(isLow()).toBe(true);
    now += 1;
    expect(isLow()).toBe(false);
  },
);

test('it is over as soon as Bitbucket says so, and when the clock was set back', async () => {
  now = MINUTE;
  await ask('true');
  now = 0;
  expect(isLow()).toBe(false);
  await ask('true');
  await ask('false');
  expect(isLow()).toBe(false);
});
