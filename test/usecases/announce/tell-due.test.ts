import { createBuildStatus } from '../../../src/adapters/surfaces/build-status/build-status';
import { createComment } from '../../../src/adapters/surfaces/comment/comment';
import { COMMENT } from '../../../src/domain/announce/comment-messages';
import { findEntry, mayBeGreen, type OutboxEntry } from '../../../src/domain/announce/outbox';
import { BUILD_STATUS } from '../../../src/domain/announce/status-messages';
import { FailureError, type Failure } from '../../../src/domain/failure';
import { isOver, type Preview } from '../../../src/domain/preview';
import type { BuildStatus } from '../../../src/ports/bitbucket';
import {
  expectReported,
  hurry,
  mustWaitForBitbucket,
} from '../../../src/usecases/announce/before-touching';
import { isAnnouncementDue } from '../../../src/usecases/announce/owed';
import { tellDue } from '../../../src/usecases/announce/tell-due';
import type { ReconcileRun } from '../../../src/usecases/reconcile/reconcile-run';
import { announced, COMMIT, KEY, NEWER, NOW, previewWith } from '../../domain/preview-fixture';

const MINUTE = 60_000;
/** The older commit of those tests that have two. */
const OLDER = NEWER;

type Answer = (commit: string, status: BuildStatus) => Promise<void>;

function failing(code: string, kind: Failure['kind'] = 'transient'): () => Promise<never> {
  return () =>
    Promise.reject(new FailureError({ code, kind, mendedBy: 'time', message: 'm', remedy: 'r' }));
}

const takes: Answer = () => Promise.resolve();
const refused = failing('bitbucket-refused');
const unreachable = failing('bitbucket-unreachable');

/** A look at `preview` in which Bitbucket answers so to each build status and to each comment. */
function runWith(preview: Preview, status: Answer, comment: () => Promise<void> = takes as never) {
  const asked: string[] = [];
  const bitbucket = {
    setBuildStatus: (_: unknown, commit: string, one: BuildStatus) => {
      asked.push(commit);
      return status(commit, one);
    },
    addComment: () => comment().then(() => 1),
    editComment: () => comment().then(() => 'edited' as const),
    findComment: () => Promise.resolve(undefined),
  };
  const deps = {
    surfaces: [createBuildStatus(bitbucket), createComment(bitbucket)],
    store: { writePreview: () => Promise.resolve('written') },
    clock: { now: () => NOW },
    log: () => undefined,
  } as unknown as ReconcileRun['deps'];
  const run: ReconcileRun = {
    ...{ deps, key: KEY, message: { key: KEY, cause: 'check' } },
    ...{ settings: undefined, credentials: undefined, preview, dirty: false },
  };
  return { run, asked };
}

const statusEntry = ({ preview }: ReconcileRun, address = COMMIT) =>
  findEntry(preview.outbox, { surface: BUILD_STATUS, address });
const commentEntry = ({ preview }: ReconcileRun) =>
  preview.outbox.find(({ surface }) => surface === COMMENT);

type Known = Omit<OutboxEntry, 'surface' | 'address'>;
const status = (known: Known, address = COMMIT) => ({ surface: BUILD_STATUS, address, ...known });
const comment = (known: Known) => ({ surface: COMMENT, address: 'pull-request', ...known });

/** Trouble that is due now. */
function trouble({
  code,
  ...changes
}: Partial<NonNullable<OutboxEntry['trouble']>> & { code?: string } = {}) {
  const failure = code && {
    code,
    kind: 'transient' as const,
    mendedBy: 'time' as const,
    message: 'm',
    remedy: 'r',
  };
  return { tries: 1, nextAt: NOW, ...changes, ...(failure ? { failure } : {}) };
}

/** Of what Bitbucket has refused for an hour. */
const long = { tries: 9, refusedSince: NOW - 60 * MINUTE };
const another = { fingerprint: 'another', green: false };
const green = { fingerprint: 'another', green: true };
const { pullRequest } = previewWith();
const fork = { private: true, gitUrl: 'https://bitbucket.org/otto/shop.git' };
const ofFork = previewWith({ pullRequest: { ...pullRequest, fork } });
const reason = { why: 'merged' } as const;
const deploying = { state: { type: 'deploying' } as const };
const deleting = { state: { type: 'deleting', reason, since: NOW } as const };

/** Bitbucket shows all that it shall, and nothing else is known. */
function expectAllTold({ preview }: ReconcileRun): void {
  const { outbox } = announced(preview);
  expect(preview.outbox).toHaveLength(outbox.length);
  expect(preview.outbox).toEqual(expect.arrayContaining(outbox));
}

/** Whether a message of the preview is due after `ms`. */
function isDue(preview: Preview, ms = 0): boolean {
  return isAnnouncementDue(runWith(preview, takes).run.deps.surfaces, preview, NOW + ms);
}

