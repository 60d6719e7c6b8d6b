import { runPlatform, type RunningPlatform } from '../end-to-end/run-platform';
import { accountOf, contextOf, forge, type Place } from './forged-payload';
import { beginMatrix, type Answer, type MatrixSession } from './matrix-session';
import { testOtherAdmin } from './other-admin';
import { testOwnApproval } from './own-approval';
import { testOwnPlace } from './own-place';
import { definedFunctions } from './resolver-functions';
import { isWrite, wholeState } from './whole-state';
import {
  CARD,
  isOfRepository,
  OUT_OF_PLACE,
  outOfPlace,
  PERSONS,
  PROJECT_MODULE,
  ROWS,
  WORKSPACE_MODULE,
  type Person,
} from './who-may-call';

jest.setTimeout(300_000);

let session: MatrixSession;
let running: RunningPlatform;
let shop: Place;
let blank: Place;
let elsewhere: Place;
let another: Place;

beforeAll(async () => {
  running = await runPlatform({ fast: true });
  session = await beginMatrix(running);
  ({ shop, blank, elsewhere, another } = session);
});
afterAll(() => running?.stop());

const invoke: MatrixSession['invoke'] = (...call) => session.invoke(...call);

/** How Bitbucket is asked what a person may do, with the name of a repository and the id of a project for it. */
const PERMISSION_READS = [
  /^GET \/2\.0\/user\/workspaces\/[^/]+\/permissions?[/?]/,
  /^GET \/2\.0\/repositories\/[^/]+\/[^/]+\?fields=uuid%2Cfull_name$/,
  /^GET \/2\.0\/workspaces\/[^/]+\/projects\/\w+\?fields=uuid$/,
];

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
  // Who is refused costs Bitbucket no more than finding that out.
  const beyond = running
    .callsSince(last)
    .filter(({ kind }) => kind === 'bitbucket')
    .map(({ method, target }) => `${method} ${target}`)
    .filter((read) => !PERMISSION_READS.some((known) => known.test(read)));
  expect(beyond).toEqual([]);
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
      const refusal = person === 'nobody' ? outOfPlace(row[0]) : row[2].refusal;
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
    for (const row of ROWS.filter(([module]) => isOfRepository(module))) {
      const payload = { ...forge(shop), ...row[2].payload };
      const call = () => invoke(person, row, shop, payload, makeContext);
      await expectRefused(OUT_OF_PLACE, call);
    }
  });

  test.each<[string, Person, unknown]>([
    ['nobody signed in', 'nobody', { extension: {} }],
    ['no workspace', 'ada', { extension: {} }],
    ['a workspace that is a path', 'ada', { workspaceId: '{../../x}' }],
  ])('the page of a workspace: %s', async (_what, person, context) => {
    for (const row of ROWS.filter(([module]) => module === WORKSPACE_MODULE)) {
      const call = () =>
        invoke(person, row, shop, { ...forge(shop), ...row[2].payload }, () => context);
      await expectRefused(outOfPlace(WORKSPACE_MODULE), call);
    }
  });

  test.each<[string, Person, (place: Place) => object]>([
    ['nobody signed in', 'nobody', contextOf],
    ['no project', 'ada', ({ workspaceId }) => ({ workspaceId, extension: {} })],
    [
      'a project without a key',
      'ada',
      ({ workspaceId, project }) => ({
        workspaceId,
        extension: { project: { uuid: project?.uuid } },
      }),
    ],
  ])('the page of a project: %s', async (_what, person, makeContext) => {
    for (const row of ROWS.filter(([module]) => module === PROJECT_MODULE)) {
      const payload = { ...forge(shop), ...row[2].payload };
      const call = () => invoke(person, row, shop, payload, makeContext);
      await expectRefused(outOfPlace(PROJECT_MODULE), call);
    }
  });

  test('the page of a project that Bitbucket knows by another key', async () => {
    for (const project of [
      { ...shop.project!, key: 'OTHER' },
      { ...shop.project!, uuid: blank.repositoryId },
      elsewhere.project!,
    ]) {
      for (const row of ROWS.filter(([module]) => module === PROJECT_MODULE)) {
        const context = () => contextOf({ ...shop, project });
        await expectRefused(row[2].refusal, () =>
          invoke('ada', row, shop, row[2].payload, context),
        );
      }
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
    for (const module of ['settings-page', WORKSPACE_MODULE, PROJECT_MODULE, 'preview-card']) {
      const answer = await invoke('rita', [module, name], shop, {}).catch(() => undefined);
      expect(JSON.stringify(answer ?? '')).not.toContain('local-token');
    }
    expect(running.callsSince(last).filter(({ kind }) => kind !== 'invocation')).toEqual([]);
    expect(wholeState(running.platform)).toEqual(before);
  },
);

testOwnPlace(() => session);

testOwnApproval(() => session);

test('who has no permission of their own sees the card of a public repository, and may no more', async () => {
  await running.rest('ada', 'PUT', '/repositories/demo/shop', { is_private: false });
  expect((await invoke('otto', ['preview-card', 'readCard'], shop, {})).type).toBe('card');
  for (const name of ['redeploy', 'cancelDeployment', 'deletePreview', 'approveCommit'] as const) {
    const { refusal } = CARD[name];
    await expectRefused(refusal, () => invoke('otto', ['preview-card', name], shop, forge(shop)));
  }
});

testOtherAdmin(() => session);
