import { FailureError, type Failure, type FailureCode } from '../../src/domain/failure';
import type { Announced, Preview } from '../../src/domain/preview';
import type { BuildStatus } from '../../src/ports/bitbucket';
import {
  announcePreview,
  isAnnouncementDue,
  mustStayGreen,
} from '../../src/usecases/announce-preview';
import type { ReconcileRun } from '../../src/usecases/reconcile-run';
import { KEY, NOW, previewWith } from '../domain/preview-fixture';

const MINUTE = 60_000;

/** A look at `preview` while Bitbucket refuses each build status with `code`. */
function runRefused(
  preview: Preview,
  code: FailureCode,
  kind: Failure['kind'] = 'transient',
): ReconcileRun {
  return runWith(preview, () =>
    Promise.reject(new FailureError({ code, kind, message: 'm', remedy: 'r' })),
  );
}

function runWith(
  preview: Preview,
  answer: (commit: string, status: BuildStatus) => Promise<void>,
): ReconcileRun {
  const deps = {
    bitbucket: {
      setBuildStatus: (_: unknown, commit: string, status: BuildStatus) => answer(commit, status),
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
const told = { commit: pullRequest.commit, refname: 'rye' };
const older = { commit: 'f'.repeat(40), refname: 'rye', fingerprint: 'another' };

function inTrouble(count: number, nextAt: number, code?: FailureCode): Announced {
  const words = { message: 'm', remedy: 'r' };
  const failure = code && { code, kind: 'transient' as const, ...words };
  return { trouble: { count, nextAt, ...(failure ? { failure } : {}) } };
}

describe('what Bitbucket did not take', () => {
  test.each([
    ['of a fork, refused', 'quiet', ofFork, 'bitbucket-refused'],
    ['of a fork, not answered', 'shown', ofFork, 'bitbucket-unreachable'],
    ['of any other commit, refused', 'shown', previewWith(), 'bitbucket-refused'],
  ] as const)('%s, waits for its own time', async (_, outcome, preview, code) => {
    const run = runRefused(preview, code);
    expect(await announcePreview(run)).toBe(30);
    const { trouble } = run.preview.announced;
    expect(trouble).toMatchObject({ count: 1, nextAt: NOW + 30_000 });
    expect(trouble?.failure === undefined).toBe(outcome === 'quiet');
    expect(isAnnouncementDue(run.preview, NOW + 29_000)).toBe(false);
    expect(isAnnouncementDue(run.preview, NOW + 30_000)).toBe(true);

    const told: string[] = [];
    const early = runWith(run.preview, (commit) => Promise.resolve(void told.push(commit)));
    expect(await announcePreview(early)).toBe(30);
    expect(told).toEqual([]);
  });

  test('is said again when its time has come, and then there is no trouble any more', async () => {
    const told: string[] = [];
    const announced = inTrouble(3, NOW, 'bitbucket-unreachable');
    const run = runWith(previewWith({ announced }), (commit) =>
      Promise.resolve(void told.push(commit)),
    );
    expect(await announcePreview(run)).toBeUndefined();
    expect(told).toEqual([pullRequest.commit]);
    expect(run.preview.announced.trouble).toBeUndefined();
    expect(isAnnouncementDue(run.preview, NOW + MINUTE)).toBe(false);
  });

  test('of a fork is left to the sweep, an hour apart, once it was refused for an hour', async () => {
    const run = runRefused({ ...ofFork, announced: inTrouble(8, NOW) }, 'bitbucket-refused');
    expect(await announcePreview(run)).toBeUndefined();
    expect(isAnnouncementDue(run.preview, NOW + 59 * MINUTE)).toBe(false);
    expect(isAnnouncementDue(run.preview, NOW + 60 * MINUTE)).toBe(true);
    const early = runRefused(run.preview, 'bitbucket-refused');
    expect(await announcePreview(early)).toBeUndefined();
    expect(early.dirty).toBe(false);
  });

  test('is not told of when the pull request is over', async () => {
    const run = runRefused(ofFork, 'bitbucket-refused');
    await announcePreview(run);
    const removal = { why: 'merged' } as const;
    const over = { ...run.preview, state: { type: 'deleted', removal, at: NOW } as const };
    const { comment: _, ...announced } = over.announced;
    expect(isAnnouncementDue({ ...over, announced }, NOW + 60 * MINUTE)).toBe(false);
  });

  test('waits no longer than that, even when a clock went wrong', () => {
    const announced = inTrouble(1, NOW + 61 * MINUTE);
    expect(isAnnouncementDue(previewWith({ announced }), NOW)).toBe(true);
  });
});

describe('what runs is not touched while a commit may be green by mistake', () => {
  const green = {
    announced: { status: { ...told, fingerprint: 'another' }, green: true as const },
  };
  const removal = { why: 'merged' } as const;
  const deploying = { state: { type: 'deploying' } as const };
  const deleting = { state: { type: 'deleting', removal, since: NOW } as const };
  const atOnce = { atOnce: true };

  test.each([
    ['a deployment waits while Bitbucket is down', true, deploying, 'transient', green],
    ['a removal waits while Bitbucket is down', true, deleting, 'transient', green],
    ['a removal does not wait while Bitbucket refuses', false, deleting, 'permanent', green],
    ['nothing waits when nothing was ever green', false, deploying, 'transient', {}],
  ] as const)('%s', async (_, waits, state, kind, announced) => {
    const run = runRefused(previewWith({ ...announced, ...state }), 'bitbucket-refused', kind);
    expect(await mustStayGreen(run, atOnce)).toBe(waits);
    expect(run.waitSeconds !== undefined).toBe(waits);
  });

  test.each([
    ['what Bitbucket refuses for good', 'permanent', 0],
    ['what it has refused for an hour', 'transient', 8],
  ] as const)('of %s a deployment fails, and a removal takes no notice', async (_, kind, count) => {
    const { trouble } = inTrouble(count, NOW, 'bitbucket-refused');
    const announced = { ...green.announced, ...(trouble ? { trouble } : {}) };
    const refused = (state: Partial<Preview>) =>
      runRefused(previewWith({ announced, ...state }), 'bitbucket-refused', kind);
    await expect(mustStayGreen(refused(deploying), atOnce)).rejects.toMatchObject({
      failure: { code: 'bitbucket-refused', kind: 'permanent' },
    });
    expect(await mustStayGreen(refused(deleting), atOnce)).toBe(false);
  });

  test('Bitbucket is asked again only when it is time', async () => {
    const { trouble } = inTrouble(2, NOW + 20_000, 'bitbucket-unreachable');
    const announced = { ...green.announced, ...(trouble ? { trouble } : {}) };
    const asked: string[] = [];
    const run = runWith(previewWith({ announced, ...deploying }), (commit) =>
      Promise.resolve(void asked.push(commit)),
    );
    expect(await mustStayGreen(run, { atOnce: false })).toBe(true);
    expect(run.waitSeconds).toBe(20);
    expect(asked).toEqual([]);
    expect(await mustStayGreen(run, atOnce)).toBe(false);
    expect(asked).toEqual([pullRequest.commit]);
  });

  test('what Bitbucket refused was never green, and no status of it is left', async () => {
    for (const preview of [ofFork, previewWith()]) {
      const run = runRefused({ ...preview, announced: {} }, 'bitbucket-refused');
      await announcePreview(run);
      expect(run.preview.announced).toMatchObject({ comment: { id: 1 } });
      expect(run.preview.announced).not.toHaveProperty('status');
      expect(run.preview.announced).not.toHaveProperty('statusPending');
      expect(run.preview.announced).not.toHaveProperty('green');
      const gone = { ...run.preview, ...deleting };
      expect(await mustStayGreen(runRefused(gone, 'bitbucket-refused'), atOnce)).toBe(false);
    }
    const lost = runRefused(previewWith({ announced: {} }), 'bitbucket-unreachable');
    await announcePreview(lost);
    expect(lost.preview.announced.green).toBe(true);
  });

  test('a refusal leaves what was known of an older status', async () => {
    const announced = { status: older, green: true as const };
    const run = runRefused(previewWith({ announced, ...deploying }), 'bitbucket-refused');
    expect(await mustStayGreen(run, atOnce)).toBe(true);
    expect(run.preview.announced).toMatchObject(announced);
  });

  test('a status that an earlier look may have set is not taken for refused', async () => {
    const announced = { statusPending: [told], green: true as const };
    const run = runRefused({ ...ofFork, announced }, 'bitbucket-refused');
    await announcePreview(run);
    expect(run.preview.announced).toMatchObject(announced);
    expect(run.preview.announced.trouble?.failure).toBeDefined();
  });

  test('an older commit that Bitbucket does not know any more keeps none from being green', async () => {
    const asked: string[] = [];
    const run = runWith(previewWith({ announced: { status: older } }), (commit) => {
      if (commit !== older.commit) return Promise.resolve(void asked.push(commit));
      const words = { message: 'm', remedy: 'r' };
      const failure: Failure = { code: 'bitbucket-refused', kind: 'transient', ...words };
      return Promise.reject(new FailureError(failure));
    });
    expect(await announcePreview(run)).toBeUndefined();
    expect(asked).toEqual([pullRequest.commit]);
  });

  test('an older record tells by what was said', async () => {
    const fingerprint = `${told.commit} SUCCESSFUL Preview is ready https://x`;
    const announced = { status: { ...told, fingerprint } };
    const run = runRefused(previewWith({ announced, ...deploying }), 'internal');
    expect(await mustStayGreen(run, atOnce)).toBe(true);
  });
});
