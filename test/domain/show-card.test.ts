import { permanent } from '../../src/domain/failure';
import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { Failure } from '../../src/domain/failure';
import type { CardFacts } from '../../src/domain/card-face';
import { removeFor } from '../../src/domain/policy/policy';
import type { AbsenceReason } from '../../src/domain/reason';
import { NO_RULES } from '../../src/domain/rules';
import { wentDown } from '../../src/domain/transitions';
import { showCard } from '../../src/domain/show-card';
import {
  COMMIT,
  deploymentWith,
  ENVIRONMENT,
  NEWER,
  NO_ACTIONS,
  NOW,
  previewWith,
  pullRequestWith,
  settingsWith,
} from './preview-fixture';

function cardWith(facts: Partial<CardFacts> = {}) {
  return showCard({
    pullRequest: pullRequestWith(),
    settings: settingsWith(),
    preview: previewWith(),
    provider: codesphere,
    version: '1.3',
    mayWrite: true,
    now: NOW,
    ...facts,
  });
}

test('a ready preview shows its link, its commit and and that it is the latest', () => {
  expect(cardWith()).toMatchObject({
    title: 'Ready',
    url: ENVIRONMENT.url,
    commit: { latest: true },
    actions: { redeploy: true, delete: true },
  });
});

test.each(['creating', 'deploying', 'failed', 'waiting'] as const)(
  'while another environment takes its place and is %s, the card links what ran and says its commit',
  (type) => {
    const { running: _, ...rest } = previewWith();
    const waits = { type: 'waiting', commit: NEWER, reason: 'a push', since: NOW } as const;
    const preview = {
      ...rest,
      state: type === 'waiting' ? waits : { type },
      holdings: [{ state: 'older', environment: ENVIRONMENT, commit: COMMIT } as const],
      deployment: deploymentWith({ commit: NEWER }),
    };
    expect(cardWith({ preview, pullRequest: pullRequestWith({ commit: NEWER }) })).toMatchObject({
      url: ENVIRONMENT.url,
      commit: { short: COMMIT.slice(0, 7), latest: false },
    });
  },
);

test('what was stopped is asleep, and waits for a redeploy', () => {
  const failure = permanent('environment-asleep', 'It was stopped.', 'Choose Redeploy.');
  const down = wentDown(previewWith(), { failure, settingsAt: 1 }, NOW);
  const card = cardWith({ preview: down });
  expect(card).toMatchObject({
    title: 'Asleep',
    tone: 'neutral',
    message: 'It was stopped. Choose Redeploy.',
    actions: { redeploy: true },
  });
  expect(card.url).toBeUndefined();
});

test('an app behind a sign-in is started, and not said to be checked', () => {
  const preview = previewWith({ running: { commit: COMMIT, seen: 'sign-in' } });
  expect(cardWith({ preview })).toMatchObject({
    title: 'Started',
    message: 'Started. It asks for a sign-in, so it could not be checked.',
    url: ENVIRONMENT.url,
  });
});

test('an answer that a person would call broken comes with a warning', () => {
  const warning = { message: 'The app answers 404 at /.', remedy: 'Open a path that it has.' };
  const preview = previewWith({ running: { commit: COMMIT, seen: 'answered', warning } });
  expect(cardWith({ preview })).toMatchObject({ title: 'Ready', url: ENVIRONMENT.url, warning });
});

test('a card is never more than half a minute behind, until nothing can change any more', () => {
  const pullRequest = pullRequestWith({ state: 'merged' });
  const ended = previewWith({
    pullRequest: { ...previewWith().pullRequest, state: 'merged' },
    state: { type: 'deleted', reason: { why: 'merged' }, at: NOW },
    holdings: [],
  });
  expect(cardWith().refreshAfterSeconds).toBe(30);
  expect(cardWith({ preview: undefined, settings: undefined }).refreshAfterSeconds).toBe(30);
  expect(cardWith({ pullRequest }).refreshAfterSeconds).toBe(30);
  expect(cardWith({ pullRequest, preview: ended }).refreshAfterSeconds).toBeUndefined();
  expect(cardWith({ pullRequest, preview: undefined }).refreshAfterSeconds).toBeUndefined();
});

