import { cloneRepository } from '../end-to-end/git-clone';
import { runPlatform, type RunningPlatform } from '../end-to-end/run-platform';
import { accountOf, bare, contextOf, forge, type Place } from './forged-payload';
import { definedFunctions } from './resolver-functions';
import { isWrite, stateAbout, wholeState } from './whole-state';
import { CARD, OUT_OF_PLACE, PERSONS, ROWS, SETTINGS, type Person } from './who-may-call';

jest.setTimeout(300_000);

let running: RunningPlatform;
let shop: Place;
let blank: Place;
let elsewhere: Place;
/** Another pull request of the shop, with a preview of its own. */
let another: Place;

beforeAll(async () => {
  running = await runPlatform();
  running.platform.forge.scheduler.stop();
  shop = { ...(await placeOf('ada', 'demo/shop')), pullRequestId: 1 };
  blank = { ...(await placeOf('ada', 'demo/blank')), pullRequestId: 1 };
  elsewhere = { ...(await placeOf('otto', 'otto/shop')), pullRequestId: 1 };
  const clone = await cloneRepository(running.url, 'demo/shop');
  await clone.branch('another');
  await clone.commit('Another change', { 'another.md': 'Another\n' });
  await clone.push();
  await clone.remove();
  const id = await running.openPullRequest('demo/shop', 'another');
  another = { ...shop, pullRequestId: id };
  await running.idle();
  expect((await running.card('demo/shop', id)).title).toBe('Ready');
});
afterAll(() => running?.stop());

async function placeOf(who: string, name: string): Promise<Place> {
  const answer = await running.rest<{ uuid: string; workspace: { uuid: string } }>(
    who,
    'GET',
    `/repositories/${name}`,
  );
  return { workspaceId: answer.workspace.uuid, repositoryId: answer.uuid };
}

interface Answer {
  type: string;
  view?: { revision?: number };
  message?: string;
  remedy?: string;
  card?: { now?: number; refreshAfterSeconds?: number; providerPage?: { url: string } };
}

/**
 * Calls the function as Forge would if Bitbucket let this person open the module there: no page
 * stands in between that could have refused.
 */
async function invoke(
  person: Person,
  [module, name]: readonly [string, string, ...unknown[]],
  place: Place,
  payload: unknown,
  makeContext: (place: Place) => unknown = contextOf,
): Promise<Answer> {
  const { runtime, build } = running.platform.forge;
  const { resolver, type } = build.manifest.modules.find(({ key }) => key === module)!;
  const accountId = accountOf(person);
  const outcome = await runtime.invoke({
    functionKey: resolver!,
    moduleKey: module,
    moduleType: type as `bitbucket:${string}`,
    ...(accountId ? { accountId } : {}),
    body: { call: { functionKey: name, payload }, context: makeContext(place) },
  });
  if (!outcome.success) throw new Error(`${name} threw: ${outcome.error.message}`);
  return outcome.body as Answer;
}

/** What was answered, without what depends on the time at which it was. */
function timeless(answer: Answer): Answer {
  if (answer.card === undefined) return answer;
  const { now: _, refreshAfterSeconds: __, ...card } = answer.card;
  return { ...answer, card };
}

/** Does `call`, which must be refused in words and change nothing anywhere. */
async function expectRefused(message: string, call: () => Promise<Answer>): Promise<void> {
  await running.idle();
  const before = wholeState(running.platform);
  const last = running.callsSince(0).at(-1)!.n;
  const answer = await call();
  expect(Object.keys(answer).sort()).toEqual(['message', 'remedy', 'type']);
  // For the right reason: something else might be in the way of this one call only.
  expect(answer).toMatchObject({ type: 'refused', message });
  expect(answer.remedy).toMatch(/^[A-Z].+\.$/);
  await running.idle();
  expect(running.callsSince(last).filter(isWrite)).toEqual([]);
  // Nobody's call makes the app use the key of somebody else.
  expect(running.callsSince(last).filter(({ kind }) => kind === 'egress')).toEqual([]);
  expect(wholeState(running.platform)).toEqual(before);
}

test('every function of every resolver has a row', async () => {
  expect(ROWS.map(([module, name]) => `${module} ${name}`).sort()).toEqual(
    (await definedFunctions()).sort(),
  );
});

