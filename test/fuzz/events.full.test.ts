import fc from 'fast-check';
import { parseMessage } from '../../src/domain/message';
import { previewId } from '../../src/domain/preview-key';
import { NO_RULES } from '../../src/domain/rules';
import { isByPerson, previewKeyOf } from '../../src/triggers/event';
import { COMMIT, KEY, previewWith, settingsWith } from '../domain/preview-fixture';
import { loadApp, OF_REPOSITORY, type AppInProcess } from './app-in-process';
import { damaged, odd } from './odd-values';
import { goodAnswer } from './scripted-answers';
import { putPreview, putSettings, putCredentials } from './stored-rows';
import { randomCases } from './random-cases';

const MANY = randomCases(1_000);
const EVENT = {
  eventType: 'avi:bitbucket:updated:pullrequest',
  timestamp: '2026-09-01T12:00:00Z',
  ...OF_REPOSITORY,
  pullrequest: { id: 7 },
  push: { ref: 'feature/rye', after: 'b'.repeat(40), closed: false },
};

let app: AppInProcess;
beforeAll(async () => {
  app = await loadApp();
});
beforeEach(async () => {
  await app.reset();
  await putSettings(app, settingsWith());
  await putPreview(app, previewWith());
});

/** Of these the log says nothing: a branch was deleted, or one was pushed to that no preview follows. */
function isOfNoInterest(event: unknown): boolean {
  const { eventType, push } = Object(event) as { eventType?: unknown; push?: unknown };
  const { ref, after, closed } = Object(push) as {
    ref?: unknown;
    after?: unknown;
    closed?: unknown;
  };
  if (eventType !== 'avi:bitbucket:push:repository' || typeof ref !== 'string') return false;
  return closed === true || (ref !== EVENT.push.ref && after === EVENT.push.after);
}

/** Each message names a preview of the one repository that there is; or the log says why there is none. */
function expectMessages(event: unknown): void {
  for (const body of app.pushed) {
    expect(parseMessage(body)).toMatchObject({ key: { repositoryId: KEY.repositoryId } });
  }
  if (app.pushed.length === 0 && !isOfNoInterest(event)) {
    expect(app.logs).toEqual([expect.stringMatching(/^passed over an event/)]);
  }
  app.pushed.length = 0;
  app.logs.length = 0;
}

const events = fc.oneof({ weight: 3, arbitrary: damaged(EVENT) }, odd);

test('an event about a pull request, whatever it holds', async () => {
  const pushed = new Set<string>();
  await fc.assert(
    fc.asyncProperty(events, async (event) => {
      await app.functions.pullRequest(event as never);
      const key = previewKeyOf(event as never);
      // One of a burst of the same pull request may be merged into a message that is still to come.
      const merged = key !== undefined && pushed.has(previewId(key));
      if (!merged || app.pushed.length > 0) expect(app.pushed.length + app.logs.length).toBe(1);
      if (key && app.pushed.length > 0) pushed.add(previewId(key));
      if (app.pushed.length > 0) {
        expect(parseMessage(app.pushed[0])).toBeDefined();
        expect(app.pushed[0]).toMatchObject({ cause: 'pull-request' });
      }
      app.pushed.length = 0;
      app.logs.length = 0;
    }),
    MANY,
  );
});

test('an event about a comment, whatever it holds', async () => {
  const rules = { ...NO_RULES, commands: 'obeyed' as const };
  await putSettings(app, settingsWith({ rules }));
  const whole = {
    ...{ ...EVENT, eventType: 'avi:bitbucket:created:pullrequest-comment' },
    ...{ comment: { id: 12 }, actor: { type: 'user' } },
  };
  const comments = fc.oneof({ weight: 3, arbitrary: damaged(whole) }, odd);
  await fc.assert(
    fc.asyncProperty(comments, async (event) => {
      await app.functions.comment(event as never);
      for (const body of app.pushed) {
        expect(parseMessage(body)).toMatchObject({ cause: 'comment' });
        expect(isByPerson(event as never)).toBe(true);
      }
      expect(app.pushed.length + app.logs.length).toBeLessThan(2);
      expect(app.asked).toEqual([]);
      app.pushed.length = 0;
      app.logs.length = 0;
    }),
    MANY,
  );
});

