import { comment, obeyComments, repliesTo } from './commands-world';
import { performAll } from './perform';
import type { World } from './world';
import { createWorldWithPreview, first, readRecord } from './world-with-preview';

const MINUTE = 60_000;
const READY =
  /^Deployed commit \[`\w{7}`\]\(\S+\) on .+ UTC\. \[Open preview\]\(\S+\) leads to what runs now\.$/;

let world: World;
beforeEach(async () => {
  world = await createWorldWithPreview();
  await obeyComments(world);
});

const deployments = async () => (await readRecord(world)).deployment?.number;

test('a redeploy is answered by one reply, which says how it went on and how it ended', async () => {
  const before = await deployments();
  const id = await comment(world, '/preview redeploy');
  const seen = new Set<string>();
  for (let second = 0; second < 120; second += 1) {
    await world.pass(1_000);
    for (const reply of repliesTo(world, id)) seen.add(reply);
  }
  expect([...seen]).toEqual([
    expect.stringMatching(/^Deploying \[`\w{7}`\]\(\S+\)…$/),
    expect.stringMatching(READY),
  ]);
  expect(repliesTo(world, id)).toHaveLength(1);
  expect(await deployments()).toBe(before! + 1);
  const { commands, outbox } = await readRecord(world);
  // Nothing of it is kept but that it was answered.
  expect(commands).toMatchObject([{ comment: id, name: 'redeploy' }]);
  expect(commands?.[0]).not.toHaveProperty('answer');
  expect(outbox.filter(({ surface }) => surface === 'reply')).toEqual([]);
});

test('what failed is told with the reason', async () => {
  await performAll(world, { type: 'push-broken', ...first });
  await world.pass(5 * MINUTE);
  const id = await comment(world, '/preview redeploy');
  await world.pass(5 * MINUTE);
  expect(repliesTo(world, id)).toEqual([
    expect.stringMatching(/^\*\*Failed\*\* at \S+ → `.+`\S* .+\.$/),
  ]);
});

test('what it says does not follow later deployments', async () => {
  const id = await comment(world, '/preview deploy');
  await world.pass(2 * MINUTE);
  const [said] = repliesTo(world, id);
  expect(said).toMatch(READY);
  await performAll(world, { type: 'push', ...first });
  await world.pass(5 * MINUTE);
  expect(repliesTo(world, id)).toEqual([said]);
});

test('an event that comes twice, and once more later, makes no second act and no second reply', async () => {
  const before = await deployments();
  await performAll(world, { type: 'events', trouble: [{ fate: 'doubled', seconds: 40 }] });
  await performAll(world, {
    type: 'messages',
    ...{ doubled: 3, unacknowledged: 0, reversed: false, holding: false },
  });
  const id = await comment(world, '/preview redeploy');
  await world.pass(10 * MINUTE);
  expect(await deployments()).toBe(before! + 1);
  expect(repliesTo(world, id)).toHaveLength(1);
});

test('a kill at any call makes no second act and no second reply, and loses no answer', async () => {
  const outcomes: string[] = [];
  for (let skip = 0; skip < 40; skip += 1) {
    const before = (await deployments())!;
    await performAll(world, { type: 'kill', skip });
    const id = await comment(world, '/preview redeploy');
    await world.pass(12 * MINUTE);
    const [reply = 'no reply', ...more] = repliesTo(world, id);
    expect([skip, more]).toEqual([skip, []]);
    outcomes.push(`${(await deployments())! - before} ${READY.test(reply) ? 'ready' : reply}`);
    world.endFaults();
  }
  // A trigger that ends at one of its calls loses its event: Forge does not send it again.
  const heard = outcomes.slice(outcomes.lastIndexOf('0 no reply') + 1);
  expect(outcomes.length - heard.length).toBeLessThan(6);
  expect(new Set(heard)).toEqual(new Set(['1 ready']));
});

