import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_ACCOUNTS } from '../../local/codesphere/account';
import { startPlatform, type Platform } from '../../local/platform';
import type { CardView } from '../../src/contract';
import { describeInBrowser } from '../browser/describe-in-browser';
import { eventually } from '../end-to-end/eventually';
import { fastClock } from '../end-to-end/fast-clock';
import type { GitClone } from '../end-to-end/git-clone';
import { atPlatform, type PlatformClient } from '../end-to-end/platform-client';
import { makeShop, settingsOf, type Settings } from '../end-to-end/set-up-repository';
import { wholeState } from './whole-state';

jest.setTimeout(180_000);

const word = (what: string) => `canary-${what}-${randomBytes(12).toString('hex')}`;
const KEY = word('key');
const WRONG_KEY = word('wrong');
const SECRET = word('secret');
const REPLACED = word('replaced');
const LINES = [word('line1'), word('line2')];
const UNSAVED = word('unsaved');
const CANARIES = [KEY, WRONG_KEY, SECRET, REPLACED, ...LINES, UNSAVED];

const REPOSITORY = 'demo/canary';
const variables = (secret: string) => [
  { name: 'SECRET', secret: true, value: secret },
  { name: 'LINES', secret: true, value: LINES.join('\n') },
];
const ECHO = `prepare:
  steps:
    - command: echo "$SECRET" >&2; echo "$LINES"; printenv; exit 3
run:
  steps:
    - command: npm start
`;

let directory: string;
let platform: Platform;
let client: PlatformClient;
let settings: Settings;
let clone: GitClone;
/** Everything that the app logged and answered. */
const said: string[] = [];

beforeAll(async () => {
  DEFAULT_ACCOUNTS[KEY] = { userId: 1, teams: [1, 2], hasBilling: true };
  directory = await mkdtemp(join(tmpdir(), 'previews-canaries-'));
  platform = await startPlatform({
    ...{ port: 0, hostingPort: 0, dataDirectory: directory, clock: fastClock(6) },
    appDirectory: join(__dirname, '../..'),
    progress: (message) => void said.push(message),
    log: (line) => void said.push(line),
  });
  platform.forge.scheduler.stop();
  client = hearing(atPlatform(platform.url, platform.hostingUrl));
  settings = settingsOf(client, REPOSITORY);
  clone = await makeShop(client, REPOSITORY);
});
afterAll(async () => {
  delete DEFAULT_ACCOUNTS[KEY];
  await clone?.remove();
  await platform?.stop();
  await rm(directory, { recursive: true, force: true });
});
/** Only the app's secret store and the provider may hold what is secret. */
afterEach(async () => {
  await client.idle();
  const state = wholeState(platform);
  const places: Record<string, string> = {
    'said by the app': JSON.stringify(said),
    calls: JSON.stringify(platform.calls.since(0)),
    job: JSON.stringify(platform.store.table('job').entries()),
    files: await filesOf(directory),
  };
  for (const [table, rows] of Object.entries(state)) {
    if (!['secret', 'codesphere-workspaces'].includes(table)) places[table] = JSON.stringify(rows);
  }
  const found = Object.entries(places).flatMap(([place, text]) =>
    CANARIES.filter((canary) => text.includes(canary)).map((canary) => `${canary} in ${place}`),
  );
  expect(found).toEqual([]);
});

/** The client, with every answer of the app kept. */
function hearing(plain: PlatformClient): PlatformClient {
  return {
    ...plain,
    async invoke<T>(call: Parameters<PlatformClient['invoke']>[0]) {
      const answer = await plain.invoke<T>(call);
      said.push(JSON.stringify(answer));
      return answer;
    },
    async card(...at) {
      const card = await plain.card(...at);
      said.push(JSON.stringify(card));
      return card;
    },
  };
}

/** The text of all files, but the state, which is looked at by table, and the provider's machines. */
async function filesOf(folder: string): Promise<string> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !/\/(state|workspaces)\//.test(path.slice(folder.length)));
  expect(files.length).toBeGreaterThan(10);
  return (await Promise.all(files.map((path) => readFile(path, 'latin1')))).join('\n');
}

/** The card once nothing is under way. */
async function settled(): Promise<CardView> {
  await client.idle();
  return client.card(REPOSITORY, 1);
}

