import { type Figure, formatFigures, passes } from '../../bench/figure';

const figure: Figure = { name: 'polls', value: 10, unit: 'calls', limit: 10, method: 'counted' };

test('a value passes up to its limit, and always without one', () => {
  expect(passes(figure)).toBe(true);
  expect(passes({ ...figure, value: 11 })).toBe(false);
  const { limit: _, ...free } = figure;
  expect(passes({ ...free, value: 1e6 })).toBe(true);
});

test('the table names value, limit and verdict, and what the value is made of', () => {
  const text = formatFigures([
    figure,
    { ...figure, name: 'reads', value: 11, details: ['11 reads of one thing'] },
  ]);
  expect(text).toMatch(/^polls +10 calls +10 +pass$/m);
  expect(text).toMatch(/^reads +11 calls +10 +FAIL$/m);
  expect(text).toContain('reads: counted\n    11 reads of one thing');
});