describe('what Bitbucket did not take', () => {
  test.each([
    ['of a fork, refused', 'quiet', ofFork, 'bitbucket-refused'],
    ['of a fork, not answered', 'shown', ofFork, 'bitbucket-unreachable'],
    ['of any other commit, refused', 'shown', previewWith(), 'bitbucket-refused'],
  ] as const)('%s, waits for its own time', async (_, outcome, preview, code) => {
    const { run } = runWith(preview, failing(code));
    expect(await tellDue(run)).toBe(15);
    const untold = statusEntry(run)?.trouble;
    expect(untold).toMatchObject({ tries: 1, nextAt: NOW + 15_000 });
    expect(untold?.failure === undefined).toBe(outcome === 'quiet');
    expect(commentEntry(run)).not.toHaveProperty('trouble');
    expect(isDue(run.preview, 14_000)).toBe(false);
    expect(isDue(run.preview, 15_000)).toBe(true);

    const early = runWith(run.preview, takes);
    expect(await tellDue(early.run)).toBe(15);
    expect(early.asked).toEqual([]);
    expect(early.run.dirty).toBe(false);
  });

  test('is said again when its time has come, and then there is no trouble any more', async () => {
    const outbox = [status({ trouble: trouble({ code: 'bitbucket-unreachable' }) })];
    const { run, asked } = runWith(previewWith({ outbox }), takes);
    expect(await tellDue(run)).toBeUndefined();
    expect(asked).toEqual([COMMIT]);
    expectAllTold(run);
    expect(isDue(run.preview, MINUTE)).toBe(false);
  });

  test('of the one keeps nobody from saying the other', async () => {
    const later = trouble({ nextAt: NOW + MINUTE, code: 'bitbucket-refused' });
    const { run } = runWith(previewWith({ outbox: [comment({ trouble: later })] }), takes, refused);
    expect(await tellDue(run)).toBe(60);
    expect(statusEntry(run)?.sent?.green).toBe(true);
    expect(commentEntry(run)?.trouble).toEqual(later);

    const outbox = [status({ trouble: later })];
    const { run: other } = runWith({ ...ofFork, outbox }, refused);
    expect(await tellDue(other)).toBe(60);
    expect(statusEntry(other)?.trouble).toEqual(later);
    expect(commentEntry(other)).toMatchObject({ handle: '1' });
  });

  test('of a fork is left to the sweep, an hour apart, once it was refused for an hour', async () => {
    const { run } = runWith({ ...ofFork, outbox: [status({ trouble: trouble(long) })] }, refused);
    expect(await tellDue(run)).toBeUndefined();
    expect(isDue(run.preview, 59 * MINUTE)).toBe(false);
    expect(isDue(run.preview, 60 * MINUTE)).toBe(true);
    const { run: early } = runWith(run.preview, refused);
    expect(await tellDue(early)).toBeUndefined();
    expect(early.dirty).toBe(false);
  });

  test.each([
    ['begins', expectReported],
    ['ends', hurry],
  ])('is said at once when something %s', (_, act) => {
    const outbox = [status({ trouble: trouble({ nextAt: NOW + MINUTE }) })];
    const { run } = runWith({ ...announced(previewWith()), outbox, ...deploying }, takes);
    expect(isDue(run.preview)).toBe(false);
    act(run);
    expect(isDue(run.preview)).toBe(true);
  });

  test('waits no longer than it can, even when a clock went wrong', () => {
    const waiting = (nextAt: number) => {
      const [, said] = announced(previewWith()).outbox;
      return previewWith({ outbox: [status({ trouble: trouble({ nextAt }) }), said!] });
    };
    expect(isDue(waiting(NOW + 60 * MINUTE))).toBe(false);
    expect(isDue(waiting(NOW + 61 * MINUTE))).toBe(true);
  });

  test('of a closed pull request rests after an hour, and after a week nobody reads of it', async () => {
    const preview = previewWith({
      ...{ state: { type: 'deleted', reason, at: NOW } },
      pullRequest: { ...pullRequest, state: 'merged' },
      outbox: [status({ sent: another }), comment({ sent: another, handle: '1' })],
    });
    expect(await tellDue(runWith(preview, refused, refused).run)).toBe(15);

    const since = async (refusedSince: number) => {
      const untold = { trouble: trouble({ ...long, refusedSince }) };
      const outbox = preview.outbox.map((entry) => ({ ...entry, ...untold }));
      const { run } = runWith({ ...preview, outbox }, refused, refused);
      expect(await tellDue(run)).toBeUndefined();
      return run.preview;
    };
    const failures = ({ outbox }: Preview) => outbox.map((one) => one.trouble?.failure?.code);
    const rests = await since(NOW - 2 * 60 * MINUTE);
    expect(failures(rests)).toEqual(['bitbucket-refused', 'bitbucket-refused']);
    expect(isOver(rests)).toBe(false);
    const givenUp = await since(NOW - 8 * 24 * 60 * MINUTE);
    expect(failures(givenUp)).toEqual([undefined, undefined]);
    expect(isOver(givenUp)).toBe(true);
  });

  test('is tried ever less often, whatever the failures are', async () => {
    const outbox = [status({ trouble: trouble({ tries: 5, refusedSince: NOW - MINUTE }) })];
    const { run } = runWith(previewWith({ outbox }), unreachable);
    expect(await tellDue(run)).toBe(480);
    expect(statusEntry(run)?.trouble).toMatchObject({ tries: 6 });
    expect(statusEntry(run)?.trouble).not.toHaveProperty('refusedSince');
  });

  test('is in the history from the second time on, once for each surface', async () => {
    const outbox = [
      status({ sent: green, trouble: trouble() }),
      status({ sent: green, trouble: trouble() }, OLDER),
    ];
    const { run } = runWith(previewWith({ outbox, ...deploying }), unreachable);
    await tellDue(run);
    expect(run.preview.history.map(({ text }) => text)).toEqual(['m']);
  });
});

