import { FailureError, permanent, transient } from '../../src/domain/failure';
import { environmentOf } from '../../src/domain/holding';
import { showCard } from '../../src/domain/show-card';
import type { StepProgress } from '../../src/domain/provider';
import { actOnReport } from '../../src/usecases/card/act-on-report';
import { perform } from './perform';
import { createReporting, PAGE, type Reporting } from './reporting-kind';
import { repositoryAt, type World } from './world';
import { createConnectedWorld, first, OPEN, readRecord } from './world-with-preview';

const MINUTE = 60_000;
const push = { type: 'push', ...first } as const;

const commentOf = (world: World) =>
  world.bitbucket.comments(repositoryAt(world, 0), 1).map(({ raw }) => raw)[0] ?? '';
const statusesOf = (world: World) =>
  world.bitbucket.statuses().map(({ state, description }) => ({ state, description }));

async function createReportingWorld(answer?: (commit: string) => StepProgress) {
  const reporting = createReporting();
  if (answer) reporting.answer = answer;
  const world = await createConnectedWorld({ skewsMs: [0], reporting });
  await perform(world, OPEN);
  await world.pass(MINUTE);
  return { world, reporting };
}

async function cardOf(world: World, { kind }: Reporting) {
  const preview = await readRecord(world);
  return showCard({
    pullRequest: 'gone',
    settings: undefined,
    preview,
    provider: kind,
    version: '1',
    mayWrite: true,
    now: world.clock.now(),
  });
}

test('what came of it is said with its page, and nothing is visited or listed', async () => {
  const { world, reporting } = await createReportingWorld();
  const record = await readRecord(world);
  expect(record.state.type).toBe('ready');
  expect(environmentOf(record)?.url).toBeUndefined();
  expect(statusesOf(world)).toEqual([{ state: 'SUCCESSFUL', description: 'All well.' }]);
  expect(commentOf(world)).toContain(`**Finished**`);
  expect(commentOf(world)).toContain(PAGE);
  expect(await cardOf(world, reporting)).toMatchObject({
    title: 'Finished',
    message: 'All well.',
    isReport: true,
    providerPage: { url: PAGE },
  });
  const before = record.revision;
  await world.pass(20 * MINUTE);
  expect((await readRecord(world)).revision).toBe(before);
});

test('no status is set where the provider has its own', async () => {
  const { world } = await createReportingWorld((commit) => ({
    state: 'done',
    commit,
    report: { says: 'All well.', url: PAGE, told: true },
  }));
  expect((await readRecord(world)).state.type).toBe('ready');
  expect(statusesOf(world)).toEqual([]);
  expect(commentOf(world)).toContain('**Finished**');
});

test('a push stops what an older commit started, and is told to be another commit', async () => {
  const { world, reporting } = await createReportingWorld(() => ({
    state: 'running',
    report: { url: PAGE },
  }));
  const { commit } = (await readRecord(world)).pullRequest;
  await perform(world, push);
  await world.pass(MINUTE);
  expect(reporting.stopped).toContain(commit);
  const newest = (await readRecord(world)).pullRequest.commit;
  expect(reporting.started.at(-1)).toEqual({ commit: newest, again: false });
});

test('what waits for a person says so, is looked at seldom, and keeps no slot', async () => {
  const waitsFor = 'Somebody has to approve it.';
  const { world, reporting } = await createReportingWorld(() => ({
    state: 'running',
    report: { url: PAGE, waitsFor },
  }));
  const record = await readRecord(world);
  expect(record.slot).toBeUndefined();
  expect(statusesOf(world)).toEqual([{ state: 'INPROGRESS', description: waitsFor }]);
  expect(await cardOf(world, reporting)).toMatchObject({
    title: 'Needs a person',
    message: waitsFor,
  });
  let looks = 0;
  reporting.answer = () => {
    looks += 1;
    return { state: 'running', report: { url: PAGE, waitsFor } };
  };
  await world.pass(2 * 60 * MINUTE);
  expect(looks).toBeLessThan(90);
  reporting.answer = (commit) => ({ state: 'done', commit, report: { says: 'Approved.' } });
  await world.pass(20 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('ready');
});

test('a failure is one, and a redeploy of the same commit is told to be one', async () => {
  const failure = permanent('plan-failed', 'It failed.', 'Push.');
  const { world, reporting } = await createReportingWorld(() => ({ state: 'failed', failure }));
  expect(statusesOf(world)).toEqual([{ state: 'FAILED', description: 'It failed.' }]);
  reporting.answer = (commit) => ({ state: 'done', commit, report: { says: 'Well now.' } });
  await perform(world, { type: 'redeploy', ...first });
  await world.pass(MINUTE);
  expect(reporting.started.at(-1)?.again).toBe(true);
  expect(statusesOf(world)).toEqual([{ state: 'SUCCESSFUL', description: 'Well now.' }]);
});

test('after the merge it has ended: what was started for the commit is stopped, and nothing is waited for', async () => {
  const { world, reporting } = await createReportingWorld();
  const { commit } = (await readRecord(world)).pullRequest;
  await perform(world, { type: 'merge', ...first });
  await world.pass(2 * MINUTE);
  const record = await readRecord(world);
  expect(record.state.type).toBe('deleted');
  expect(record.history.at(-1)?.text).toMatch(/^Ended/);
  expect(reporting.stopped).toContain(commit);
  expect(await cardOf(world, reporting)).toMatchObject({
    title: 'Ended',
    providerPage: { url: PAGE },
  });
});

test('what waits for a decision is decided in the card, once, by those who may write', async () => {
  const acts = [{ id: 'yes 1', label: 'Approve' }];
  const { world, reporting } = await createReportingWorld(() => ({
    state: 'running',
    report: { url: PAGE, waitsFor: 'Somebody has to approve it.', acts },
  }));
  const { key } = await readRecord(world);
  const decide = (id: string) =>
    world.invoke(async (deps) => void (await actOnReport(deps, key, id, 'ada')));
  expect(await decide('no such act')).toBe('failed');
  expect(reporting.acted).toEqual([]);
  reporting.answer = (commit) => ({ state: 'done', commit, report: { says: 'Approved.' } });
  expect(await decide('yes 1')).toBe('done');
  expect(reporting.acted).toEqual(['yes 1']);
  expect(await decide('yes 1')).toBe('failed');
  await world.pass(10_000);
  const record = await readRecord(world);
  expect(record.state.type).toBe('ready');
  expect(record.history.some(({ text, by }) => text === 'Approve: done.' && by === 'ada')).toBe(
    true,
  );
  expect(reporting.acted).toEqual(['yes 1']);
});

test('an outage of the provider ends nothing: what it makes is followed, and not begun again', async () => {
  let isDown = false;
  const { world, reporting } = await createReportingWorld((commit) => {
    if (isDown) throw new FailureError(transient('provider-unreachable', 'No answer.'));
    return { state: 'running', detail: commit };
  });
  isDown = true;
  world.provider.controls.behave({ outageStatus: 502 });
  await world.pass(40 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('deploying');
  world.provider.controls.behave({ outageStatus: undefined });
  isDown = false;
  await world.pass(20 * MINUTE);
  expect((await readRecord(world)).state.type).toBe('deploying');
  expect(reporting.started).toHaveLength(1);
});
