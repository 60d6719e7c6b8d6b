import { FailureError, type Failure, type FailureCode } from '../../src/domain/failure';
import { isOver, type Preview, type Untold } from '../../src/domain/preview';
import { reportOf } from '../../src/domain/report';
import type { BuildStatus } from '../../src/ports/bitbucket';
import {
  announcePreview,
  expectReported,
  hurry,
  isAnnouncementDue,
  mustWaitForBitbucket,
} from '../../src/usecases/announce-preview';
import { mayBeGreen } from '../../src/usecases/announce-status';
import type { ReconcileRun } from '../../src/usecases/reconcile-run';
import { KEY, NOW, previewWith } from '../domain/preview-fixture';

const MINUTE = 60_000;

type Answer = (commit: string, status: BuildStatus) => Promise<void>;

function failing(code: FailureCode, kind: Failure['kind'] = 'transient'): () => Promise<never> {
  return () => Promise.reject(new FailureError({ code, kind, message: 'm', remedy: 'r' }));
}

const taken: Answer = () => Promise.resolve();

/** A look at `preview` in which Bitbucket answers so to each build status and to each comment. */
function runWith(preview: Preview, status: Answer, comment: () => Promise<void> = taken as never) {
  const deps = {
    bitbucket: {
      setBuildStatus: (_: unknown, commit: string, one: BuildStatus) => status(commit, one),
      addComment: () => comment().then(() => 1),
      editComment: () => comment().then(() => 'edited'),
      findComment: () => Promise.resolve(undefined),
    },
    store: { writePreview: () => Promise.resolve('written') },
    clock: { now: () => NOW },
    log: () => undefined,
  } as unknown as ReconcileRun['deps'];
  const message = { key: KEY, cause: 'check' } as const;
  const run: ReconcileRun = {
    ...{ deps, key: KEY, message, settings: undefined, token: undefined, preview, dirty: false },
  };
  return run;
}

const { pullRequest } = previewWith();
const fork = { private: true, gitUrl: 'https://bitbucket.org/otto/shop.git' };
const ofFork = previewWith({ pullRequest: { ...pullRequest, fork } });
const told = { commit: pullRequest.commit, refname: 'rye' };
const older = { commit: 'f'.repeat(40), refname: 'rye', fingerprint: 'another' };
const refused = failing('bitbucket-refused');

function untold(changes: Partial<Untold> & { code?: FailureCode }): Untold {
  const { code, ...rest } = changes;
  const failure = code && { code, kind: 'transient' as const, message: 'm', remedy: 'r' };
  return { count: 1, nextAt: NOW, ...rest, ...(failure ? { failure } : {}) };
}

/** Of what Bitbucket has refused for an hour. */
const long = { count: 9, refusedSince: NOW - 60 * MINUTE };

