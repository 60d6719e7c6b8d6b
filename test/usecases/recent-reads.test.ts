import type { PreviewMessage } from '../../src/domain/message';
import type { Dependencies } from '../../src/usecases/dependencies';
import { createRecentReads } from '../../src/usecases/recent-reads';
import { reconcilePreview } from '../../src/usecases/reconcile-preview';
import { KEY, NOW, settingsWith } from '../domain/preview-fixture';

const OTHER = { ...KEY, pullRequestId: KEY.pullRequestId + 1 };

describe('what an event needs after a look that read the pull request', () => {
  const reads = createRecentReads();
  reads.note(KEY, NOW);
  reads.note(KEY, NOW - 60_000);

  test.each([
    ['nothing, when it was noted before', 'nothing', NOW - 1, NOW],
    ['nothing, also much later', 'nothing', NOW - 1, NOW + 60_000],
    ['a later look, when it was noted since, in a burst', 'later', NOW, NOW + 1_999],
    ['a look, when it was noted since', 'look', NOW, NOW + 2_000],
    ['a look, when the clock was set back', 'look', NOW - 1, NOW - 1],
  ] as const)('%s', (_, need, readAfter, now) => {
    expect(reads.needOf(KEY, readAfter, now)).toBe(need);
    expect(reads.needOf(OTHER, readAfter, now)).toBe('look');
  });
});

describe('a look', () => {
  /** Looks at these messages at these times; answers how each ended, and how often Bitbucket was asked. */
  async function look(
    looks: { at: number; message: Partial<PreviewMessage> }[],
    readPullRequest: () => Promise<unknown> = () => Promise.resolve('gone'),
  ) {
    let now = NOW;
    const asked = jest.fn(readPullRequest);
    const deps = {
      store: {
        readSettings: () => Promise.resolve(settingsWith()),
        readPreview: () => Promise.resolve(undefined),
        readToken: () => Promise.resolve('key'),
        readFreeSlots: () => Promise.resolve([1]),
      },
      bitbucket: { readPullRequest: asked },
      clock: { now: () => now },
      recentReads: createRecentReads(),
      log: () => undefined,
    } as unknown as Dependencies;
    const results = [];
    for (const { at, message } of looks) {
      now = NOW + at;
      results.push(await reconcilePreview(deps, { key: KEY, cause: 'pull-request', ...message }));
    }
    return { results, reads: asked.mock.calls.length };
  }

  const noted = (after: number) => ({ readAfter: NOW + after });

  test('does for all events that were noted before it', async () => {
    const { results, reads } = await look([
      { at: 20, message: noted(0) },
      { at: 40, message: noted(10) },
    ]);
    expect(results).toEqual([{ type: 'done' }, { type: 'done' }]);
    expect(reads).toBe(1);
  });

  test('is put off for an event that was noted in the same second', async () => {
    const { results, reads } = await look([
      { at: 20, message: noted(0) },
      { at: 100, message: noted(90) },
      { at: 2_100, message: noted(90) },
    ]);
    expect(results[1]).toEqual({ type: 'retry', afterSeconds: 2 });
    expect(reads).toBe(2);
  });

  test('that failed does for nothing', async () => {
    const { reads } = await look(
      [
        { at: 20, message: noted(0) },
        { at: 40, message: noted(10) },
      ],
      () => Promise.reject(new Error('down')),
    );
    expect(reads).toBe(2);
  });

  test('that a person asks for is never put off', async () => {
    const { reads } = await look([
      { at: 20, message: noted(0) },
      { at: 40, message: { cause: 'person' } },
    ]);
    expect(reads).toBe(2);
  });
});