describe('who may not is refused, whatever the payload says', () => {
  const cells = ROWS.flatMap((row) =>
    PERSONS.filter((person) => !row[2].allowed.includes(person)).map(
      (person) => [person, row[1], row] as const,
    ),
  );
  test.each(cells)('%s, %s', async (person, _name, row) => {
    const { payload } = row[2];
    for (const place of [undefined, shop, another, blank, elsewhere]) {
      const forged = place ? forge(place) : {};
      const refusal = person === 'nobody' ? OUT_OF_PLACE : row[2].refusal;
      await expectRefused(refusal, () => invoke(person, row, shop, { ...forged, ...payload }));
    }
  });
});

describe('a context that does not say who or where is refused', () => {
  const odd: [string, Person, (place: Place) => unknown][] = [
    ['nobody signed in', 'nobody', contextOf],
    [
      'nobody, with an account in the context',
      'nobody',
      (place) => ({ ...contextOf(place), accountId: accountOf('ada') }),
    ],
    ['no context', 'ada', () => undefined],
    ['an empty context', 'ada', () => ({})],
    ['no extension', 'ada', ({ workspaceId }) => ({ workspaceId })],
    ['an extension of null', 'ada', ({ workspaceId }) => ({ workspaceId, extension: null })],
    ['a text for an extension', 'ada', ({ workspaceId }) => ({ workspaceId, extension: 'x' })],
    ['no workspace', 'ada', (place) => ({ extension: contextOf(place).extension })],
    [
      'a repository without a uuid',
      'ada',
      ({ workspaceId }) => ({ workspaceId, extension: { repository: {}, pullRequest: { id: 1 } } }),
    ],
    [
      'a repository whose uuid is a path',
      'ada',
      (place) => contextOf({ ...place, repositoryId: '{../../x}' }),
    ],
    [
      'a repository whose uuid is a list',
      'ada',
      ({ workspaceId, repositoryId }) => ({
        workspaceId,
        extension: { repository: { uuid: [repositoryId] }, pullRequest: { id: 1 } },
      }),
    ],
  ];
  test.each(odd)('%s', async (_what, person, makeContext) => {
    for (const row of ROWS) {
      const payload = { ...forge(shop), ...row[2].payload };
      const call = () => invoke(person, row, shop, payload, makeContext);
      await expectRefused(OUT_OF_PLACE, call);
    }
  });

  const noPullRequest = [undefined, null, 0, -1, 1.5, '1; drop', '../2', {}, [1], NaN];
  test.each(noPullRequest)('a card of the pull request %p', async (id) => {
    const { workspaceId, repositoryId } = shop;
    const extension = { repository: { uuid: repositoryId }, pullRequest: { id } };
    for (const row of ROWS.filter(([module]) => module === 'preview-card')) {
      const call = () => invoke('ada', row, shop, forge(shop), () => ({ workspaceId, extension }));
      await expectRefused(OUT_OF_PLACE, call);
    }
  });
});

test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf', 'run', ''])(
  'the function %p, which no resolver defines, gives nothing away',
  async (name) => {
    const before = wholeState(running.platform);
    const last = running.callsSince(0).at(-1)!.n;
    for (const module of ['settings-page', 'preview-card']) {
      const answer = await invoke('rita', [module, name], shop, {}).catch(() => undefined);
      expect(JSON.stringify(answer ?? '')).not.toContain('local-token');
    }
    expect(running.callsSince(last).filter(({ kind }) => kind !== 'invocation')).toEqual([]);
    expect(wholeState(running.platform)).toEqual(before);
  },
);