test.each([
  ['switched-off', true],
  ['disconnected', true],
  ['deleted', false],
] as const)('a preview that was removed, %s: the settings help is %s', (why, needsSettings) => {
  const reason = why === 'deleted' ? { why, by: 'a', commit: COMMIT } : { why };
  const preview = previewWith({ state: { type: 'deleted', reason, at: NOW } });
  const settings = settingsWith({ enabled: why === 'deleted' });
  expect(cardWith({ preview, settings })).toMatchObject({ title: 'Removed', needsSettings });
});

test('a ready preview of an older commit says so and asks again', () => {
  const card = cardWith({ pullRequest: pullRequestWith({ commit: NEWER }) });
  expect(card.commit?.latest).toBe(false);
  expect(card.message).toContain('bbbbbbb');
  expect(card.refreshAfterSeconds).toBeGreaterThan(0);
});

test('while it is deployed there is no link, and the card asks again', () => {
  const card = cardWith({ preview: previewWith({ state: { type: 'deploying' } }) });
  expect(card.url).toBeUndefined();
  expect(card.refreshAfterSeconds).toBeGreaterThan(0);
  expect(card.steps).toHaveLength(1);
});

test('what waits for its turn says so, keeps the link to what runs, and asks again', () => {
  const reason = 'the pull request has a newer commit';
  const state = { type: 'waiting', commit: NEWER, reason, since: NOW } as const;
  const view = cardWith({
    preview: previewWith({ state }),
    pullRequest: pullRequestWith({ commit: NEWER }),
  });
  expect(view).toMatchObject({ title: 'Waiting', commit: { latest: false }, url: ENVIRONMENT.url });
  expect(view.message).toContain(NEWER.slice(0, 7));
  expect(view.refreshAfterSeconds).toBeGreaterThan(0);
});

test('a failure names its step, its log and what to do', () => {
  const failure: Failure = {
    code: 'stage-failed',
    kind: 'permanent',
    mendedBy: 'person',
    message: 'm',
    remedy: 'r',
    pipelineStep: 'npm test',
    logTail: ['boom'],
  };
  const steps = [{ id: 'test', title: 'Test', state: 'failed' as const }];
  const card = cardWith({
    preview: previewWith({
      state: { type: 'failed' },
      deployment: deploymentWith({ failure, steps }),
    }),
  });
  expect(card.failure).toEqual({
    message: 'm',
    remedy: 'r',
    step: 'Test',
    pipelineStep: 'npm test',
    logTail: ['boom'],
  });
});

it.each([
  ['time', 'It is tried again by itself.'],
  ['person', undefined],
] as const)('a failure says whether it is tried again: %s', (mendedBy, message) => {
  const failure: Failure = { code: 'any', kind: 'permanent', mendedBy, message: 'm', remedy: 'r' };
  const deployment = deploymentWith({ failure });
  const card = cardWith({ preview: previewWith({ state: { type: 'failed' }, deployment }) });
  expect(card.message).toBe(message);
});

it.each<[string, Partial<CardFacts>, string, boolean]>([
  ['nothing is connected', { settings: undefined }, 'Not connected', true],
  [
    'nothing is chosen',
    { settings: settingsWith({ options: undefined } as never) },
    'Not set up',
    true,
  ],
  ['it is switched off', { settings: settingsWith({ enabled: false }) }, 'Off', true],
  ['the source is a fork', { pullRequest: pullRequestWith({ fork: true }) }, 'On hold', false],
  ['it is closed', { pullRequest: pullRequestWith({ state: 'merged' }) }, 'None', false],
  ['the event has not come', {}, 'Waiting', false],
])('without a preview the card says why: %s', (_, facts, title, needsSettings) => {
  const card = cardWith({ preview: undefined, ...facts });
  expect(card).toMatchObject({ title, needsSettings });
  expect(card.message).toBeTruthy();
});

