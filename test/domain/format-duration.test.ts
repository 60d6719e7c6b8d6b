import { formatDuration } from '../../src/domain/format-duration';

test.each([
  [-5, '0 s'],
  [12_400, '12 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [199_000, '3 min'],
  [3_600_000, '1 h'],
  [3_900_000, '1 h 5 min'],
])('%d ms are %s', (milliseconds, words) => {
  expect(formatDuration(milliseconds)).toBe(words);
});