test('a wrong key, the right one, a save, an invalid one and a conflict', async () => {
  expect(await settings.connect(WRONG_KEY)).toMatchObject({ type: 'invalid' });
  expect(await settings.connect(KEY)).toMatchObject({ type: 'saved' });
  expect(await settings.save({ variables: variables(SECRET) })).toMatchObject({ type: 'saved' });
  const unsaved = [{ name: '1', secret: true, value: UNSAVED }];
  expect(await settings.save({ variables: unsaved })).toMatchObject({ type: 'invalid' });
  const late = await settings.save({ variables: variables(UNSAVED) }, 0);
  expect(late).toMatchObject({ type: 'conflict' });
  // They are where they belong.
  const kept = JSON.stringify(platform.store.table('secret').entries());
  expect([KEY, SECRET].every((canary) => kept.includes(canary))).toBe(true);
  expect(kept).not.toContain(UNSAVED);
});

test('a stage that fails and prints what it knows', async () => {
  await clone.branch('feature');
  await clone.commit('Print everything', { 'ci.yml': ECHO });
  await clone.push();
  await client.openPullRequest(REPOSITORY, 'feature');
  const card = await settled();
  expect(card.title).toBe('Failed');
  expect(card.failure?.logTail?.join('\n')).toContain('[SECRET]');
  expect(card.failure?.logTail?.join('\n')).toContain('[LINES]');
});

describe('a provider that repeats what it was sent', () => {
  afterEach(() => platform.codesphere.controls.intercept(undefined));

  test.each([
    ['to a PUT of env vars', /env-vars$/, 400, REPLACED],
    ['to a landscape', /landscape/, 400, SECRET],
    ['to the start of a stage', /pipeline\/\w+\/start/, 400, REPLACED],
    ['to every call that changes something', /./, 403, SECRET],
    ['to every call that changes something, as an outage', /./, 502, REPLACED],
  ])('%s', async (_what, path, status, value) => {
    platform.codesphere.controls.intercept(async (request, proceed) => {
      const { pathname } = new URL(request.url);
      if (request.method === 'GET' || !path.test(pathname)) return proceed();
      // By then the environment has them, and the provider may name them.
      const known = /landscape|start/.test(pathname) ? [value, ...LINES] : [];
      const sent = [request.headers.get('authorization'), await request.text(), ...known];
      return Response.json(
        { status, title: `No: ${KEY}`, detail: sent.join('\n'), traceId: KEY },
        { status },
      );
    });
    const { type } = await settings.save({ variables: variables(value) });
    expect(type).toBe('saved');
    await eventually(async () => {
      const { failure } = await client.card(REPOSITORY, 1);
      return failure?.message.startsWith('Could not') ? true : undefined;
    });
    platform.codesphere.controls.intercept(undefined);
    await settled();
  });
});

test('a preview that becomes ready, and is deployed anew', async () => {
  await clone.git('checkout', '--quiet', 'feature');
  await clone.commit('Mend it', { 'ci.yml': 'run:\n  steps:\n    - command: npm start\n' });
  await clone.push();
  await settings.save({
    variables: variables(REPLACED),
    stages: { prepare: false, test: false, run: true },
  });
  expect(await settled()).toMatchObject({ title: 'Ready' });
  const at = {
    user: 'will',
    module: 'preview-card',
    repository: REPOSITORY,
    pullRequest: 1,
  } as const;
  await client.invoke({ ...at, function: 'redeploy' });
  expect(await settled()).toMatchObject({ title: 'Ready' });
  await client.invoke({ ...at, function: 'readHistory' });
});

describeInBrowser('in the pages', (browser) => {
  test('neither the settings nor the pull request hold any', async () => {
    const page = await browser().newPage();
    const show = async (path: string, module: string, text: RegExp) => {
      await page.goto(`${platform.url}/${REPOSITORY}/${path}`);
      await page.locator(`[data-module="${module}"]`).getByText(text).first().waitFor();
      const fields = await page
        .locator('input, textarea')
        .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value));
      said.push(await page.content(), ...fields);
      for (const frame of page.frames()) said.push(await frame.content());
    };
    await show('admin/forge/settings-page', 'settings-page', /Connected to Codesphere/);
    await show('pull-requests/1', 'preview-card', /Ready/);
    await page.close();
  });
});

test('disconnecting leaves none anywhere', async () => {
  expect(await settings.disconnect('delete')).toMatchObject({ type: 'saved' });
  await client.idle();
  const left = JSON.stringify([
    platform.store.table('secret').entries(),
    platform.codesphere.controls.workspaces(),
  ]);
  expect(CANARIES.filter((canary) => left.includes(canary))).toEqual([]);
});
