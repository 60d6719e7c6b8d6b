import { setTimeout as sleep } from 'node:timers/promises';
import { startSpacelift, DATA, WEB, type TestSpacelift } from './start-spacelift';

jest.setTimeout(60_000);

let spacelift: TestSpacelift;
beforeEach(async () => {
  spacelift = await startSpacelift();
});
afterEach(() => spacelift.stop());

const PROPOSED = 'query($s:ID!){stack(id:$s){proposedRuns{id state branch type commit{hash}}}}';
const TRACKED = 'query($s:ID!){stack(id:$s){runs{id state branch type canConfirm commit{hash}}}}';

async function runs(query = PROPOSED, stack = WEB): Promise<Record<string, unknown>[]> {
  const { data } = await spacelift.ask(query, { s: stack });
  return Object.values(data?.stack as Record<string, Record<string, unknown>[]>)[0] ?? [];
}

async function push(branch: string, files: Record<string, string>): Promise<string> {
  const commit = spacelift.repository.commit(branch, files);
  spacelift.local.hear();
  await spacelift.local.settled();
  return commit;
}

/** Lets runs go on until all have ended or wait for a person. */
async function pass(): Promise<void> {
  for (let n = 0; n < 400; n += 1) {
    const states = [...(await runs()), ...(await runs(TRACKED))].map(({ state }) => state);
    if (states.every((state) => /FINISHED|FAILED|STOPPED|UNCONFIRMED/.test(String(state)))) return;
    spacelift.clock.advance(1_000);
    await sleep(5);
  }
  throw new Error('Runs do not end.');
}

const page = (heading: string) => ({
  'web/main.tf': `resource "page" "front" {\n  heading = "${heading}"\n}\n`,
});

test('without a token nothing is there, and nothing can be changed', async () => {
  const query =
    '{viewer{id} stack(id:"demo-infra-web"){id} searchStacks(input:$i){edges{node{id}}}}';
  expect(await spacelift.ask(query, { i: {} }, 'none')).toEqual({
    status: 200,
    data: { viewer: null, stack: null, searchStacks: { edges: [] } },
  });
  const trigger = 'mutation{runTrigger(stack:"demo-infra-web"){id}}';
  expect(await spacelift.ask(trigger, {}, 'none')).toMatchObject({
    status: 200,
    data: null,
    errors: [{ message: 'unauthorized' }],
  });
});

test.each(['{viewer{id age}}', '{stack(id:"demo-infra-web"){id commit}}', '{viewer}', 'nonsense'])(
  '%s is an error of the whole document',
  async (query) => {
    const answer = await spacelift.ask(query);
    expect(answer).toMatchObject({ status: 200, data: null });
    expect(answer.errors).toHaveLength(1);
  },
);

test('stacks are told page by page', async () => {
  const query =
    'query($i:SearchInput!){searchStacks(input:$i){edges{node{id}} pageInfo{endCursor hasNextPage}}}';
  const first = await spacelift.ask(query, { i: { first: 1 } });
  expect(first.data).toEqual({
    searchStacks: {
      edges: [{ node: { id: WEB } }],
      pageInfo: { endCursor: 'c1', hasNextPage: true },
    },
  });
  const second = await spacelift.ask(query, { i: { first: 1, after: 'c1' } });
  expect(second.data).toMatchObject({ searchStacks: { edges: [{ node: { id: DATA } }] } });
});

test('a push plans the stacks whose files it touches, once, and a newer one stops the older plan', async () => {
  await runs();
  await runs(PROPOSED, DATA);
  const first = await push('feature', page('Two'));
  spacelift.local.hear();
  await spacelift.local.settled();
  expect(await runs()).toMatchObject([{ commit: { hash: first }, branch: 'feature' }]);
  expect(await runs(PROPOSED, DATA)).toEqual([]);
  const second = await push('feature', page('Three'));
  expect(await runs()).toMatchObject([
    { commit: { hash: second } },
    { commit: { hash: first }, state: 'STOPPED' },
  ]);
  await pass();
  expect(await runs()).toMatchObject([{ state: 'FINISHED' }, { state: 'STOPPED' }]);
});

test('a push to the branch of the stack is a tracked run, which waits where it would change something', async () => {
  await runs();
  await push('main', page('Two'));
  await pass();
  expect(await runs(TRACKED)).toMatchObject([
    { type: 'TRACKED', state: 'UNCONFIRMED', canConfirm: true },
  ]);
  expect(await runs()).toEqual([]);
});

test('a run that is started without a type is a tracked one, and one of no known commit is refused', async () => {
  const trigger = 'mutation($s:ID!,$c:String){runTrigger(stack:$s,commitSha:$c){type state}}';
  const { data } = await spacelift.ask(trigger, { s: WEB });
  expect(data).toMatchObject({ runTrigger: { type: 'TRACKED', state: 'QUEUED' } });
  const refused = await spacelift.ask(trigger, { s: WEB, c: 'f'.repeat(40) });
  expect(refused.errors).toEqual([{ message: 'could not resolve commit' }]);
});
