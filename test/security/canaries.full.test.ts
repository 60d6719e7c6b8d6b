import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import type { LogResult } from '../../src/contract';
import { eventually } from '../end-to-end/eventually';
import type { GitClone } from '../end-to-end/git-clone';
import type { Settings } from '../end-to-end/set-up-repository';
import { testDeployments } from './canary-deployments';
import { testDisconnecting } from './canary-disconnecting';
import { testEnds } from './canary-ends';
import { testFaults } from './canary-faults';
import { testForks } from './canary-forks';
import type { CanaryPlatform } from './canary-platform';
import { testPages } from './canary-pages';
import { refusedCard, refuseWithAll, testRefusedPages } from './canary-refusals';
import { REPOSITORY, startCanarySession, type CanarySession } from './canary-session';
import { testSettings } from './canary-settings';
import { testSweeps } from './canary-sweeps';
import {
  CANARIES,
  ECHO,
  KEY,
  NO_BILLING,
  REPLACED,
  RUN,
  SECRET,
  UNSAVED,
  variables,
  WRONG_KEY,
} from './canary-values';
import { tracesIn } from './traces';

jest.setTimeout(180_000);

let session: CanarySession;
let canary: CanaryPlatform;
let settings: Settings;
let clone: GitClone;

beforeAll(async () => {
  session = await startCanarySession({
    [KEY]: { userId: 1, teams: [1, 2], hasBilling: true },
    [NO_BILLING]: { userId: 3, teams: [1], hasBilling: false },
  });
  ({ canary, settings, clone } = session);
});
afterAll(() => session?.stop());
/** Only the app's secret store and the provider may hold what is secret. */
afterEach(async () => {
  await canary.client.idle();
  expect(tracesIn(await canary.places(), CANARIES)).toEqual([]);
  // A preview is visited without the key.
  const previews = canary.asked.filter(({ url }) => url.hostname.endsWith('.localhost'));
  expect(previews.filter(({ authorization }) => authorization !== null)).toEqual([]);
});

const settled: CanarySession['settled'] = (...at) => session.settled(...at);
const act: CanarySession['act'] = (...call) => session.act(...call);
const kept = () => session.kept();

test('it would be found, as it is and encoded', () => {
  const bytes = (before: string) => Buffer.from(before + SECRET + KEY);
  const ways = [SECRET, JSON.stringify({ SECRET }), encodeURIComponent(SECRET)];
  const encoded = ['', 'x', 'u:'].map((before) => bytes(before).toString('base64'));
  for (const text of [...ways, ...encoded]) {
    expect(tracesIn({ here: `before ${text} after` }, [SECRET])).not.toEqual([]);
  }
});

test('a wrong key, the right one, a save, an invalid one and a conflict', async () => {
  expect(await settings.connect(WRONG_KEY)).toMatchObject({ type: 'invalid' });
  expect(await settings.connect(KEY)).toMatchObject({ type: 'saved' });
  expect(await settings.save({ variables: variables(SECRET) })).toMatchObject({ type: 'saved' });
  const unsaved = [{ name: '1', secret: true, value: UNSAVED }];
  expect(await settings.save({ variables: unsaved })).toMatchObject({ type: 'invalid' });
  const late = await settings.save({ variables: variables(UNSAVED) }, 0);
  expect(late).toMatchObject({ type: 'conflict' });
  // They are where they belong.
  expect(tracesIn({ kept: kept() }, [KEY])).not.toEqual([]);
  expect(tracesIn({ kept: kept() }, [SECRET])).not.toEqual([]);
  expect(tracesIn({ kept: kept() }, [UNSAVED, WRONG_KEY])).toEqual([]);
});

test('a stage that fails and prints what it knows', async () => {
  await clone.branch('feature');
  await clone.commit('Print everything', { 'ci.yml': ECHO });
  await clone.push();
  await canary.client.openPullRequest(REPOSITORY, 'feature');
  const card = await settled();
  expect(card.title).toBe('Failed');
  const tail = card.failure?.logTail?.join('\n');
  expect(tail).toContain('[SECRET]');
  expect(tail).toContain('[LINES]');
  const whole = (await act('readLog')) as unknown as LogResult;
  expect(whole.type === 'log' && whole.text).toContain('[SECRET]');
});

testPages('when it has failed', () => session, /\[SECRET\]/);