test.each([
  ['/preview stop', 'No deployment is under way.'],
  [
    '/preview extend 3d',
    'It stays until the pull request is closed, as no rule of the team ends it before.',
  ],
  [
    '/preview keep',
    'It stays until the pull request is closed, as no rule of the team ends it before.',
  ],
  ['/preview approve', 'There is nothing to approve: only commits of forks are.'],
  ['/preview wake', 'Previews do not sleep yet, so there is none to wake.'],
  [
    '/preview sleep',
    'Previews cannot be put to sleep yet. `/preview delete` ends what this one costs; the next push or a redeploy brings a new one.',
  ],
  [
    '/preview redeplyo',
    'There is no command `redeplyo`. Did you mean `/preview redeploy`? Write it alone on the first line of a new comment.',
  ],
])('%s changes nothing, and is answered in words', async (text, reply) => {
  const before = await readRecord(world);
  const id = await comment(world, text);
  await world.pass(MINUTE);
  expect(repliesTo(world, id)).toEqual([reply]);
  const { state, deployment, kept, wish, request } = await readRecord(world);
  expect({ state, deployment, kept, wish, request }).toEqual({
    ...{ state: before.state, deployment: before.deployment },
    ...{ kept: undefined, wish: undefined, request: undefined },
  });
});

test('a stop cancels the deployment that is under way', async () => {
  await performAll(world, { type: 'push', ...first });
  await world.pass(1_000);
  const id = await comment(world, '/preview stop');
  await world.pass(MINUTE);
  expect((await readRecord(world)).deployment?.cancelledBy).toBeDefined();
  expect(repliesTo(world, id)).toEqual([
    expect.stringMatching(/^The deployment of .+ was cancelled\.$/),
  ]);
});

test('a delete deletes, and a deploy brings it back', async () => {
  const id = await comment(world, '/preview delete');
  await world.pass(5 * MINUTE);
  expect((await readRecord(world)).state).toMatchObject({
    type: 'deleted',
    reason: { why: 'deleted' },
  });
  expect(repliesTo(world, id)).toEqual([
    'The preview was removed. Somebody with write access deleted the preview. The next push, or Redeploy in the card, brings a new one.',
  ]);
  const again = await comment(world, '/preview deploy');
  await world.pass(5 * MINUTE);
  expect(repliesTo(world, again)).toEqual([expect.stringMatching(READY)]);
});

test('an extension is for the time that was asked for, and never shortens a life', async () => {
  await obeyComments(world, { days: 5 });
  const { judged } = await readRecord(world);
  const end = judged?.verdict.want === 'run' ? judged.verdict.until! : 0;
  for (const [text, least] of [
    ['/preview extend 1d', end],
    ['/preview extend 7d', world.clock.now() + 7 * 24 * 60 * MINUTE],
  ] as const) {
    const id = await comment(world, text);
    await world.pass(MINUTE);
    const { verdict } = (await readRecord(world)).judged!;
    const until = verdict.want === 'run' ? verdict.until! : 0;
    expect(until - least).toBeLessThanOrEqual(MINUTE);
    expect(until).toBeGreaterThanOrEqual(least);
    expect(repliesTo(world, id)).toEqual([expect.stringMatching(/^It stays until .+ UTC\.$/)]);
  }
});

describe('whoever is mistaken', () => {
  test('gets a hint once, and no Markdown of theirs comes back', async () => {
    const id = await comment(
      world,
      '/preview ![x](https://evil.example/a.png) @{557058:x} `code`',
      'ada',
    );
    const other = await comment(world, '/preview again wrong', 'ada');
    await world.pass(MINUTE);
    expect(repliesTo(world, id)).toEqual([
      'There is no command `![x](https://evil.example/a.png) @{5570…`. Write `/preview help` in a new comment for a list of them.',
    ]);
    expect(repliesTo(world, other)).toEqual([]);
  });

  test.each([
    'Please /preview redeploy',
    '> /preview redeploy',
    'Yes\n/preview redeploy',
    '/previews redeploy',
  ])('%j is no command', async (text) => {
    const id = await comment(world, text);
    await world.pass(MINUTE);
    expect(repliesTo(world, id)).toEqual([]);
  });
});
