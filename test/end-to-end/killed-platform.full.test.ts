import { chooseMoments, type Moment } from './killed-moments';
import { type Act, operations } from './killed-operations';
import { type KilledSession, startSession } from './killed-session';

jest.setTimeout(600_000);

const moments = chooseMoments();
/** So many acts are prepared at once. */
const PREPARED = 2 * operations.length;

let session: KilledSession;
const prepared = new Map<Moment, Act>();

beforeAll(async () => {
  session = await startSession();
});
afterAll(() => session?.end());

async function actAt(moment: Moment): Promise<Act> {
  if (!prepared.has(moment)) {
    const first = moments.indexOf(moment);
    const coming = moments.slice(first, first + PREPARED);
    const acts = await session.prepare(coming.map(({ operation }) => operation));
    acts.forEach((act, index) => prepared.set(coming[index]!, act));
  }
  return prepared.get(moment)!;
}

test.each(moments)('$name: killed at point $point (seed $seed), it converges', async (moment) => {
  const act = await actAt(moment);
  const killed = session.running;
  await killed.killAfter(moment.point);
  const answered = await session.perform(act);
  await killed.kill();
  await session.restart();
  await session.expectNothingLost(killed, act, answered);
});
