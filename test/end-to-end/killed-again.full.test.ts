import { chooseRepeatedMoments } from './killed-moments';
import { isAnswered, operations } from './killed-operations';
import { startProcess } from './killed-process';
import { type KilledSession, startSession } from './killed-session';

jest.setTimeout(600_000);

let session: KilledSession;

beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.end());

test.each(chooseRepeatedMoments())(
  '$name: killed at point $point and at points $starts of the next starts (seed $seed), it converges',
  async ({ operation, point, starts }) => {
    const [act] = await session.prepare([operation]);
    const killed = session.running;
    await killed.killAfter(point);
    const answered = await session.perform(act!);
    await killed.kill();
    for (const start of starts) {
      const again = await startProcess(session.place, { killAt: start });
      await again?.client.idle().catch(() => undefined);
      await again?.kill();
    }
    await session.restart();
    await session.expectNothingLost(killed, act!, answered);
  },
);

test('its processes that run the app killed again and again, it converges', async () => {
  const acts = await session.prepare(operations);
  const { running } = session;
  await running.killRunnersAfter(20, 60, 150, 300);
  const answered: boolean[] = [];
  for (const act of acts) answered.push(await isAnswered(act, running.client));
  for (const [index, act] of acts.entries()) {
    await session.expectNothingLost(running, act, answered[index]!);
  }
  expect(running.lastWords().match(/Killed the runners/g)).toHaveLength(4);
});