describe('who may acts at their own place and in their own name, whatever the payload says', () => {
  /** What ada does in demo/blank, and each writer in demo/shop, in an order in which each can work. */
  test('in the settings', async () => {
    const about = () => stateAbout(running.platform, [bare(shop)]);
    const before = about();
    const forged = { ...forge(shop), accountId: accountOf('will'), by: accountOf('will') };
    const answers: Record<string, string> = {};
    let revision = 0;
    for (const [module, name, { payload }] of ROWS.filter(([, name]) => name in SETTINGS)) {
      const asked = { ...forged, ...payload, revision };
      const answer = await invoke('ada', [module, name], blank, asked);
      answers[name] = answer.type;
      revision = answer.view?.revision ?? revision;
      if (name === 'saveSettings') {
        const [, row] = running.platform.store
          .table<{ value: { body: object } }>('entity')
          .entries()
          .find(([key]) => key === `repository/${bare(blank)}`)!;
        expect(row.value.body).toMatchObject({
          updatedBy: accountOf('ada'),
          connection: { setBy: accountOf('ada') },
        });
      }
    }
    await running.idle();
    expect(answers).toEqual({
      loadSettings: 'view',
      connect: 'saved',
      saveSettings: 'saved',
      parseDotenv: 'parsed',
      disconnect: 'saved',
    });
    expect(about()).toEqual(before);
  });

  const READS = ['readCard', 'readHistory'] as const;
  const readers = READS.flatMap((name) =>
    CARD[name].allowed.map((person) => [person, name] as const),
  );
  test.each(readers)(
    '%s, %s: of the pull request that the page belongs to',
    async (person, name) => {
      const read = async (place: Place, payload: Record<string, unknown>) =>
        timeless(await invoke(person, ['preview-card', name], place, payload));
      const own = await read(shop, {});
      expect(own.type).toBe(name === 'readCard' ? 'card' : 'history');
      // Else no answer could tell one from the other.
      expect(await read(another, {})).not.toEqual(own);
      for (const place of [another, blank, elsewhere]) {
        expect(await read(shop, forge(place))).toEqual(own);
      }
    },
  );

  test.each(SETTINGS.parseDotenv.allowed)('%s, parseDotenv: of the text alone', async (person) => {
    const payload = { ...forge(another), ...SETTINGS.parseDotenv.payload };
    const answer = await invoke(person, ['settings-page', 'parseDotenv'], shop, payload);
    expect(answer).toEqual({ type: 'parsed', rows: [{ name: 'A', value: '1' }], errors: [] });
  });

  test.each(['ada', 'will'] as const)('%s, in the card', async (person) => {
    const id = another.pullRequestId!;
    const elsewhereThan = (place: Place) =>
      stateAbout(running.platform, [`${bare(place)}:${place.pullRequestId}`, `preview-pr-${id}-`]);
    const before = elsewhereThan(another);
    expect(before.length).toBeGreaterThan(1);
    const other = (await invoke(person, ['preview-card', 'readCard'], another, {})).card;
    expect(other?.providerPage).toBeDefined();
    const answers: Record<string, string> = {};
    for (const [module, name, { payload }] of ROWS.filter(([, name]) => name in CARD)) {
      const forged = { ...forge(another), ...payload };
      const answer = await invoke(person, [module, name], shop, forged);
      answers[name] = answer.type;
      if (answer.card) expect(answer.card.providerPage).not.toEqual(other?.providerPage);
      await running.idle();
    }
    expect(answers).toEqual({
      ...{ readCard: 'card', readHistory: 'history', redeploy: 'card', deletePreview: 'card' },
      // There is no commit of a fork to approve.
      approveCommit: 'refused',
    });
    expect(elsewhereThan(another)).toEqual(before);
    const [, row] = running.platform.store
      .table<{ value: { body: object } }>('entity')
      .entries()
      .find(([key]) => key === `preview/${bare(shop)}:1`)!;
    expect(row.value.body).toMatchObject({
      state: { type: 'deleted', removal: { why: 'asked', by: accountOf(person) } },
    });
  });
});

test('who has no permission of their own sees the card of a public repository, and may no more', async () => {
  await running.rest('ada', 'PUT', '/repositories/demo/shop', { is_private: false });
  expect((await invoke('otto', ['preview-card', 'readCard'], shop, {})).type).toBe('card');
  for (const name of ['redeploy', 'deletePreview', 'approveCommit'] as const) {
    const { refusal } = CARD[name];
    await expectRefused(refusal, () => invoke('otto', ['preview-card', name], shop, forge(shop)));
  }
});

test('an admin of another repository cannot reach this one by naming it', async () => {
  const about = () => stateAbout(running.platform, [bare(shop)]);
  const before = about();
  for (const row of ROWS) {
    await invoke('otto', row, elsewhere, { ...forge(shop), ...row[2].payload });
  }
  // The message about a pull request that the app cannot see is tried for minutes.
  expect(about()).toEqual(before);
});