describe('what Bitbucket did not take', () => {
  test.each([
    ['of a fork, refused', 'quiet', ofFork, 'bitbucket-refused'],
    ['of a fork, not answered', 'shown', ofFork, 'bitbucket-unreachable'],
    ['of any other commit, refused', 'shown', previewWith(), 'bitbucket-refused'],
  ] as const)('%s, waits for its own time', async (_, outcome, preview, code) => {
    const run = runWith(preview, failing(code));
    expect(await announcePreview(run)).toBe(15);
    const { status, comment } = run.preview.announced.untold ?? {};
    expect(status).toMatchObject({ count: 1, nextAt: NOW + 15_000 });
    expect(status?.failure === undefined).toBe(outcome === 'quiet');
    expect(comment).toBeUndefined();
    expect(isAnnouncementDue(run.preview, NOW + 14_000)).toBe(false);
    expect(isAnnouncementDue(run.preview, NOW + 15_000)).toBe(true);

    const asked: string[] = [];
    const early = runWith(run.preview, (commit) => Promise.resolve(void asked.push(commit)));
    expect(await announcePreview(early)).toBe(15);
    expect(asked).toEqual([]);
  });

  test('is said again when its time has come, and then nothing is untold any more', async () => {
    const announced = { untold: { status: untold({ code: 'bitbucket-unreachable' }) } };
    const asked: string[] = [];
    const run = runWith(previewWith({ announced }), (commit) =>
      Promise.resolve(void asked.push(commit)),
    );
    expect(await announcePreview(run)).toBeUndefined();
    expect(asked).toEqual([pullRequest.commit]);
    expect(run.preview.announced).not.toHaveProperty('untold');
    expect(isAnnouncementDue(run.preview, NOW + MINUTE)).toBe(false);
  });

  test('of the one keeps nobody from saying the other', async () => {
    const comment = untold({ nextAt: NOW + MINUTE, code: 'bitbucket-refused' });
    const run = runWith(previewWith({ announced: { untold: { comment } } }), taken, refused);
    expect(await announcePreview(run)).toBe(60);
    expect(run.preview.announced).toMatchObject({
      status: { commit: told.commit },
      untold: { comment },
    });

    const status = untold({ nextAt: NOW + MINUTE });
    const other = runWith({ ...ofFork, announced: { untold: { status } } }, refused);
    expect(await announcePreview(other)).toBe(60);
    expect(other.preview.announced).toMatchObject({ comment: { id: 1 }, untold: { status } });
  });

  test('of a fork is left to the sweep, an hour apart, once it was refused for an hour', async () => {
    const announced = { untold: { status: untold(long) } };
    const run = runWith({ ...ofFork, announced }, refused);
    expect(await announcePreview(run)).toBeUndefined();
    expect(isAnnouncementDue(run.preview, NOW + 59 * MINUTE)).toBe(false);
    expect(isAnnouncementDue(run.preview, NOW + 60 * MINUTE)).toBe(true);
    const early = runWith(run.preview, refused);
    expect(await announcePreview(early)).toBeUndefined();
    expect(early.dirty).toBe(false);
  });

  test('is said at once when something begins', () => {
    const announced = { untold: { status: untold({ nextAt: NOW + MINUTE }) } };
    const run = runWith(previewWith({ announced }), taken);
    expect(isAnnouncementDue({ ...run.preview, state: { type: 'deploying' } }, NOW)).toBe(false);
    expectReported(run);
    expect(isAnnouncementDue({ ...run.preview, state: { type: 'deploying' } }, NOW)).toBe(true);
  });

  test('is said at once when something ends', async () => {
    const announced = { untold: { status: untold({ nextAt: NOW + MINUTE }) } };
    const run = runWith(previewWith({ announced }), taken);
    hurry(run);
    expect(await announcePreview(run)).toBeUndefined();
  });

  test('waits no longer than it can, even when a clock went wrong', () => {
    const { comment = '' } = reportOf(previewWith());
    const waiting = (changes: Parameters<typeof untold>[0]) => {
      const announced = { untold: { status: untold(changes) } };
      return previewWith({ announced: { ...announced, comment: { id: 1, fingerprint: comment } } });
    };
    expect(isAnnouncementDue(waiting({ nextAt: NOW + 60 * MINUTE }), NOW)).toBe(false);
    expect(isAnnouncementDue(waiting({ nextAt: NOW + 61 * MINUTE }), NOW)).toBe(true);
  });

  test('of a closed pull request rests after an hour, and after a week nobody reads of it', async () => {
    const reason = { why: 'merged' } as const;
    const state = { type: 'deleted', reason, at: NOW } as const;
    const closed = { ...pullRequest, state: 'merged' as const };
    const comment = { id: 1, fingerprint: 'another' };
    const announced = { status: older, comment };
    const preview = previewWith({ state, pullRequest: closed, announced });
    expect(await announcePreview(runWith(preview, refused, refused))).toBe(15);

    const since = async (refusedSince: number) => {
      const both = untold({ ...long, refusedSince });
      const owed = { ...announced, untold: { status: both, comment: both } };
      const run = runWith({ ...preview, announced: owed }, refused, refused);
      expect(await announcePreview(run)).toBeUndefined();
      return run.preview;
    };
    const rests = await since(NOW - 2 * 60 * MINUTE);
    expect(rests.announced.untold?.comment).toMatchObject({
      failure: { code: 'bitbucket-refused' },
    });
    expect(isOver(rests)).toBe(false);
    const givenUp = await since(NOW - 8 * 24 * 60 * MINUTE);
    expect(givenUp.announced.untold?.status).not.toHaveProperty('failure');
    expect(givenUp.announced.untold?.comment).not.toHaveProperty('failure');
    expect(isOver(givenUp)).toBe(true);
  });

  test('is tried ever less often, whatever the failures are', async () => {
    const announced = { untold: { status: untold({ count: 5, refusedSince: NOW - MINUTE }) } };
    const run = runWith(previewWith({ announced }), failing('bitbucket-unreachable'));
    expect(await announcePreview(run)).toBe(480);
    expect(run.preview.announced.untold?.status).toMatchObject({ count: 6 });
    expect(run.preview.announced.untold?.status).not.toHaveProperty('refusedSince');
  });
});

