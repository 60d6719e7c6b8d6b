import { mayBeGreen } from '../../src/domain/announce/outbox';
import type { Command } from './command';
import { perform } from './perform';
import { findUnsettled } from './settled';
import type { World } from './world';
import { createWorldWithPreview, first, readRecord } from './world-with-preview';

jest.setTimeout(300_000);

const MINUTE = 60_000;
/** More calls than any look makes. */
const MOST_CALLS = 16;

/** A world in which Bitbucket goes down for two hours after `skip` calls of what `command` brings about. */
async function performBeforeOutage(command: Command, skip: number): Promise<World> {
  const world = await createWorldWithPreview();
  const until = world.clock.now() + 120 * MINUTE;
  world.interrupt(skip, () => Promise.resolve(world.faults.breakDown('bitbucket', '503', until)));
  await perform(world, command);
  return world;
}

test.each(['push', 'redeploy', 'merge', 'delete-preview'] as const)(
  'a %s: whenever Bitbucket goes down, nothing is called ready that does not run, and all is known afterwards',
  async (type) => {
    for (let skip = 0; skip < MOST_CALLS; skip += 1) {
      const world = await performBeforeOutage({ type, ...first }, skip);
      for (let minute = 0; minute < 180; minute += 1) {
        await world.pass(MINUTE);
        world.invariants.check();
      }
      expect(await findUnsettled(world)).toEqual([]);
    }
  },
);

/** A world in which calls of a look fail, `calls` after the first `skip` ones, and the next do not. */
async function performDuringOutage(
  command: Command,
  kind: '503' | '404',
  { skip, calls }: { skip: number; calls: number },
): Promise<World> {
  const world = await createWorldWithPreview();
  const until = world.clock.now() + 120 * MINUTE;
  world.interrupt(skip, () =>
    Promise.resolve(world.faults.breakDown('bitbucket', kind, until, calls)),
  );
  await perform(world, command);
  return world;
}

describe.each(['503', '404'] as const)('an outage of Bitbucket with %s', (kind) => {
  test.each(['push', 'redeploy', 'merge', 'delete-preview'] as const)(
    'that begins and ends in one look does not change what becomes of a %s',
    async (type) => {
      for (let skip = 0; skip < MOST_CALLS; skip += 1) {
        for (const calls of [1, 2]) {
          const world = await performDuringOutage({ type, ...first }, kind, { skip, calls });
          await world.pass(40 * MINUTE);
          expect([{ skip, calls }, ...(await findUnsettled(world))]).toEqual([{ skip, calls }]);
        }
      }
    },
  );
});

test('the record says why a deployment waits', async () => {
  const waiting = [];
  for (let skip = 0; skip < MOST_CALLS; skip += 1) {
    const world = await performBeforeOutage({ type: 'push', ...first }, skip);
    await world.pass(5 * MINUTE);
    const record = await readRecord(world);
    if (record.state.type === 'deploying' && record.outbox.some(mayBeGreen)) waiting.push(record);
  }
  expect(waiting).not.toEqual([]);
  for (const { outbox, deployment, history } of waiting) {
    const failure = outbox.find(mayBeGreen)?.trouble?.failure;
    expect(failure).toMatchObject({ code: 'bitbucket-unreachable' });
    expect(history.map(({ text }) => text)).toContain(failure?.message);
    expect(deployment?.steps.every((step) => step.state === 'waiting')).toBe(true);
  }
});
