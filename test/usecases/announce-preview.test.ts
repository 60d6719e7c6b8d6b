import { FailureError, type FailureCode } from '../../src/domain/failure';
import type { Preview } from '../../src/domain/preview';
import { announcePreview, isAnnouncementOwed } from '../../src/usecases/announce-preview';
import type { ReconcileRun } from '../../src/usecases/reconcile-run';
import { KEY, NOW, previewWith } from '../domain/preview-fixture';

/** A look at `preview` while Bitbucket refuses each build status with `code`. */
function runRefused(preview: Preview, code: FailureCode): ReconcileRun {
  const failure = { code, kind: 'transient', message: 'm', remedy: 'r' } as const;
  const deps = {
    bitbucket: {
      setBuildStatus: () => Promise.reject(new FailureError(failure)),
      addComment: () => Promise.resolve(1),
      findComment: () => Promise.resolve(undefined),
    },
    store: { writePreview: () => Promise.resolve('written') },
    clock: { now: () => NOW },
    log: () => undefined,
  } as unknown as ReconcileRun['deps'];
  const message = { key: KEY, cause: 'check' } as const;
  return { deps, key: KEY, message, settings: undefined, token: undefined, preview, dirty: false };
}

const { pullRequest } = previewWith();
const fork = { private: true, gitUrl: 'https://bitbucket.org/otto/shop.git' };
const ofFork = previewWith({ pullRequest: { ...pullRequest, fork } });

test.each([
  ['refused for a commit of a fork', 'told', ofFork, 'bitbucket-refused'],
  ['not answered for a commit of a fork', 'owed', ofFork, 'bitbucket-unreachable'],
  ['refused for any other commit', 'owed', previewWith(), 'bitbucket-refused'],
] as const)('a build status that is %s is %s', async (_, outcome, preview, code) => {
  const run = runRefused(preview, code);
  expect((await announcePreview(run)) === undefined).toBe(outcome === 'told');
  expect(isAnnouncementOwed(run)).toBe(outcome === 'owed');
});
