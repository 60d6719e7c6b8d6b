import { spacelift as kind } from '../../../../src/adapters/providers/spacelift/kind';
import type { Hosting } from '../../../../src/ports/hosting';
import { failureOfCall } from '../../failure-of-call';
import {
  DATA,
  startSpacelift,
  WEB,
  type TestSpacelift,
} from '../../../local/spacelift/start-spacelift';
import { BOTH, connectTo, exampleSpec, follow, HOST, OPTIONS } from './connect-to';

jest.setTimeout(60_000);

let spacelift: TestSpacelift;
let hosting: Hosting;
beforeEach(async () => {
  spacelift = await startSpacelift();
  hosting = connectTo(spacelift);
});
afterEach(() => spacelift.stop());

const HEADING = (text: string) => ({
  'web/main.tf': `resource "page" "front" {\n  heading = "${text}"\n}\n`,
});

interface Run {
  id: string;
  state: string;
  branch: string | null;
  triggeredBy: string | null;
  commit: { hash: string };
}
/** The proposed runs of a stack, newest first. */
async function runsOf(stack = WEB): Promise<Run[]> {
  const query =
    'query($id:ID!){stack(id:$id){proposedRuns{id state branch triggeredBy commit{hash}}}}';
  const { data } = await spacelift.ask(query, { id: stack });
  return (data?.stack as { proposedRuns: Run[] }).proposedRuns;
}
/** A commit of a branch, of which Spacelift hears or does not. */
async function push(
  files: Record<string, string>,
  isHeard = true,
  branch = 'feature',
): Promise<string> {
  spacelift.local.behave({ plansPushes: isHeard });
  await runsOf();
  await runsOf(DATA);
  const commit = spacelift.repository.commit(branch, files);
  spacelift.local.hear();
  await spacelift.local.settled();
  return commit;
}

test('an offer has the stacks with their spaces, and the fields those of the repository', async () => {
  const offer = await hosting.offer();
  expect(offer.places).toEqual([{ place: HOST, title: HOST }]);
  const [field] = kind.options.fields({ offer, places: [], repository: 'demo/infra' });
  expect(field).toMatchObject({
    type: 'several',
    choices: [
      { value: DATA, label: 'Data / infra data (folder data, branch main)' },
      { value: WEB, label: 'Web / infra web (folder web, branch main)' },
    ],
  });
  const [elsewhere] = kind.options.fields({ offer, places: [], repository: 'demo/other' });
  expect(elsewhere?.help).toContain('No stack that the key sees is of this repository');
  const chosen = kind.options.parse({ stacks: [WEB], withoutRun: 'start' }, { offer, places: [] });
  expect(chosen).toEqual({ options: OPTIONS });
  const wrong = kind.options.parse({ stacks: ['odd'], withoutRun: 'x' }, { offer, places: [] });
  expect(wrong).toMatchObject({ errors: [{ field: 'stacks' }, { field: 'withoutRun' }] });
});

test('the run that Spacelift made of the commit is followed, and no second one started', async () => {
  const commit = await push(HEADING('Two'));
  const { last } = await follow(hosting, spacelift, exampleSpec(spacelift, commit));
  const [run, ...others] = await runsOf();
  expect(others).toEqual([]);
  expect(run).toMatchObject({ branch: 'feature', triggeredBy: null });
  expect(last).toEqual({
    state: 'done',
    commit,
    report: {
      says: 'Plan finished: 0 to add, 1 to change, 0 to destroy.',
      url: `https://${HOST}/stack/${WEB}/run/${run?.id}`,
      told: true,
    },
  });
});

test('where none comes within a minute one is started, of that very commit and as a proposed one', async () => {
  const files = { ...HEADING('Three'), 'web/more.tf': 'resource "page" "more" {\n}\n' };
  const commit = await push(files, false);
  const begun = spacelift.clock.now();
  const { last } = await follow(hosting, spacelift, exampleSpec(spacelift, commit));
  expect(spacelift.clock.now() - begun).toBeGreaterThanOrEqual(60_000);
  expect(await runsOf()).toMatchObject([
    { commit: { hash: commit }, branch: null, triggeredBy: 'api::local-key::previews' },
  ]);
  const says = 'Plan finished: 1 to add, 1 to change, 0 to destroy.';
  expect(last).toMatchObject({ state: 'done', commit, report: { says } });
  expect(last).not.toMatchObject({ report: { told: true } });
});

test('a stack without a run is told as such where none is to be started', async () => {
  const commit = await push(HEADING('Two'));
  const spec = exampleSpec(spacelift, commit, { options: BOTH });
  const { last } = await follow(hosting, spacelift, spec);
  expect(last).toMatchObject({
    state: 'done',
    report: {
      says: 'Plans finished. infra web: 0 to add, 1 to change, 0 to destroy; nothing planned in 1 more.',
    },
  });
  expect(await runsOf(DATA)).toEqual([]);
});

test('where no stack is touched and none is to be started, that is what is told', async () => {
  const commit = await push({ 'README.md': 'Nothing of a stack.' }, true, 'words');
  const begun = spacelift.clock.now();
  const spec = exampleSpec(spacelift, commit, { options: BOTH });
  const { last } = await follow(hosting, spacelift, spec);
  expect(spacelift.clock.now() - begun).toBeGreaterThanOrEqual(10 * 60_000);
  const says = expect.stringContaining('Spacelift planned nothing for this commit') as string;
  expect(last).toMatchObject({ state: 'done', commit, report: { says, told: true } });
  expect([await runsOf(WEB), await runsOf(DATA)]).toEqual([[], []]);
});

