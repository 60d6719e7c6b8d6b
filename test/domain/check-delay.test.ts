import { pollDelaySeconds, retryDelaySeconds } from '../../src/domain/check-delay';

test('a deployment of a minute is looked at no more than ten times', () => {
  let elapsed = 0;
  let looks = 0;
  for (; elapsed < 60; looks += 1) elapsed += pollDelaySeconds(elapsed * 1000);
  expect(looks).toBeLessThanOrEqual(10);
});

test('a clock that ran backwards does not stop the looks', () => {
  expect(pollDelaySeconds(-5000)).toBe(2);
});

test('retries slow down, up to what a queue can delay', () => {
  expect([1, 2, 3, 4, 20].map((count) => retryDelaySeconds(count))).toEqual([15, 30, 60, 120, 900]);
});

test('the other side may ask for more patience', () => {
  expect(retryDelaySeconds(1, 100.5)).toBe(101);
  expect(retryDelaySeconds(1, 10_000)).toBe(900);
});