describe('what runs is not touched while a commit may be green by mistake', () => {
  const green = { announced: { status: { ...told, fingerprint: 'another', green: true } } };
  const reason = { why: 'merged' } as const;
  const deploying = { state: { type: 'deploying' } as const };
  const deleting = { state: { type: 'deleting', reason, since: NOW } as const };

  test.each([
    ['a deployment waits while Bitbucket is down', true, deploying, 'transient', green],
    ['a removal waits while Bitbucket is down', true, deleting, 'transient', green],
    ['a removal does not wait while Bitbucket refuses', false, deleting, 'permanent', green],
    ['nothing waits when nothing was ever green', false, deploying, 'transient', {}],
  ] as const)('%s', async (_, waits, state, kind, announced) => {
    const run = runWith(
      previewWith({ ...announced, ...state }),
      failing('bitbucket-refused', kind),
    );
    expect(await mustWaitForBitbucket(run, state === deleting ? 'removal' : 'deployment')).toBe(
      waits,
    );
    expect(run.waitSeconds !== undefined).toBe(waits);
  });

  test.each([
    ['what Bitbucket refuses for good', 'permanent', untold({})],
    ['what it has refused for an hour', 'transient', untold(long)],
  ] as const)(
    'of %s a deployment fails, and a removal takes no notice',
    async (_, kind, status) => {
      const announced = { ...green.announced, untold: { status } };
      const run = (state: Partial<Preview>) =>
        runWith(previewWith({ announced, ...state }), failing('bitbucket-refused', kind));
      await expect(mustWaitForBitbucket(run(deploying))).rejects.toMatchObject({
        failure: { code: 'bitbucket-refused', kind: 'permanent' },
      });
      expect(await mustWaitForBitbucket(run(deleting), 'removal')).toBe(false);
    },
  );

  test('an hour without an answer is no refusal', async () => {
    const status = untold({ count: 20, code: 'bitbucket-unreachable' });
    const announced = { ...green.announced, untold: { status } };
    const run = runWith(previewWith({ announced, ...deploying }), refused);
    expect(await mustWaitForBitbucket(run)).toBe(true);
    expect(run.preview.announced.untold?.status).toMatchObject({ count: 21, refusedSince: NOW });
  });

  test('Bitbucket is asked again only when it is time, and nothing follows from older answers', async () => {
    const status = untold({ count: 8, nextAt: NOW + 20_000, code: 'bitbucket-refused' });
    const announced = { ...green.announced, untold: { status } };
    for (const [what, state] of [
      ['deployment', deploying],
      ['removal', deleting],
    ] as const) {
      const asked: string[] = [];
      const run = runWith(previewWith({ announced, ...state }), (commit) =>
        Promise.resolve(void asked.push(commit)),
      );
      expect(await mustWaitForBitbucket(run, what)).toBe(true);
      expect(run.waitSeconds).toBe(20);
      expect(asked).toEqual([]);
      expectReported(run);
      expect(await mustWaitForBitbucket(run, what)).toBe(false);
      expect(asked).toEqual([pullRequest.commit]);
    }
  });

  test('what it refused for good before does not fail a deployment until it is asked again', async () => {
    const refusedOnce = untold({ count: 1, nextAt: NOW + 13_000, code: 'bitbucket-refused' });
    const failure = { ...refusedOnce.failure!, kind: 'permanent' } as const;
    const announced = { ...green.announced, untold: { status: { ...refusedOnce, failure } } };
    const run = runWith(previewWith({ announced, ...deploying }), refused);
    expect(await mustWaitForBitbucket(run)).toBe(true);
    expect(run.waitSeconds).toBe(13);
  });

  test('a comment that Bitbucket refuses says nothing of the status', async () => {
    const comment = { ...untold({ code: 'bitbucket-refused' }), ...long, nextAt: NOW + MINUTE };
    const announced = { ...green.announced, untold: { comment } };
    const run = runWith(previewWith({ announced, ...deploying }), taken, refused);
    expect(await mustWaitForBitbucket(run)).toBe(false);
    expect(run.preview.announced.status?.fingerprint).toContain('INPROGRESS');
  });

  test('what Bitbucket refused was never green, and no status of it is left', async () => {
    for (const preview of [ofFork, previewWith()]) {
      const run = runWith({ ...preview, announced: {} }, refused);
      await announcePreview(run);
      expect(run.preview.announced).toMatchObject({ comment: { id: 1 } });
      expect(run.preview.announced).not.toHaveProperty('status');
      expect(run.preview.announced).not.toHaveProperty('statusPending');
      const gone = { ...run.preview, ...deleting };
      expect(await mustWaitForBitbucket(runWith(gone, refused), 'removal')).toBe(false);
    }
    const lost = runWith(previewWith({ announced: {} }), failing('bitbucket-unreachable'));
    await announcePreview(lost);
    expect(mayBeGreen(lost.preview.announced)).toBe(true);
  });

  const greenOlder = { status: { ...older, green: true } };

  test('a refusal of all leaves the older commit green', async () => {
    const run = runWith(previewWith({ announced: greenOlder, ...deploying }), refused);
    expect(await mustWaitForBitbucket(run)).toBe(true);
    expect(run.preview.announced).toMatchObject({ status: { commit: older.commit, green: true } });
    expect(run.preview.announced).not.toHaveProperty('statusPending');
  });

  test('an older commit that was stopped is not green, whatever is said of the newest one', async () => {
    for (const answer of [refused, failing('bitbucket-unreachable')]) {
      const run = runWith(previewWith({ announced: greenOlder, ...deploying }), (commit) =>
        commit === older.commit ? Promise.resolve() : answer(),
      );
      expect(await mustWaitForBitbucket(run)).toBe(false);
      expect(run.preview.announced.status).toMatchObject({ commit: older.commit, fingerprint: '' });
    }
  });

  test('an older commit whose answer was lost holds a deployment up, also when the newest one is told', async () => {
    const run = runWith(previewWith({ announced: greenOlder, ...deploying }), (commit) =>
      commit === older.commit ? failing('bitbucket-unreachable')() : Promise.resolve(),
    );
    expect(await mustWaitForBitbucket(run)).toBe(true);
    const asked: string[] = [];
    const later = { ...run.preview.announced, untold: {} };
    const next = runWith({ ...run.preview, announced: later }, (commit) =>
      Promise.resolve(void asked.push(commit)),
    );
    expect(await mustWaitForBitbucket(next)).toBe(false);
    expect(asked).toEqual([older.commit]);
  });

  test('an older commit that Bitbucket refuses while it takes a newer one is asked for in vain for an hour', async () => {
    const stubborn: Answer = (commit) => (commit === older.commit ? refused() : Promise.resolve());
    const first = runWith(previewWith({ announced: greenOlder }), stubborn);
    expect(await announcePreview(first)).toBe(15);
    expect(first.preview.announced).toMatchObject({
      status: { commit: pullRequest.commit },
      statusPending: [{ commit: older.commit }],
    });
    // Nobody has to know, and no deployment waits for it.
    expect(first.preview.announced.untold?.status).not.toHaveProperty('failure');
    const pushed = runWith({ ...first.preview, ...deploying }, stubborn);
    expectReported(pushed);
    expect(await mustWaitForBitbucket(pushed)).toBe(false);

    const announced = { ...first.preview.announced, untold: { status: untold(long) } };
    const last = runWith({ ...first.preview, announced }, stubborn);
    expect(await announcePreview(last)).toBeUndefined();
    expect(last.preview.announced).not.toHaveProperty('statusPending');
    expect(last.preview.announced).not.toHaveProperty('untold');
  });

  test('a status of a fork that an earlier look may have set holds nothing up after an hour', async () => {
    const pending = { statusPending: [{ commit: told.commit, refname: 'rye', green: true }] };
    const run = runWith({ ...ofFork, announced: pending, ...deploying }, refused);
    expect(await mustWaitForBitbucket(run)).toBe(true);
    expect(run.preview.announced).toMatchObject(pending);
    expect(run.preview.announced.untold?.status?.failure).toBeDefined();

    const announced = { ...pending, untold: { status: untold(long) } };
    const late = runWith({ ...ofFork, announced, ...deploying }, refused);
    expect(await mustWaitForBitbucket(late)).toBe(false);
    expect(late.preview.announced).toMatchObject(pending);
    expect(late.preview.announced.untold?.status).not.toHaveProperty('failure');
  });

  test('an older record tells by what was said', async () => {
    const fingerprint = `${told.commit} SUCCESSFUL Preview is ready https://x`;
    const announced = { status: { ...told, fingerprint } };
    const run = runWith(previewWith({ announced, ...deploying }), failing('internal'));
    expect(await mustWaitForBitbucket(run)).toBe(true);
  });
});
