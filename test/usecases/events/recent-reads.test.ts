import { previewOfPullRequest, getPullRequest } from '../../../src/domain/preview-key';
import { parseMessage, type PreviewMessage } from '../../../src/domain/message';
import type { Delivery } from '../../../src/ports/queue';
import type { Dependencies } from '../../../src/usecases/dependencies';
import { createEventMerger } from '../../../src/usecases/events/merge-events';
import { notePullRequest } from '../../../src/usecases/events/note-events';
import { createRecentReads } from '../../../src/usecases/events/recent-reads';
import { reconcilePreview } from '../../../src/usecases/reconcile/reconcile-preview';
import { KEY, NOW, previewWith, pullRequestWith, settingsWith } from '../../domain/preview-fixture';

const OTHER = previewOfPullRequest(KEY, getPullRequest(KEY).pullRequestId + 1);

describe('what an event needs after a look that read the pull request', () => {
  const reads = createRecentReads();
  reads.note(KEY, NOW);

  test.each([
    ['nothing, when it was noted before', 'nothing', NOW - 1, NOW],
    ['nothing, also much later', 'nothing', NOW - 1, NOW + 60_000],
    ['a later look, when it was noted just after it', 'later', NOW, NOW + 1_999],
    ['a look, when that was two seconds ago', 'look', NOW, NOW + 2_000],
    ['a look, when the clock was set back', 'look', NOW - 1, NOW - 1],
  ] as const)('%s', (_, need, readAfter, now) => {
    expect(reads.needOf(KEY, readAfter, now)).toBe(need);
    expect(reads.needOf(OTHER, readAfter, now)).toBe('look');
  });

  test('a look, when its time was of a clock that has been set right since', () => {
    const other = createRecentReads();
    other.note(KEY, NOW + 60_000);
    other.note(KEY, NOW);
    expect(other.needOf(KEY, NOW + 50_000, NOW + 60_001)).toBe('look');
  });
});

/** A process of the consumer, of a repository where nothing is connected: nothing is to be done. */
function startProcess(changes: Partial<Record<'bitbucket' | 'store', object>> = {}) {
  let now = NOW;
  const readPullRequest = jest.fn(() => Promise.resolve<unknown>(pullRequestWith()));
  const deps = {
    store: {
      readSettings: () => Promise.resolve(undefined),
      readPreview: () => Promise.resolve(undefined),
      readCredentials: () => Promise.resolve(undefined),
      readFreeSlots: () => Promise.resolve([1]),
      ...changes.store,
    },
    bitbucket: { isBudgetLow: () => false, readPullRequest, ...changes.bitbucket },
    clock: { now: () => now },
    recentReads: createRecentReads(),
    surfaces: [],
    log: () => undefined,
  } as unknown as Dependencies;
  return {
    readPullRequest,
    moveTo: (after: number) => void (now = NOW + after),
    /** Gives it a message `after` so many milliseconds. */
    look: (after: number, message: Partial<PreviewMessage>) => {
      now = NOW + after;
      return reconcilePreview(deps, { key: KEY, cause: 'pull-request', ...message });
    },
  };
}

const noted = (after: number) => ({ readAfter: NOW + after });

describe('a look', () => {
  test('covers all events that were noted before it', async () => {
    const { look, readPullRequest } = startProcess();
    expect(await look(20, noted(0))).toEqual({ type: 'done' });
    expect(await look(40, noted(10))).toEqual({ type: 'done' });
    expect(readPullRequest).toHaveBeenCalledTimes(1);
  });

  test('is put off for an event that was noted just after another one', async () => {
    const { look, readPullRequest } = startProcess();
    await look(20, noted(0));
    expect(await look(100, noted(90))).toEqual({
      type: 'retry',
      afterSeconds: 2,
      carried: {},
    });
    expect(await look(2_100, noted(90))).toEqual({ type: 'done' });
    expect(readPullRequest).toHaveBeenCalledTimes(2);
  });

  test('that a person or a message without a time asks for is never put off', async () => {
    const { look, readPullRequest } = startProcess();
    await look(20, noted(0));
    await look(40, { cause: 'person' });
    await look(60, {});
    expect(readPullRequest).toHaveBeenCalledTimes(3);
  });

  test('covers nothing that was noted while it went on', async () => {
    const { look, readPullRequest, moveTo } = startProcess();
    readPullRequest.mockImplementation(() => {
      moveTo(5_000);
      return Promise.resolve(pullRequestWith());
    });
    await look(20, noted(0));
    await look(5_000, noted(4_000));
    expect(readPullRequest).toHaveBeenCalledTimes(2);
  });

  test('that failed covers nothing', async () => {
    const { look, readPullRequest } = startProcess();
    readPullRequest.mockRejectedValueOnce(new Error('down'));
    await look(20, noted(0));
    await look(40, noted(10));
    expect(readPullRequest).toHaveBeenCalledTimes(2);
  });

  test('that could not store what it did covers nothing', async () => {
    const writePreview = jest.fn(() => Promise.resolve('conflict'));
    const { look, readPullRequest } = startProcess({
      store: { readSettings: () => Promise.resolve(settingsWith()), writePreview },
    });
    expect(await look(20, noted(0))).toMatchObject({ type: 'retry' });
    expect(writePreview).toHaveBeenCalled();
    await look(5_000, noted(0));
    expect(readPullRequest).toHaveBeenCalledTimes(2);
  });

  test('that found no pull request covers nothing: Bitbucket may not show it yet', async () => {
    const { look, readPullRequest } = startProcess();
    readPullRequest.mockResolvedValueOnce('gone');
    await look(20, noted(0));
    await look(40, noted(10));
    expect(readPullRequest).toHaveBeenCalledTimes(2);
  });
});

test('what events say reaches the consumer through the queue', async () => {
  const pushed: Delivery[] = [];
  const deps = {
    eventMerger: createEventMerger(),
    store: { readSubject: () => Promise.resolve({ preview: previewWith() }) },
    clock: { now: () => NOW },
    queue: { push: (deliveries: Delivery[]) => Promise.resolve(void pushed.push(...deliveries)) },
  } as unknown as Dependencies;
  await notePullRequest(deps, KEY, { at: NOW - 60_000, opened: true });
  await notePullRequest(deps, KEY, { at: undefined, opened: false });
  const messages = pushed.map(({ message }) => parseMessage(message));
  expect(messages).toEqual([
    {
      ...{ key: KEY, cause: 'pull-request', readAfter: NOW + 500 },
      ...{ opened: true, eventAt: NOW - 60_000 },
    },
    { key: KEY, cause: 'pull-request', readAfter: NOW + 2_000, burst: true },
  ]);
  expect(pushed.map(({ delaySeconds }) => delaySeconds)).toEqual([undefined, 2]);
});
