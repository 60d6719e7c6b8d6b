import {
  ended,
  newDeployment,
  restarted,
  shownSteps,
  withProgress,
} from '../../src/domain/deployment';
import { permanent } from '../../src/domain/failure';
import type { Deployment } from '../../src/domain/preview';
import { COMMIT, NEWER, NOW } from './preview-fixture';

const STEPS = [
  { id: 'prepare', title: 'Prepare' },
  { id: 'test', title: 'Test' },
];
const begun = newDeployment({
  previous: undefined,
  commit: COMMIT,
  branch: 'rye',
  settings: 'a',
  steps: STEPS,
  now: NOW,
});

test("a step has the provider's own start and end, not those of the looks at it", () => {
  const running = withProgress(begun, 'prepare', { state: 'running' }, NOW);
  expect(running.steps[0]).toMatchObject({ state: 'running', startedAt: NOW });
  const times = { startedAt: NOW + 2000, endedAt: NOW + 17_000 };
  const done = withProgress(running, 'prepare', { state: 'done', ...times }, NOW + 25_000);
  expect(done.steps[0]).toMatchObject(times);
  const untold = withProgress(running, 'prepare', { state: 'done' }, NOW + 25_000);
  expect(untold.steps[0]).toMatchObject({ startedAt: NOW, endedAt: NOW + 25_000 });
});

test('a step in which there is nothing to do is not shown', () => {
  const { steps } = withProgress(begun, 'prepare', { state: 'absent' }, NOW);
  expect(steps.map(({ id }) => id)).toEqual(['test']);
});

test('a step that may turn out to be nothing is shown once it began, also after a new beginning', () => {
  const stop = { id: 'stop', title: 'Stop', optional: true as const };
  const planned = newDeployment({
    ...{ previous: undefined, commit: COMMIT, branch: 'rye', settings: 'a', now: NOW },
    steps: [...STEPS, stop],
  });
  const shown = (deployment: Deployment) => shownSteps(deployment).map(({ id }) => id);
  expect(shown(planned)).toEqual(['prepare', 'test']);
  expect(shown(ended(planned, NOW))).toEqual(['prepare', 'test']);
  const running = withProgress(planned, 'stop', { state: 'running' }, NOW);
  expect(shown(running)).toEqual(['prepare', 'test', 'stop']);
  expect(shown(restarted(running))).toEqual(['prepare', 'test']);
});

describe('what failed is the step', () => {
  const failure = permanent('stage-failed', 'It failed.', 'Mend it.');
  const statesOf = (deployment: Deployment) =>
    ended(deployment, NOW, failure).steps.map(({ state }) => state);

  test('that could not even be started', () => {
    expect(statesOf(begun)).toEqual(['failed', 'skipped']);
  });

  test('that ran', () => {
    const running = withProgress(begun, 'prepare', { state: 'done' }, NOW);
    expect(statesOf(withProgress(running, 'test', { state: 'running' }, NOW))).toEqual([
      'done',
      'failed',
    ]);
  });

  test('of which the provider says that it failed, and no other one', () => {
    expect(statesOf(withProgress(begun, 'prepare', { state: 'failed', failure }, NOW))).toEqual([
      'failed',
      'skipped',
    ]);
  });
});

test('a deployment knows what was ready last, also across one that failed', () => {
  const next = (previous: Deployment | undefined, commit: string) =>
    newDeployment({ previous, commit, branch: 'rye', settings: 'a', steps: STEPS, now: NOW });
  const ready: Deployment = { ...next(undefined, COMMIT), succeeded: true };
  expect(next(undefined, COMMIT).lastReady).toBeUndefined();
  expect(next(ready, NEWER).lastReady).toBe(COMMIT);
  expect(next(next(ready, NEWER), NEWER).lastReady).toBe(COMMIT);
});

test('once its environment fell asleep, nothing of what ran before answers any more', () => {
  const over = newDeployment({
    previous: undefined,
    commit: COMMIT,
    branch: 'rye',
    settings: 'a',
    steps: STEPS,
    now: NOW,
    over: true,
  });
  expect(over.over).toBe(true);
  expect(restarted(over).over).toBeUndefined();
});
