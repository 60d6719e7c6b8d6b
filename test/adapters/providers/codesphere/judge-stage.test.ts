import {
  judgeStage,
  timesOf,
  type Entry,
} from '../../../../src/adapters/providers/codesphere/judge-stage';

const START = Date.parse('2026-09-01T12:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;

type State = Entry['state'];

function entry(server: string, state: State, steps: State[] = [], startedAt?: number): Entry {
  return {
    ...{ server, state, startedAt, finishedAt: undefined },
    steps: steps.map((one) => ({ state: one, startedAt: undefined })),
  };
}

describe('prepare and test', () => {
  it.each<[string, Entry[], string]>([
    ['nothing', [], 'running'],
    ['the environment is at it', [entry('codesphere-ide', 'running')], 'running'],
    ['the environment has it', [entry('codesphere-ide', 'success', ['success'])], 'done'],
    ['nothing to do in it', [entry('codesphere-ide', 'success')], 'absent'],
    [
      'servers that have no part in it',
      [entry('codesphere-ide', 'success', ['success']), entry('web', 'waiting')],
      'done',
    ],
    ['a server alone', [entry('web', 'success')], 'running'],
    [
      'one of two replicas',
      [entry('codesphere-ide', 'success'), entry('codesphere-ide', 'running')],
      'running',
    ],
    ['a failure', [entry('codesphere-ide', 'failure')], 'failed'],
  ])('with %s', (_, entries, type) => {
    expect(judgeStage('prepare', entries, START, 5 * SECOND).type).toBe(type);
    expect(judgeStage('test', entries, START, 5 * SECOND).type).toBe(type);
  });
});

describe('run', () => {
  it.each<[string, Entry[], string]>([
    ['nothing', [], 'running'],
    ['its servers up', [entry('codesphere-ide', 'waiting'), entry('web', 'running')], 'done'],
    ['one server up', [entry('web', 'running'), entry('api', 'waiting')], 'running'],
    ['a server failed', [entry('web', 'running'), entry('api', 'failure')], 'failed'],
    ['the environment alone', [entry('codesphere-ide', 'running')], 'done'],
    ['the environment alone, without a part in it', [entry('codesphere-ide', 'waiting')], 'done'],
    [
      'the environment alone, about to begin',
      [entry('codesphere-ide', 'waiting', ['waiting'])],
      'running',
    ],
  ])('with %s', (_, entries, type) => {
    expect(judgeStage('run', entries, START, 5 * SECOND).type).toBe(type);
  });
});

it('counts the steps', () => {
  const entries = [entry('codesphere-ide', 'running', ['success', 'running', 'waiting'])];
  expect(judgeStage('prepare', entries, START, SECOND)).toEqual({
    ...{ type: 'running', detail: 'step 2 of 3' },
  });
  const failed = [entry('codesphere-ide', 'failure', ['success', 'failure', 'waiting'])];
  expect(judgeStage('prepare', failed, START, SECOND)).toMatchObject({ type: 'failed', step: 1 });
});

it('does not take the run before for this one', () => {
  const before = [entry('codesphere-ide', 'success', ['success'], START - 5 * MINUTE)];
  expect(judgeStage('prepare', before, START, 10 * SECOND).type).toBe('running');
  // A clock that is wrong must not make it wait for ever.
  expect(judgeStage('prepare', before, START, 3 * MINUTE).type).toBe('done');
});

it('forgives the abort of the run that was stopped for this one', () => {
  const aborted = [entry('web', 'aborted', ['aborted'], START - 30 * SECOND)];
  expect(judgeStage('run', aborted, START, 5 * SECOND).type).toBe('running');
  expect(judgeStage('run', aborted, START, 20 * SECOND).type).toBe('failed');
});

it('notices that there is nothing to run', () => {
  expect(judgeStage('run', [], START, 3 * MINUTE).type).toBe('idle');
  const waiting = [entry('codesphere-ide', 'waiting')];
  expect(judgeStage('prepare', waiting, START, 3 * MINUTE).type).toBe('idle');
  const queued = [entry('codesphere-ide', 'waiting', ['waiting'])];
  expect(judgeStage('run', queued, START, 3 * MINUTE).type).toBe('running');
});

describe("the provider's own times", () => {
  const at = (startedAt?: number, finishedAt?: number, ...steps: number[]): Entry => ({
    ...{ server: 'web', state: 'running', startedAt, finishedAt },
    steps: steps.map((one) => ({ state: 'running', startedAt: one })),
  });

  it.each<[string, Entry[], ReturnType<typeof timesOf>]>([
    ['a stage that has ended', [at(3, 9, 3, 6)], { startedAt: 3, endedAt: 9 }],
    [
      'servers that go on',
      [at(3, undefined, 3, 6), at(2, undefined, 2)],
      { startedAt: 2, endedAt: 6 },
    ],
    ['a server without a part in it', [at(3, 9, 3), at()], { startedAt: 3, endedAt: 9 }],
    ['a stage of which only the start is told', [at(3, undefined, 0)], {}],
    ['a stage of which nothing is told', [entry('web', 'success', ['success'])], {}],
  ])('are those of %s', (_, entries, times) => {
    expect(timesOf(entries)).toEqual(times);
  });
});
