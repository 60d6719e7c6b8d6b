import { FailureError, type Failure, type FailureCode } from '../../src/domain/failure';
import type { Preview } from '../../src/domain/preview';
import {
  announcePreview,
  isAnnouncementOwed,
  mustStayGreen,
} from '../../src/usecases/announce-preview';
import type { ReconcileRun } from '../../src/usecases/reconcile-run';
import { KEY, NOW, previewWith } from '../domain/preview-fixture';

/** A look at `preview` while Bitbucket refuses each build status with `code`. */
function runRefused(
  preview: Preview,
  code: FailureCode,
  kind: Failure['kind'] = 'transient',
): ReconcileRun {
  const failure = { code, kind, message: 'm', remedy: 'r' };
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

const REFUSED: Failure = {
  code: 'bitbucket-refused',
  kind: 'transient',
  message: 'm',
  remedy: 'r',
};

describe('what runs is not touched while a commit may be green by mistake', () => {
  const status = { commit: pullRequest.commit, refname: 'rye', fingerprint: 'another' };
  const green = { announced: { status, green: true as const } };
  const removal = { why: 'merged' } as const;
  const deploying = { state: { type: 'deploying' } as const };
  const deleting = { state: { type: 'deleting', removal, since: NOW } as const };

  test.each([
    ['a deployment waits while Bitbucket is down', true, deploying, 'transient', green],
    ['a removal waits while Bitbucket is down', true, deleting, 'transient', green],
    ['a removal does not wait while Bitbucket refuses', false, deleting, 'permanent', green],
    ['nothing waits when nothing was ever green', false, deploying, 'transient', {}],
  ] as const)('%s', async (_, waits, state, kind, announced) => {
    const run = runRefused(previewWith({ ...announced, ...state }), 'bitbucket-refused', kind);
    expect(await mustStayGreen(run)).toBe(waits);
    expect(run.waitSeconds !== undefined).toBe(waits);
  });

  test.each([
    ['what Bitbucket refuses for good', 'permanent', 0],
    ['what it has refused for an hour', 'transient', 8],
  ] as const)(
    'of %s a deployment fails, and a removal takes no notice',
    async (_, kind, attempts) => {
      const announced = { ...green.announced, attempts };
      const refused = (state: Partial<Preview>) =>
        runRefused(previewWith({ announced, ...state }), 'bitbucket-refused', kind);
      await expect(mustStayGreen(refused(deploying))).rejects.toMatchObject({
        failure: { code: 'bitbucket-refused', kind: 'permanent' },
      });
      expect(await mustStayGreen(refused(deleting))).toBe(false);
    },
  );

  test('a commit of a fork for which Bitbucket takes no status was never green', async () => {
    const run = runRefused({ ...ofFork, announced: {} }, 'bitbucket-refused');
    expect(await announcePreview(run)).toBeUndefined();
    expect(run.preview.announced).toMatchObject({ status: { untaken: true } });
    expect(run.preview.announced.green).toBeUndefined();
    const gone = { ...run.preview, ...deleting };
    expect(await mustStayGreen(runRefused(gone, 'bitbucket-refused'))).toBe(false);
  });

  test('an older commit that Bitbucket does not know any more keeps none from being green', async () => {
    const older = { ...status, commit: 'f'.repeat(40) };
    const run = runRefused(previewWith({ announced: { status: older } }), 'bitbucket-refused');
    const told: string[] = [];
    run.deps.bitbucket.setBuildStatus = (_, commit) => {
      if (commit === older.commit) return Promise.reject(new FailureError(REFUSED));
      return Promise.resolve(void told.push(commit));
    };
    expect(await announcePreview(run)).toBeUndefined();
    expect(told).toEqual([pullRequest.commit]);
  });

  test('an older record tells by what was said', async () => {
    const { commit } = pullRequest;
    const told = { ...status, fingerprint: `${commit} SUCCESSFUL Preview is ready https://x` };
    const run = runRefused(previewWith({ announced: { status: told }, ...deploying }), 'internal');
    expect(await mustStayGreen(run)).toBe(true);
  });

  test('what Bitbucket refused was never green', async () => {
    const run = runRefused(previewWith({ announced: {} }), 'bitbucket-refused', 'permanent');
    await announcePreview(run);
    expect(run.preview.announced.green).toBeUndefined();
    const lost = runRefused(previewWith({ announced: {} }), 'bitbucket-unreachable');
    await announcePreview(lost);
    expect(lost.preview.announced.green).toBe(true);
  });
});
