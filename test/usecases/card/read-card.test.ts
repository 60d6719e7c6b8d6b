import type { Permission } from '../../../src/ports/bitbucket';
import { previewOfPullRequest } from '../../../src/domain/preview-key';
import {
  KEY,
  previewWith,
  pullRequestWith,
  REPOSITORY,
  settingsWith,
} from '../../domain/preview-fixture';
import { CONTEXT, loadApp, type AppInProcess } from '../../fuzz/app-in-process';
import { goodAnswer } from '../../fuzz/scripted-answers';
import { putPreview, putSettings } from '../../fuzz/stored-rows';
import { createReaders } from '../../../src/usecases/card/readers';

describe('an open card', () => {
  let app: AppInProcess;
  /** No test sees what this process remembers of the cards of another one. */
  let revision = previewWith().revision;
  beforeAll(async () => {
    app = await loadApp();
  });
  beforeEach(async () => {
    await app.reset();
    app.answer((asked) => Response.json(goodAnswer(asked)));
    await putSettings(app, settingsWith());
    revision += 2;
    await putPreview(app, previewWith({ revision }));
  });

  const read = (version?: string) =>
    app.invoke('card', 'readCard', version === undefined ? {} : { version }, CONTEXT);

  test('costs Bitbucket nothing while nothing changed, and shows what did', async () => {
    const first = (await read()) as { card: { version: string; title: string } };
    const asked = app.asked.length;
    expect(asked).toBeGreaterThan(0);
    const { version } = first.card;
    expect(await read(version)).toEqual({ type: 'unchanged', now: expect.any(Number) as number });
    expect(app.asked.length).toBe(asked);
    await putPreview(app, previewWith({ revision: revision + 1, state: { type: 'deploying' } }));
    expect(await read(version)).toMatchObject({ type: 'card', card: { title: 'Deploying' } });
  });

  test.each([
    ['runs', {}],
    ['is being deployed', { state: { type: 'deploying' } }],
  ] as const)('of a preview that %s costs one round trip to the store', async (_, changes) => {
    await putPreview(app, previewWith({ revision, ...changes }));
    app.stored.length = 0;
    const first = (await read()) as { card: { version: string } };
    expect(app.stored).toEqual([expect.stringMatching(/batch\/get$/)]);
    await read(first.card.version);
    expect(app.stored).toHaveLength(2);
  });

  test('of a preview that waits for its turn shows its place, and when that changed', async () => {
    const state = { type: 'waiting', commit: 'b'.repeat(40), reason: 'r', since: 120_000 } as const;
    const other = previewOfPullRequest(REPOSITORY, 8);
    await putPreview(app, previewWith({ key: other, state: { ...state, since: 0 } }));
    await putPreview(app, previewWith({ revision, state }));
    const first = (await read()) as { card: { version: string; message: string } };
    expect(first.card.message).toContain('has place 2 in the queue');
    expect(await read(first.card.version)).toMatchObject({ type: 'unchanged' });
    await putPreview(app, previewWith({ key: other }));
    expect(await read(first.card.version)).toMatchObject({
      card: { message: expect.stringContaining('has place 1 in the queue') as string },
    });
  });

  test('without a record is read whole: only Bitbucket knows what changed', async () => {
    await app.reset();
    app.answer((asked) => Response.json(goodAnswer(asked)));
    await putSettings(app, settingsWith());
    const first = (await read()) as { card: { version: string } };
    expect(await read(first.card.version)).toMatchObject({ type: 'card' });
  });

  test('asks Bitbucket after the record, so that nothing on it is older than its version', async () => {
    const merged = previewWith({
      revision: revision + 1,
      pullRequest: { ...previewWith().pullRequest, state: 'merged' },
      state: { type: 'deleted', reason: { why: 'merged' }, at: 1 },
      holdings: [],
    });
    let written: Promise<void> | undefined;
    app.answer((asked) => {
      // The record changes while Bitbucket still answers what it was.
      if (asked.path.includes('/pullrequests/')) written ??= putPreview(app, merged);
      return Response.json(goodAnswer(asked));
    });
    const shown = (await read()) as { card: { version: string } };
    await written;
    expect(await read(shown.card.version)).toMatchObject({ type: 'card' });
  });

  test('costs Bitbucket one read of the pull request, however often it is read within seconds', async () => {
    await Promise.all(Array.from({ length: 50 }, () => read()));
    await app.invoke('card', 'readHistory', {}, CONTEXT);
    await app.invoke('card', 'readLog', {}, CONTEXT);
    expect(app.asked.filter(({ as }) => as === 'app').map(({ path }) => path)).toEqual([
      expect.stringContaining('/pullrequests/7?') as string,
    ]);
    expect(app.asked.filter(({ as }) => as === 'user')).toEqual([]);
  });

  test('shows other buttons to whoever was told that it may not write any more', async () => {
    const first = (await read()) as { card: { version: string; actions: { redeploy: boolean } } };
    expect(first.card.actions.redeploy).toBe(true);
    app.answer((asked) => {
      const answer = JSON.stringify(goodAnswer(asked));
      const isPermission = asked.path.includes('/permissions/repositories');
      return new Response(isPermission ? answer.replace('"admin"', '"read"') : answer);
    });
    expect(await app.invoke('card', 'redeploy', {}, CONTEXT)).toMatchObject({ type: 'refused' });
    expect(await read(first.card.version)).toMatchObject({
      card: { actions: { redeploy: false, delete: false } },
    });
  });

  test.each([{ version: 7 }, { version: '' }, undefined, null, 'x'])(
    'shows the whole card to a page that says %j',
    async (payload) => {
      const answer = await app.invoke('card', 'readCard', payload, CONTEXT);
      expect(answer).toMatchObject({ type: 'card', card: { title: 'Ready' } });
    },
  );
});