test.each(['avi:bitbucket:push:repository', 'avi:bitbucket:deleted:repository'])(
  'an event %s, whatever it holds',
  async (eventType) => {
    const damagedEvents = fc.oneof({ weight: 3, arbitrary: damaged({ ...EVENT, eventType }) }, odd);
    await fc.assert(
      fc.asyncProperty(damagedEvents, async (event) => {
        await app.functions.repository(event as never);
        expectMessages(event);
        expect(app.records()).toHaveLength(2);
      }),
      MANY,
    );
  },
);

describe('an event that leads to nothing', () => {
  const PUSH = { ...EVENT, eventType: 'avi:bitbucket:push:repository' };
  const { push } = EVENT;
  const { after: _, ...pushed } = push;
  const UNUSABLE = 'a push without a branch and a full commit';

  test.each([
    ['no push', { ...PUSH, push: undefined }, UNUSABLE],
    ['a short commit', { ...PUSH, push: { ...push, after: 'b'.repeat(12) } }, UNUSABLE],
    ['no commit', { ...PUSH, push: pushed }, UNUSABLE],
    ['a number for a branch', { ...PUSH, push: { ...push, ref: 7 } }, UNUSABLE],
    [
      'another type',
      { ...PUSH, eventType: 'avi:bitbucket:updated:repository' },
      'neither a push nor the deletion of the repository',
    ],
  ])('is logged when it has %s', async (_what, event, why) => {
    await app.functions.repository(event as never);
    expect(app.pushed).toEqual([]);
    const about = `repository="${KEY.repositoryId}" why="${why}"`;
    expect(app.logs).toEqual([`passed over an event ${about}`]);
  });

  test.each([
    ['the deletion of a branch', { ...pushed, closed: true }],
    ['a tag', { ...push, ref: 'v1.0' }],
    ['a commit that the record knows', { ...push, after: COMMIT }],
  ])('is not worth a line when it is %s', async (_what, said) => {
    await app.functions.repository({ ...PUSH, push: said });
    expect([app.pushed, app.logs]).toEqual([[], []]);
  });
});

test('a message, whatever it holds, while all answer well', async () => {
  app.answer((asked) => Response.json(goodAnswer(asked)));
  await putCredentials(app, settingsWith(), { token: 'a-key' });
  const message = {
    key: KEY,
    cause: 'environment',
    check: 1,
    commit: COMMIT,
    eventAt: 1,
    comment: 12,
  };
  const causes = fc.constantFrom(
    ...['check', 'environment', 'turn', 'push', 'repository-deleted', 'comment'],
  );
  const bodies = fc.oneof(
    { weight: 3, arbitrary: causes.chain((cause) => damaged({ ...message, cause })) },
    odd,
  );
  const own = `preview/${previewId(KEY)}`;
  // Which comments were read is noted beside.
  const others = () => app.records().filter(([key]) => key !== own && !key.startsWith('comments/'));
  const before = structuredClone(others());
  await fc.assert(
    fc.asyncProperty(bodies, fc.boolean(), async (body, bare) => {
      await putPreview(app, previewWith());
      const result = await app.functions.reconcile((bare ? body : { body }) as never);
      const about = parseMessage(body)?.key;
      // Of another pull request Bitbucket's answer does not fit, which may pass.
      if (!about || previewId(about) === previewId(KEY)) expect(result).toBeUndefined();
      // The pull request is open, and its preview runs.
      expect(app.asked.filter(({ method }) => method === 'DELETE')).toEqual([]);
      expect(app.records().map(([key]) => key)).toContain(own);
      expect(others()).toEqual(before);
      app.asked.length = 0;
    }),
    MANY,
  );
});

test('a message, whatever it holds, while Bitbucket is down', async () => {
  app.answer(() => new Response('', { status: 503 }));
  const message = { key: KEY, cause: 'check', check: 1, commit: COMMIT, eventAt: 1 };
  const bodies = fc.oneof({ weight: 3, arbitrary: damaged(message) }, odd);
  const before = app.records();
  await fc.assert(
    fc.asyncProperty(bodies, fc.boolean(), async (body, bare) => {
      const result = await app.functions.reconcile((bare ? body : { body }) as never);
      const asksAgain = result !== undefined;
      // Only what may succeed later comes back: Bitbucket was asked and was down.
      if (asksAgain) expect(app.asked.length).toBeGreaterThan(0);
      app.asked.length = 0;
      expect(app.records()).toEqual(before);
    }),
    MANY,
  );
});