test('a plan that fails says why, with the end of its log and its page', async () => {
  const commit = await push({ 'web/main.tf': 'resource "page" "front" {\n  heading = oops\n}\n' });
  const { last } = await follow(hosting, spacelift, exampleSpec(spacelift, commit));
  const [run] = await runsOf();
  const logUrl = `https://${HOST}/stack/${WEB}/run/${run?.id}`;
  expect(last).toMatchObject({
    state: 'failed',
    failure: { code: 'plan-failed', mendedBy: 'person', logUrl },
    report: { url: logUrl, told: true },
  });
  const tail = last.state === 'failed' ? (last.failure.logTail ?? []) : [];
  expect(tail).toContain('Error: Invalid expression');
  expect(tail).toContain('  on web/main.tf line 2:');
  expect(tail.join('')).not.toContain('\u001b');
});

test("a policy's refusal is said in its own words", async () => {
  spacelift.local.behave({ deny: 'no pages on Fridays' });
  const commit = await push(HEADING('Two'));
  const { last } = await follow(hosting, spacelift, exampleSpec(spacelift, commit));
  const message = `The plan of ${WEB} failed: no pages on Fridays.`;
  expect(last).toMatchObject({ state: 'failed', failure: { message } });
});

test('a plan that waits for an approval says so, and goes on with it', async () => {
  spacelift.local.behave({ review: true });
  const commit = await push(HEADING('Two'));
  const spec = exampleSpec(spacelift, commit);
  const isWaiting = (progress: object) => JSON.stringify(progress).includes('waitsFor');
  const { last, environment } = await follow(hosting, spacelift, spec, isWaiting);
  expect(last).toMatchObject({
    state: 'running',
    report: { waitsFor: expect.stringContaining('0 to add, 1 to change') as string },
  });
  const acts = last.state === 'running' ? last.report?.acts : undefined;
  expect(acts?.map(({ label }) => label)).toEqual(['Approve plan', 'Reject plan']);
  await hosting.act!(environment, acts?.[0]?.id ?? '');
  const after = await hosting.readStep('plan', environment, spec, spacelift.clock.now());
  expect(after).toMatchObject({ state: 'done', commit });
});

test.each([false, true])(
  'what failed is retried when somebody wants it anew (a new run: %s)',
  async (retryIsNew) => {
    spacelift.local.behave({ deny: 'not yet', retryIsNew });
    const commit = await push(HEADING('Two'));
    await follow(hosting, spacelift, exampleSpec(spacelift, commit));
    spacelift.local.behave({ deny: '' });
    spacelift.clock.advance(5_000);
    const again = exampleSpec(spacelift, commit, { again: true });
    const { last } = await follow(hosting, spacelift, again);
    expect(last).toMatchObject({ state: 'done', commit });
    expect(await runsOf()).toHaveLength(retryIsNew ? 2 : 1);
    // Looking once more starts nothing.
    const environment = await hosting.create!(again);
    await hosting.startStep('start', environment, again);
    expect(await runsOf()).toHaveLength(retryIsNew ? 2 : 1);
  },
);

test('a close stops what the app started, and leaves alone what Spacelift did', async () => {
  spacelift.local.behave({ queued: true });
  const own = await push(HEADING('Two'));
  const waits = (progress: object) => JSON.stringify(progress).includes('waiting for a worker');
  const first = await follow(hosting, spacelift, exampleSpec(spacelift, own), waits);
  await hosting.remove!(first.environment, own);
  expect(await runsOf()).toMatchObject([{ state: 'QUEUED' }]);
  await hosting.stopStep('plan', first.environment, own);
  expect(await runsOf()).toMatchObject([{ state: 'CANCELED' }]);

  const ours = await push(HEADING('Three'), false);
  const second = await follow(hosting, spacelift, exampleSpec(spacelift, ours), waits);
  await hosting.remove!(second.environment, ours);
  expect(await runsOf()).toMatchObject([{ state: 'CANCELED' }, { state: 'CANCELED' }]);
  await hosting.remove!(second.environment, ours);
});

test('for a fork nothing is started', async () => {
  const commit = await push(HEADING('Two'), false);
  const spec = exampleSpec(spacelift, commit);
  const fork = { ...spec, source: { ...spec.source, fork: true } };
  expect(await failureOfCall(hosting.create!(fork))).toMatchObject({ code: 'fork-unsupported' });
  expect(await runsOf()).toEqual([]);
});

test.each([
  [{ lockedBy: 'grace' }, 'is locked by grace (Hands off)'],
  [{ disabled: true }, 'is disabled'],
  [{ detached: true }, 'has no Bitbucket integration any more'],
])('with %j nothing is started, and the card says why', async (switches, words) => {
  const commit = await push(HEADING('Two'), false);
  spacelift.local.behave(switches);
  const spec = exampleSpec(spacelift, commit);
  const environment = await hosting.create!(spec);
  spacelift.clock.advance(61_000);
  const failure = await failureOfCall(hosting.startStep('start', environment, spec));
  expect(failure.message).toBe(`The stack ${WEB} ${words}.`);
  expect(await runsOf()).toEqual([]);
});
