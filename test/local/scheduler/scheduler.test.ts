import { manualClock } from '../../../local/clock';
import { createScheduler } from '../../../local/scheduler/scheduler';
import { openMemoryStore } from '../../../local/state-store';

function setUp() {
  const clock = manualClock(0);
  const store = openMemoryStore();
  const ran: string[] = [];
  const make = () =>
    createScheduler({
      store,
      clock,
      triggers: [
        { key: 'often', functionKey: 'f', interval: 'fiveMinute' },
        { key: 'daily', functionKey: 'g', interval: 'day' },
      ],
      run: ({ key }) => {
        ran.push(key);
        return Promise.resolve();
      },
    });
  return { clock, make, ran };
}

const HOUR = 3_600_000;

it('runs each trigger at its interval', () => {
  const { clock, make, ran } = setUp();
  make().start();
  clock.advance(24 * HOUR);
  expect(ran.filter((key) => key === 'often')).toHaveLength(288);
  expect(ran.filter((key) => key === 'daily')).toHaveLength(1);
});

it('keeps a long interval over a restart', () => {
  const { clock, make, ran } = setUp();
  const first = make();
  first.start();
  clock.advance(20 * HOUR);
  first.stop();
  ran.length = 0;
  make().start();
  clock.advance(4 * HOUR);
  expect(ran).toContain('daily');
});

it('runs a trigger on demand and stops when told', async () => {
  const { clock, make, ran } = setUp();
  const scheduler = make();
  scheduler.start();
  scheduler.stop();
  await scheduler.runNow('daily');
  expect(scheduler.runNow('unknown')).toBeUndefined();
  clock.advance(24 * HOUR);
  expect(ran).toEqual(['daily']);
});
