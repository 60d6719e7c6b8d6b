import { describeChanges } from '../../src/domain/settings-change';
import { emptySettings } from '../../src/domain/settings';
import { REPOSITORY, settingsWith } from './preview-fixture';

const is = settingsWith();

test.each([
  [true, true],
  [false, false],
])('the first save with the test stage %s names what a failing test does: %s', (on, named) => {
  const stages = { prepare: true, test: on, run: true };
  const after = { ...is, options: { ...is.options!, stages } };
  const changes = describeChanges(emptySettings(REPOSITORY), after, []);
  expect(changes.some((line) => line.startsWith('A failing test stage'))).toBe(named);
});

test('nothing changed says nothing', () => {
  expect(describeChanges(is, is, [])).toEqual([]);
});