test('who may not write is offered nothing', () => {
  expect(cardWith({ mayWrite: false }).actions).toEqual(NO_ACTIONS);
});

describe('a pull request from a fork', () => {
  const forkSource = { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' };
  const pullRequest = pullRequestWith({ fork: true, forkSource });
  const approval = { commit: COMMIT, by: 'a', at: NOW };

  test('offers its newest commit to who may approve it, and to nobody else', () => {
    const card = cardWith({ pullRequest, preview: undefined });
    expect(card).toMatchObject({ title: 'On hold', approvable: { commit: COMMIT } });
    const reader = cardWith({ pullRequest, preview: undefined, mayWrite: false });
    expect(reader).toMatchObject({ title: 'On hold' });
    expect(reader.approvable).toBeUndefined();
  });

  test('is like any other once that commit is approved', () => {
    const card = cardWith({ pullRequest, preview: previewWith({ approval }) });
    expect(card).toMatchObject({ title: 'Ready', actions: { redeploy: true } });
    expect(card.approvable).toBeUndefined();
  });

  test('shows no link to what runs of an older commit, and follows until it is removed', () => {
    const newer = { ...pullRequest, commit: NEWER };
    const card = cardWith({ pullRequest: newer, preview: previewWith({ approval }) });
    expect(card).toMatchObject({ title: 'On hold', approvable: { commit: NEWER } });
    expect(card.url).toBeUndefined();
    expect(card.refreshAfterSeconds).toBe(15);
  });

  test('offers nothing of a private fork that the rules bar, not even once it is approved', () => {
    const barred = { ...pullRequest, forkSource: { ...forkSource, private: true } };
    const card = cardWith({ pullRequest: barred, preview: previewWith({ approval }) });
    expect(card).toMatchObject({ title: 'On hold', actions: { redeploy: false } });
    expect(card.message).toContain('private fork');
    expect(card.approvable).toBeUndefined();
  });

  test('has nothing to approve once the fork is gone', () => {
    const gone = pullRequestWith({ fork: true });
    expect(cardWith({ pullRequest: gone, preview: undefined }).approvable).toBeUndefined();
  });
});

describe('what a deployment brings', () => {
  const newer = deploymentWith({ lastReady: NEWER });

  test('is the way from the commit that was ready before, and how long it took', () => {
    expect(cardWith({ preview: previewWith({ deployment: newer }) })).toMatchObject({
      tookMs: 30_000,
      changes: {
        since: 'bbbbbbb',
        url: `https://bitbucket.org/demo/shop/branches/compare/${COMMIT}%0D${NEWER}`,
      },
    });
  });

  test('is nothing for the same commit, the first one, or a fork', () => {
    const { pullRequest } = previewWith();
    const fork = { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' };
    for (const preview of [
      previewWith(),
      previewWith({ deployment: deploymentWith({ lastReady: COMMIT }) }),
      previewWith({ deployment: newer, pullRequest: { ...pullRequest, fork } }),
    ]) {
      expect(cardWith({ preview }).changes).toBeUndefined();
    }
  });
});

test('a preview that waits for its turn tells its place and since when', () => {
  const state = { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW - 1 } as const;
  expect(cardWith({ preview: previewWith({ state }), place: 3 })).toMatchObject({
    message: 'Many deployments of this repository are under way. aaaaaaa has place 3 in the queue.',
    waitsSince: NOW - 1,
  });
});

test.each([
  [
    { of: 'repository', most: 5 },
    'All 5 previews that this repository may have at once are taken. aaaaaaa has place 2 in the queue. It starts when one of them goes.',
  ],
  [
    { of: 'connection', most: 1 },
    'The one preview that the repositories of this connection may have at once is taken. aaaaaaa has place 2 in the queue. It starts when it goes.',
  ],
] as const)('a preview that waits for room says below which limit: %j', (limit, message) => {
  const room = { scope: 'repository:r', ...limit };
  const state = { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW, room } as const;
  const { running: _, ...preview } = previewWith({ state, holdings: [] });
  expect(cardWith({ preview, place: 2 })).toMatchObject({ title: 'Waiting', message });
});

const MAY_GO = settingsWith({ rules: { ...NO_RULES, days: 3 } });

test.each([
  ['may be kept where it goes by itself', {}, MAY_GO, [true, false]],
  ['need not be kept where it stays', {}, settingsWith(), [false, false]],
  ['is kept', { kept: { by: 'ada', at: NOW } }, MAY_GO, [false, true]],
  ['got more time', { kept: { by: 'ada', at: NOW, onceMore: true } }, MAY_GO, [true, false]],
] as const)('a preview %s', (_, changes, settings, expected) => {
  const { actions, keptBy, livesUntil } = cardWith({ preview: previewWith(changes), settings });
  expect([actions.keep, actions.keepNoLonger]).toEqual(expected);
  expect(keptBy !== undefined).toBe(expected[1]);
  expect(livesUntil === undefined).toBe(settings === MAY_GO ? expected[1] : true);
});

test('a failure that settings mend leads to them', () => {
  const failure = permanent('token-rejected', 'No.', 'Replace it.', 'settings');
  const preview = previewWith({
    state: { type: 'failed' },
    deployment: deploymentWith({ failure }),
  });
  expect(cardWith({ preview })).toMatchObject({
    needsSettings: true,
    settingsUrl: 'https://bitbucket.org/demo/shop/admin',
  });
});

test('what keeps a removal from going on leads to the settings where they mend it', () => {
  const failure = permanent('token-rejected', 'No.', 'Replace it.', 'settings');
  const trouble = { failure, count: 3, since: NOW, noted: [] };
  const state = { type: 'deleting', reason: { why: 'merged' }, since: NOW } as const;
  expect(cardWith({ preview: previewWith({ state, trouble }) }).needsSettings).toBe(true);
  const broken = { ...trouble, failure: { ...failure, mendedBy: 'provider' as const } };
  expect(cardWith({ preview: previewWith({ state, trouble: broken }) }).needsSettings).toBe(false);
});

test('a failure names the page of the provider that has its log', () => {
  const logUrl = 'https://cloud.codesphere.com/ide/teams/1/workspaces/42';
  const failure = { ...permanent('stage-failed', 'Boom.', 'Mend it.'), logUrl };
  const preview = previewWith({
    state: { type: 'failed' },
    deployment: deploymentWith({ failure }),
  });
  expect(cardWith({ preview }).failure?.logPage).toEqual({ title: 'Codesphere', url: logUrl });
});

test('a deleted preview of a closed pull request promises no new one', () => {
  const preview = previewWith({
    state: { type: 'deleted', reason: { why: 'deleted', by: 'ada', commit: COMMIT }, at: NOW },
    holdings: [],
  });
  const pullRequest = pullRequestWith({ state: 'merged' });
  expect(cardWith({ preview, pullRequest }).message).toBe('deleted the preview.');
});

describe('who did it', () => {
  const by = 'ada';
  const request = { type: 'redeploy', by, at: NOW } as const;
  const deleted = previewWith({
    state: { type: 'deleted', reason: { why: 'deleted', by, commit: COMMIT }, at: NOW },
    holdings: [],
  });

  test.each([
    ['a redeploy', previewWith({ request }), 'asked for a redeploy. Starting…'],
    [
      'a delete',
      previewWith({ request: { ...request, type: 'delete' } }),
      'asked to delete the preview. Deleting…',
    ],
    [
      'a cancel',
      previewWith({ state: { type: 'deploying' }, request: { ...request, type: 'cancel' } }),
      'asked to cancel the deployment. Stopping…',
    ],
    [
      'a cancelled deployment',
      previewWith({
        state: { type: 'failed' },
        deployment: deploymentWith({ cancelledBy: by }),
      }),
      'cancelled the deployment of aaaaaaa. Push, or choose Redeploy, to deploy again.',
    ],
    [
      'a deleted preview',
      deleted,
      'deleted the preview. The next push, or Redeploy in the card, brings a new one.',
    ],
  ])('is named for %s', (_, preview, message) => {
    expect(cardWith({ preview })).toMatchObject({ person: by, message });
  });
});

test.each([
  ['before anything was deployed', undefined, { redeploy: false, cancel: false, delete: false }],
  [
    'while a deployment is under way',
    previewWith({ state: { type: 'deploying' } }),
    { redeploy: false, cancel: true, delete: true },
  ],
  [
    'while what was asked for has not begun',
    previewWith({ request: { type: 'delete', by: 'a', at: NOW } }),
    { redeploy: false, cancel: false, delete: false },
  ],
  [
    'while it is being deleted',
    previewWith({ state: { type: 'deleting', reason: { why: 'merged' }, since: NOW } }),
    { redeploy: false, cancel: false, delete: false },
  ],
  [
    'after a delete',
    previewWith({
      state: { type: 'deleted', reason: { why: 'deleted', by: 'a', commit: COMMIT }, at: NOW },
      holdings: [],
    }),
    { redeploy: true, cancel: false, delete: false },
  ],
])('%s only buttons that would do something are there', (_, preview, actions) => {
  expect(cardWith({ preview }).actions).toEqual({ ...NO_ACTIONS, ...actions });
});

test.each(['merged', 'declined', 'gone'] as const)(
  'nothing can be pressed once the pull request is %s, whatever is still there',
  (state) => {
    const pullRequest = state === 'gone' ? state : pullRequestWith({ state });
    for (const preview of [previewWith(), previewWith({ state: { type: 'deploying' } })]) {
      expect(cardWith({ preview, pullRequest }).actions).toEqual(NO_ACTIONS);
    }
  },
);

describe('a pull request that the rules give none', () => {
  const heldBy = (reason: AbsenceReason) =>
    previewWith({
      state: { type: 'none', reason },
      judged: { ...previewWith().judged!, verdict: removeFor(reason) },
      holdings: [],
    });
  const bare = (reason: AbsenceReason) => {
    const { deployment: _, ...rest } = heldBy(reason);
    return rest;
  };

  test.each<[AbsenceReason, string, object]>([
    [
      { why: 'unasked' },
      'Previews start when somebody asks for them.',
      { ...NO_ACTIONS, start: true },
    ],
    [
      { why: 'draft' },
      'It is a draft, and drafts get no previews. It gets one when it is ready for review.',
      NO_ACTIONS,
    ],
    [
      { why: 'skipped-by-title' },
      'Its title says [skip preview]. Take these words out of the title of the pull request to get one.',
      { ...NO_ACTIONS, start: true },
    ],
  ])('says which rule: %j', (reason, message, actions) => {
    const card = cardWith({ preview: bare(reason) });
    expect(card).toMatchObject({ title: 'No preview', message, actions });
  });

  test('because it grew old has one again by a redeploy', () => {
    const reason: AbsenceReason = { why: 'expired', days: 3 };
    const preview = { ...heldBy(reason), state: { type: 'deleted' as const, reason, at: NOW } };
    const card = cardWith({ preview });
    expect(card.message).toBe(
      'Nothing was pushed or redeployed for 3 days. The next push, or Redeploy in the card, brings a new one.',
    );
    expect(card.actions).toEqual({ ...NO_ACTIONS, redeploy: true });
  });
});

test('until when a preview lives is said, with more time for who may write', () => {
  const settings = settingsWith({ rules: { ...NO_RULES, days: 3 } });
  const livesUntil = deploymentWith().startedAt + 3 * 24 * 60 * 60_000;
  expect(cardWith({ settings })).toMatchObject({ livesUntil, actions: { extend: true } });
  expect(cardWith({ settings, mayWrite: false })).toMatchObject({
    livesUntil,
    actions: NO_ACTIONS,
  });
  expect(cardWith().livesUntil).toBeUndefined();
});
