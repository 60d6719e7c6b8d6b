import { NO_EFFECT, saveEffect } from '../../src/domain/save-effect';
import { withTouch } from '../../src/domain/policy/paths';
import { NO_RULES } from '../../src/domain/rules';
import type { RepositorySettings } from '../../src/domain/settings';
import { COMMIT, NEWER, NOW, previewWith, settingsWith } from './preview-fixture';

const was = settingsWith();
const closed = previewWith({
  pullRequest: { ...previewWith().pullRequest, state: 'merged' },
});
const ofFork = previewWith({
  approval: { commit: COMMIT, by: 'a', at: NOW },
  pullRequest: {
    ...previewWith().pullRequest,
    fork: { private: false, gitUrl: 'https://bitbucket.org/mo/shop.git' },
  },
});
const failed = previewWith({ state: { type: 'failed' }, holdings: [] });
const deleted = previewWith({
  state: { type: 'deleted', reason: { why: 'deleted', by: 'a', commit: COMMIT }, at: NOW },
  holdings: [],
});
const PREVIEWS = [previewWith(), ofFork, failed, closed];
const USED_OTHERWISE = { ...was.options!, uses: '2' };
const WITH_SECRET = {
  ...was.options!,
  variables: [{ name: 'KEY', version: '1', secret: true as const }],
};

function approvedBy(approvals: number) {
  const { pullRequest } = previewWith();
  return previewWith({
    pullRequest: { ...pullRequest, review: { approvals, wantsChanges: false } },
  });
}

test.each<[string, Partial<RepositorySettings>, object]>([
  ['nothing that a preview uses', { updatedAt: NOW }, {}],
  ['the switch', { enabled: false }, { deletes: 2 }],
  ['the place', { options: { ...was.options!, place: '2' } }, { replaces: 2 }],
  ['what previews use', { options: USED_OTHERWISE }, { redeploys: 3 }],
  ['a variable that no fork gets', { options: WITH_SECRET }, { redeploys: 2 }],
])('a change of %s', (_, change, effect) => {
  expect(saveEffect(was, settingsWith(change), PREVIEWS, NOW)).toEqual({ ...NO_EFFECT, ...effect });
});

test('what somebody deleted is deleted no more', () => {
  const { deletes } = saveEffect(was, settingsWith({ enabled: false }), [deleted], NOW);
  expect(deletes).toBe(0);
});

test('while previews were off there is nothing to touch', () => {
  const off = settingsWith({ enabled: false });
  expect(saveEffect(off, settingsWith({ options: USED_OTHERWISE }), PREVIEWS, NOW)).toEqual(
    NO_EFFECT,
  );
});

test('rules delete what they no longer want, and leave what somebody asked for', () => {
  const wished = previewWith({ wish: { by: 'a', at: NOW } });
  const is = settingsWith({
    rules: { ...NO_RULES, begins: 'when-asked' },
    options: USED_OTHERWISE,
  });
  const effect = saveEffect(was, is, [previewWith(), previewWith(), wished], NOW);
  expect(effect).toEqual({ ...NO_EFFECT, deletes: 2, redeploys: 1 });
});

test('what a rule about approvals deletes is known once they were read', () => {
  const counting = (approvals: number) => settingsWith({ rules: { ...NO_RULES, approvals } });
  const effect = (from: number) => saveEffect(counting(from), counting(2), [approvedBy(1)], NOW);
  expect(effect(0)).toEqual({ ...NO_EFFECT, unsure: 1 });
  expect(effect(1)).toEqual({ ...NO_EFFECT, deletes: 1 });
});

test('what was read of a pull request counts for its commit, destination and patterns alone', () => {
  const is = settingsWith({ rules: { ...NO_RULES, paths: ['web/'] } });
  const pullRequest = withTouch(previewWith().pullRequest, is, false);
  const deletesOf = (changes: object, settings = is) =>
    saveEffect(was, settings, [previewWith({ pullRequest: { ...pullRequest, ...changes } })], NOW)
      .deletes;
  expect(deletesOf({})).toBe(1);
  expect(deletesOf({ commit: NEWER })).toBe(0);
  expect(deletesOf({ destinationBranch: 'develop' })).toBe(0);
  const others = settingsWith({ rules: { ...NO_RULES, paths: ['docs/'] } });
  expect(deletesOf({}, others)).toBe(0);
});

test('which previews a rule about files deletes is known once their files were read', () => {
  const is = settingsWith({ rules: { ...NO_RULES, paths: ['web/'] } });
  const { pullRequest } = previewWith();
  const read = (any: boolean) => previewWith({ pullRequest: withTouch(pullRequest, is, any) });
  const effect = saveEffect(was, is, [previewWith(), read(true), read(false)], NOW);
  expect(effect).toEqual({ ...NO_EFFECT, deletes: 1, unsure: 1 });
});