describe('what runs is not touched while a commit may be green by mistake', () => {
  test.each([
    ['a deployment waits while Bitbucket is down', true, deploying, 'transient', { sent: green }],
    ['a removal waits while Bitbucket is down', true, deleting, 'transient', { sent: green }],
    ['one that may have been sent counts', true, deploying, 'transient', { lost: { green: true } }],
    ['a removal does not wait for a last word', false, deleting, 'permanent', { sent: green }],
    ['nothing waits when nothing was ever green', false, deploying, 'transient', { sent: another }],
  ] as const)('%s', async (_, waits, state, kind, known) => {
    const { run } = runWith(
      previewWith({ outbox: [status(known)], ...state }),
      failing('bitbucket-refused', kind),
    );
    const what = state === deleting ? 'removal' : 'deployment';
    expect(await mustWaitForBitbucket(run, what)).toBe(waits);
    expect(run.waitSeconds !== undefined).toBe(waits);
  });

  test.each([
    ['what Bitbucket refuses for good', 'permanent', trouble()],
    ['what it has refused for an hour', 'transient', trouble(long)],
  ] as const)(
    'of %s a deployment fails, and a removal takes no notice',
    async (_, kind, untold) => {
      const outbox = [status({ sent: green, trouble: untold })];
      const runOf = (state: Partial<Preview>) =>
        runWith(previewWith({ outbox, ...state }), failing('bitbucket-refused', kind)).run;
      await expect(mustWaitForBitbucket(runOf(deploying))).rejects.toMatchObject({
        failure: { code: 'bitbucket-refused', kind: 'permanent' },
      });
      expect(await mustWaitForBitbucket(runOf(deleting), 'removal')).toBe(false);
    },
  );

  test('an hour without an answer is no refusal', async () => {
    const untold = trouble({ tries: 20, code: 'bitbucket-unreachable' });
    const outbox = [status({ sent: green, trouble: untold })];
    const { run } = runWith(previewWith({ outbox, ...deploying }), refused);
    expect(await mustWaitForBitbucket(run)).toBe(true);
    expect(statusEntry(run)?.trouble).toMatchObject({ tries: 21, refusedSince: NOW });
  });

  test('Bitbucket is asked again only when it is time, or when something begins', async () => {
    const untold = trouble({ tries: 8, nextAt: NOW + 20_000, code: 'bitbucket-refused' });
    const outbox = [status({ sent: green, trouble: untold })];
    for (const [what, state] of [
      ['deployment', deploying],
      ['removal', deleting],
    ] as const) {
      const { run, asked } = runWith(previewWith({ outbox, ...state }), takes);
      expect(await mustWaitForBitbucket(run, what)).toBe(true);
      expect(run.waitSeconds).toBe(20);
      expect(asked).toEqual([]);
      expectReported(run);
      expect(await mustWaitForBitbucket(run, what)).toBe(false);
      expect(asked).toEqual([COMMIT]);
    }
  });

  test('a comment that Bitbucket refuses says nothing of the status', async () => {
    const untold = trouble({ ...long, code: 'bitbucket-refused' });
    const outbox = [status({ sent: green }), comment({ sent: another, trouble: untold })];
    const { run } = runWith(previewWith({ outbox, ...deploying }), takes, refused);
    expect(await mustWaitForBitbucket(run)).toBe(false);
    expect(statusEntry(run)?.sent).toMatchObject({ green: false });
  });

  test('what Bitbucket refused was never green, and no status of it is left', async () => {
    for (const preview of [ofFork, previewWith()]) {
      const { run } = runWith(preview, refused);
      await tellDue(run);
      expect(commentEntry(run)).toMatchObject({ handle: '1' });
      const { run: gone } = runWith({ ...run.preview, ...deleting }, refused);
      expect(await mustWaitForBitbucket(gone, 'removal')).toBe(false);
      expect(statusEntry(gone)).toBeUndefined();
    }
    const { run: lost } = runWith(previewWith(), unreachable);
    await tellDue(lost);
    expect(lost.preview.outbox.some(mayBeGreen)).toBe(true);
  });
});

