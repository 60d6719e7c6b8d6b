import { systemClock } from '../../local/clock';

test('what falls due while time is moved on is done, in its order, and the rest waits on', async () => {
  const clock = systemClock();
  const done: string[] = [];
  const all = new Promise<void>((resolve) => {
    clock.after(3 * 86_400_000, () => {
      done.push('later');
      resolve();
    });
  });
  clock.after(60_000, () => done.push('sooner'));
  const cancel = clock.after(1_000, () => done.push('cancelled'));
  const month = clock.after(40 * 86_400_000, () => done.push('in a month'));
  cancel();
  const before = clock.now();
  clock.advance(3 * 86_400_000);
  expect(clock.now() - before).toBeGreaterThanOrEqual(3 * 86_400_000);
  await all;
  month();
  expect(done).toEqual(['sooner', 'later']);
});
