import { NO_EFFECT, saveEffect } from '../../src/domain/save-effect';
import type { RepositorySettings } from '../../src/domain/settings';
import { COMMIT, NOW, previewWith, settingsWith } from './preview-fixture';

const was = settingsWith();
const closed = previewWith({
  pullRequest: { ...previewWith().pullRequest, state: 'merged' },
});
const failed = previewWith({ state: { type: 'failed' }, holdings: [] });
const deleted = previewWith({
  state: { type: 'deleted', reason: { why: 'deleted', by: 'a', commit: COMMIT }, at: NOW },
  holdings: [],
});
const PREVIEWS = [previewWith(), previewWith(), failed, closed];

test.each<[string, Partial<RepositorySettings>, object]>([
  ['nothing that a preview uses', { updatedAt: NOW }, {}],
  ['the switch', { enabled: false }, { deletes: 2 }],
  ['the place', { options: { ...was.options!, place: '2' }, deployRevision: 2 }, { replaces: 2 }],
  ['what previews follow', { deployRevision: 2 }, { redeploys: 3 }],
])('a change of %s', (_, change, effect) => {
  expect(saveEffect(was, settingsWith(change), PREVIEWS)).toEqual({ ...NO_EFFECT, ...effect });
});

test('what somebody deleted is deleted no more', () => {
  const { deletes } = saveEffect(was, settingsWith({ enabled: false }), [deleted]);
  expect(deletes).toBe(0);
});

test('while previews were off there is nothing to touch', () => {
  const off = settingsWith({ enabled: false });
  expect(saveEffect(off, settingsWith({ deployRevision: 2 }), PREVIEWS)).toEqual(NO_EFFECT);
});
