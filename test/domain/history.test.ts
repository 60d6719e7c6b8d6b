import { appended, lateSeconds, showHistory } from '../../src/domain/history';
import { NOW, previewWith } from './preview-fixture';

test('a history keeps its newest entries, and none that is endless', () => {
  let history = appended([], { at: 0, text: 'x'.repeat(5000) });
  expect(history[0]?.text.length).toBe(400);
  for (let at = 1; at <= 100; at += 1) history = appended(history, { at, text: 'more' });
  expect(history.length).toBe(60);
  expect(history.at(-1)?.at).toBe(100);
  expect(JSON.stringify(history).length).toBeLessThan(60 * 600);
});

test('no character of a history is cut in two', () => {
  const [entry] = appended([], { at: 0, text: `x${'💣'.repeat(300)}` });
  expect(entry?.text).toMatch(/^x(💣)+…$/u);
});

test.each([
  [undefined, undefined],
  [NOW - 59_000, undefined],
  [NOW + 59_000, undefined],
  [NOW - 240_000, 240],
])('an event of %p was late: %p', (eventAt, seconds) => {
  expect(lateSeconds(eventAt, NOW)).toBe(seconds);
});

test('what is shown says newest first what happened, by what it was noticed and on whose word', () => {
  const history = [
    { at: 1, text: 'a', cause: 'sweep', lateSeconds: 90 },
    { at: 2, text: 'b', by: 'will' },
  ] as const;
  expect(showHistory(previewWith({ history: [...history] }))).toEqual([
    { at: 2, text: 'b', by: 'will' },
    { at: 1, text: 'a', noticedBy: 'the regular look at all pull requests', lateSeconds: 90 },
  ]);
  expect(showHistory(undefined)).toEqual([]);
});