describe('a provider that repeats what it was sent', () => {
  afterEach(() => canary.intercept());

  const refuse = (calls: RegExp, status: number) => refuseWithAll(session, calls, status);
  const refused = () => refusedCard(session);

  test.each([
    ['to a PUT of env vars', /^PUT .*env-vars$/, 400, REPLACED],
    ['to a DELETE of env vars', /^DELETE .*env-vars$/, 403, SECRET],
    ['to a landscape', /^POST .*landscape/, 400, SECRET],
    ['to the start of a stage', /^POST .*pipeline\/\w+\/start/, 400, REPLACED],
    ['to every call that changes something', /^(?!GET)/, 403, SECRET],
    ['to every call that changes something, for the key', /^(?!GET)/, 401, SECRET],
    ['to every call that changes something, as an outage', /^(?!GET)/, 502, REPLACED],
    ['to a look at the environment', /^GET .*status$/, 400, SECRET],
    ['to a look at a stage', /^GET .*pipeline\/prepare$/, 400, REPLACED],
    ['to a look at the commit', /^GET .*git\/head$/, 403, SECRET],
    ['to a look at the env vars', /^GET .*env-vars$/, 400, REPLACED],
    ['to every look', /^GET .*workspaces/, 502, SECRET],
  ])('%s', async (_what, calls, status, value) => {
    refuse(calls, status);
    // One goes, so that it is removed from the environment.
    const gone = { name: `GONE_${status}`, secret: true, value };
    const { type } = await settings.save({ variables: [...variables(value), gone] });
    expect(type).toBe('saved');
    await refused();
    canary.intercept();
    await act('redeploy');
    await settled();
  });

  test('to a DELETE of the environment', async () => {
    await act('redeploy');
    await settled();
    refuse(/^DELETE .*workspaces\/\d+$/, 403);
    await act('deletePreview');
    expect(await refused()).toBe('Could not delete the environment: Codesphere answered 403.');
    canary.intercept();
    await settled();
    await act('redeploy');
    await settled();
  });
});

testRefusedPages(() => session);

test('a preview that becomes ready, and is deployed anew', async () => {
  await clone.git('checkout', '--quiet', 'feature');
  await clone.commit('Mend it', { 'ci.yml': RUN });
  await clone.push();
  await settings.save({
    variables: variables(REPLACED),
    options: stagesOnly('run'),
  });
  expect(await settled()).toMatchObject({ title: 'Ready' });
  await act('redeploy');
  expect(await settled()).toMatchObject({ title: 'Ready' });
  await act('readHistory');
});

testPages('when it is ready', () => session, /Ready/);

test('a preview that somebody deletes', async () => {
  await act('deletePreview');
  expect(await settled()).toMatchObject({ title: 'Removed' });
  const machines = JSON.stringify(canary.platform.codesphere.controls.workspaces());
  expect(tracesIn({ machines }, CANARIES)).toEqual([]);
});

describe('an environment that cannot be made', () => {
  afterEach(() => canary.platform.codesphere.controls.behaveNormally());

  test.each([
    ['without billing', { missingBilling: true }, /402/],
    ['of a plan that is gone', { removedPlans: [8] }, /plan/i],
    ['from a repository that the provider cannot clone', { gitDisconnected: true }, /clone|fetch/],
    ['at a provider that is down', { outageStatus: 503 as const }, /503/],
    ['at a provider that asks for a pause', { retryAfterSeconds: 5 }, /429/],
  ])('%s', async (_what, behaviour, words) => {
    canary.platform.codesphere.controls.behave(behaviour);
    await act('redeploy');
    await eventually(async () => {
      const { failure } = await canary.client.card(REPOSITORY, 1);
      return words.test(failure?.message ?? '') || undefined;
    });
    canary.platform.codesphere.controls.behaveNormally();
    await act('deletePreview');
    await settled();
  });

  test('with a key of an account without billing', async () => {
    expect(await settings.connect(NO_BILLING)).toMatchObject({ type: 'saved' });
    await act('redeploy');
    expect((await settled()).failure?.message).toContain('402');
    expect(await settings.connect(KEY)).toMatchObject({ type: 'saved' });
    expect(await settled()).toMatchObject({ title: 'Ready' });
  });
});

testForks(() => session);
testEnds(() => session);
describe('sweeps', () => testSweeps(() => session));
describe('settings', () => testSettings(() => session));
describe('deployments', () => testDeployments(() => session));
// A block of its own: its trouble has to end before the traces are looked for.
describe('calls of the app that fail', () => testFaults(() => session));
testDisconnecting(() => session);