describe('an older commit that is green', () => {
  const greenOlder = { outbox: [status({ sent: green }, OLDER)] };

  test('stays so when Bitbucket refuses all', async () => {
    const { run } = runWith(previewWith({ ...greenOlder, ...deploying }), refused);
    expect(await mustWaitForBitbucket(run)).toBe(true);
    expect(statusEntry(run, OLDER)?.sent).toEqual(green);
    expect(statusEntry(run)).not.toHaveProperty('lost');
  });

  test('is not once it was stopped, whatever is said of the newest one', async () => {
    for (const answer of [refused, unreachable]) {
      const { run } = runWith(previewWith({ ...greenOlder, ...deploying }), (commit) =>
        commit === OLDER ? Promise.resolve() : answer(),
      );
      expect(await mustWaitForBitbucket(run)).toBe(false);
      expect(statusEntry(run, OLDER)).toBeUndefined();
    }
  });

  test('holds a deployment up while the answer is lost, also when the newest one is told', async () => {
    const { run } = runWith(previewWith({ ...greenOlder, ...deploying }), (commit) =>
      commit === OLDER ? unreachable() : Promise.resolve(),
    );
    expect(await mustWaitForBitbucket(run)).toBe(true);
    hurry(run);
    const next = runWith(run.preview, takes);
    expect(await mustWaitForBitbucket(next.run)).toBe(false);
    expect(next.asked).toEqual([OLDER]);
  });

  test('is stopped before the newest one is called ready', async () => {
    const told = runWith(previewWith(greenOlder), takes);
    expect(await tellDue(told.run)).toBeUndefined();
    expect(told.asked).toEqual([OLDER, COMMIT]);
    const lost = runWith(previewWith(greenOlder), unreachable);
    expect(await tellDue(lost.run)).toBe(15);
    expect(lost.asked).toEqual([OLDER]);
  });

  test('is asked for once more when Bitbucket takes the newest one', async () => {
    let hasAccess = false;
    const { run, asked } = runWith(previewWith(greenOlder), (commit) => {
      if (commit === OLDER && !hasAccess) return refused();
      hasAccess = true;
      return Promise.resolve();
    });
    expect(await tellDue(run)).toBeUndefined();
    expect(asked).toEqual([OLDER, COMMIT, OLDER]);
    expectAllTold(run);
  });

  test('that Bitbucket refuses while it takes a newer one is asked for in vain for an hour', async () => {
    const stubborn: Answer = (commit) => (commit === OLDER ? refused() : Promise.resolve());
    const { run: first } = runWith(previewWith(greenOlder), stubborn);
    expect(await tellDue(first)).toBe(30);
    expect(statusEntry(first)?.sent?.green).toBe(true);
    // Nobody has to know, and no deployment waits for it.
    expect(statusEntry(first, OLDER)).not.toHaveProperty('trouble.failure');
    const { run: pushed } = runWith({ ...first.preview, ...deploying }, stubborn);
    expectReported(pushed);
    expect(await mustWaitForBitbucket(pushed)).toBe(false);

    const outbox = first.preview.outbox.map((entry) =>
      entry.trouble ? { ...entry, trouble: trouble(long) } : entry,
    );
    const { run: last } = runWith({ ...first.preview, outbox }, stubborn);
    expect(await tellDue(last)).toBeUndefined();
    expectAllTold(last);
  });
});

test('a status of a fork that an earlier look may have set holds nothing up after an hour', async () => {
  const lost = { green: true };
  const { run } = runWith({ ...ofFork, outbox: [status({ lost })], ...deploying }, refused);
  expect(await mustWaitForBitbucket(run)).toBe(true);
  expect(statusEntry(run)).toMatchObject({ lost, trouble: { failure: {} } });

  const outbox = [status({ lost, trouble: trouble(long) })];
  const { run: late } = runWith({ ...ofFork, outbox, ...deploying }, refused);
  expect(await mustWaitForBitbucket(late)).toBe(false);
  expect(statusEntry(late)).toMatchObject({ lost });
  expect(statusEntry(late)).not.toHaveProperty('trouble.failure');
});