describe('the pull request of a card', () => {
  const open = pullRequestWith();
  const card = { key: KEY, version: '1.1' };

  test('is read once in five seconds for each version of the card', async () => {
    const readers = createReaders();
    const ask = jest.fn(() => Promise.resolve(open));
    await readers.pullRequestOf(card, 0, ask);
    await readers.pullRequestOf(card, 4_999, ask);
    expect(ask).toHaveBeenCalledTimes(1);
    await readers.pullRequestOf(card, 5_000, ask);
    await readers.pullRequestOf({ ...card, version: '1.2' }, 5_001, ask);
    await readers.pullRequestOf(card, 0, ask);
    expect(ask).toHaveBeenCalledTimes(4);
  });

  test('that could not be read is read again at once', async () => {
    const readers = createReaders();
    const fails = readers.pullRequestOf(card, 0, () => Promise.reject(new Error('no answer')));
    await expect(fails).rejects.toThrow('no answer');
    expect(await readers.pullRequestOf(card, 1, () => Promise.resolve(open))).toBe(open);
  });
});

describe('who has a card open', () => {
  const reader = { ...KEY, accountId: 'a' };
  const MINUTE = 60_000;

  function asker(...answers: Permission[]) {
    const readers = createReaders();
    const ask = jest.fn(() => Promise.resolve(answers.shift() ?? 'none'));
    return { ask, at: (now: number, who = reader) => readers.permissionOf(who, now, ask) };
  }

  test('is asked about once in ten minutes', async () => {
    const { ask, at } = asker('read', 'write');
    expect(await at(0)).toBe('read');
    expect(await at(10 * MINUTE - 1)).toBe('read');
    expect(ask).toHaveBeenCalledTimes(1);
    expect(await at(10 * MINUTE)).toBe('write');
  });

  test('is another person, or in another repository, on its own', async () => {
    const { at } = asker('admin', 'none', 'read');
    expect(await at(0)).toBe('admin');
    expect(await at(1, { ...reader, accountId: 'b' })).toBe('none');
    expect(await at(2, { ...reader, repositoryId: 'other' })).toBe('read');
  });

  test('is asked about again at once after a no, and when the clock was set back', async () => {
    const { ask, at } = asker('none', 'read', 'write');
    expect(await at(5)).toBe('none');
    expect(await at(6)).toBe('read');
    expect(await at(0)).toBe('write');
    expect(ask).toHaveBeenCalledTimes(3);
  });
});
