import type { DeploymentRequest } from '../../../examples/host/deployment-request';
import type { EnvironmentRecord } from '../../../examples/host/environment-record';
import type { EnvironmentWork, WorkContext } from '../../../examples/host/environment-work';
import { type Environments, takeUpEnvironments } from '../../../examples/host/environments';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let directory: string;
let environments: Environments;
/** What was done, in order. */
let done: string[];
/** What happens while the state is written. */
let meanwhile: () => Promise<void>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'host-environments-'));
  const state = { environments: {}, keys: {} };
  const save = async () => {
    await meanwhile();
    done.push('saved');
  };
  const context: Partial<WorkContext> = {
    ...{ directory, file: { state, save } },
    now: () => '2026-09-01T12:00:00.000Z',
  };
  const work: Partial<EnvironmentWork> = {
    deploy: ({ deployment }) => void done.push(`begun ${deployment.request.source.branch}`),
    cancel: () => void done.push('cancelled'),
    start: () => void done.push('started'),
    halt: () => void done.push('halted'),
    remove: () => void done.push('removed'),
  };
  [done, meanwhile] = [[], () => Promise.resolve()];
  environments = await takeUpEnvironments(context as WorkContext, work as EnvironmentWork);
  done.length = 0;
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const request = (branch: string) => ({ source: { branch } }) as DeploymentRequest;

test('a deployment begins once it is stored', async () => {
  const { deployment } = await environments.deploy('one', request('rye'), 'key-1');
  expect(done).toEqual(['saved', 'begun rye']);
  expect(deployment.state).toBe('queued');
});

test.each([
  [
    'superseded',
    async () => void (await environments.deploy('one', request('oats'), 'key-2')),
    ['saved', 'begun oats', 'saved'],
  ],
  [
    'cancelled',
    () => environments.cancel(find(), find().deployment.id),
    ['cancelled', 'saved', 'saved'],
  ],
  ['deleted', () => environments.remove(find()), ['removed', 'saved', 'saved']],
])('one that is %s while it is stored does not begin', async (_how, act, expected) => {
  meanwhile = () => {
    meanwhile = () => Promise.resolve();
    return act();
  };
  await environments.deploy('one', request('rye'), 'key-1');
  expect(done).toEqual(expected);
});

/** An environment that sleeps. */
async function makeAsleep(): Promise<void> {
  const record = await environments.deploy('one', request('rye'), 'key-1');
  record.deployment.state = 'succeeded';
  record.runs = { state: 'asleep' } as EnvironmentRecord['runs'];
  done.length = 0;
}

test('an app starts once it is stored that it shall', async () => {
  await makeAsleep();
  await environments.wake(find());
  expect(done).toEqual(['saved', 'started']);
});

test('one that is put to sleep again while that is stored does not start', async () => {
  await makeAsleep();
  meanwhile = () => {
    meanwhile = () => Promise.resolve();
    return environments.sleep(find());
  };
  await environments.wake(find());
  expect(done).toEqual(['halted', 'saved', 'saved']);
  expect(find().runs?.state).toBe('asleep');
});

function find() {
  return environments.find('one')!;
}
