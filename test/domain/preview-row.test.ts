import { showPreviews, type RowFacts } from '../../src/domain/preview-row';
import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { Preview } from '../../src/domain/preview';
import { previewOfBranch, previewOfPullRequest } from '../../src/domain/preview-key';
import { NO_RULES } from '../../src/domain/rules';
import { KEY, NOW, previewWith, settingsWith } from './preview-fixture';

const facts: RowFacts = {
  settings: settingsWith(),
  provider: codesphere,
  mayWrite: true,
  now: NOW,
};

const BRANCH = previewOfBranch(KEY, 'develop')!;

function of(id: number, changes: Partial<Preview> = {}): Preview {
  return previewWith({ key: previewOfPullRequest(KEY, id), ...changes });
}

test('branches come first, then the newest pull requests', () => {
  const { rows } = showPreviews([of(2), of(11), previewWith({ key: BRANCH })], 0, facts);
  expect(rows.map(({ subject }) => subject)).toEqual([
    { kind: 'branch', name: 'develop' },
    { kind: 'pull-request', id: 11 },
    { kind: 'pull-request', id: 2 },
  ]);
});

test('what nobody wants has no row, what somebody asked for has', () => {
  const none = { state: { type: 'none' as const }, holdings: [] };
  const request = { type: 'redeploy' as const, by: 'ada', at: NOW };
  const { rows } = showPreviews([of(1, none), of(2, { ...none, request })], 0, facts);
  expect(rows.map(({ subject }) => subject)).toEqual([{ kind: 'pull-request', id: 2 }]);
});

test('who may not write has a list without actions', () => {
  const actions = (mayWrite: boolean) =>
    showPreviews([of(1)], 0, { ...facts, mayWrite }).rows.map((row) => row.actions);
  expect(actions(true)).toEqual([
    { redeploy: true, extend: false, keep: false, keepNoLonger: false, delete: true },
  ]);
  expect(actions(false)).toEqual([
    { redeploy: false, extend: false, keep: false, keepNoLonger: false, delete: false },
  ]);
});

test('rules about the time of pull requests end no preview of a branch', () => {
  const settings = settingsWith({ rules: { ...NO_RULES, days: 3 } });
  const shown = showPreviews([previewWith({ key: BRANCH }), of(1)], 0, { ...facts, settings });
  const ends = shown.rows.map(({ livesUntil, actions: { extend, keep } }) => [
    livesUntil !== undefined,
    extend,
    keep,
  ]);
  expect(ends).toEqual([
    [false, false, false],
    [true, true, true],
  ]);
});

test('a list in which something moves asks again soon', () => {
  const pace = (...previews: Preview[]) => showPreviews(previews, 0, facts).refreshAfterSeconds;
  expect(pace(of(1))).toBe(30);
  expect(pace(of(1), of(2, { state: { type: 'deploying' } }))).toBe(5);
  expect(pace()).toBe(30);
});
