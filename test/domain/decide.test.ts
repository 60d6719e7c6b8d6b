import fc from 'fast-check';
import type { Action } from '../../src/domain/action';
import { decide } from '../../src/domain/decide';
import { permanent } from '../../src/domain/failure';
import type { Situation } from '../../src/domain/situation';
import { judge } from '../../src/domain/policy/judge';
import type { SubjectRead } from '../../src/domain/policy/policy';
import type { Verdict } from '../../src/domain/policy/verdict';
import type { Deployment, Preview, PreviewState } from '../../src/domain/preview';
import type { RepositorySettings } from '../../src/domain/settings';
import {
  COMMIT,
  deploymentWith,
  ENVIRONMENT,
  holdingOf,
  KEY,
  NEWER,
  NOW,
  perhapsAt,
  previewWith,
  pullRequestWith,
  settingsWith,
} from './preview-fixture';
import { randomCases } from '../fuzz/random-cases';

interface Given {
  read?: SubjectRead;
  settings?: RepositorySettings;
  preview?: Preview | undefined;
  situation?: Partial<Situation>;
}

function decided(given: Given): Action {
  const { read = pullRequestWith(), settings = settingsWith(), preview } = given;
  return decide({
    verdict: judge({ subject: KEY.subject, read, settings, preview, now: NOW }) as Verdict,
    read,
    preview,
    observed: 'unread',
    cause: 'pull-request',
    full: false,
    lacking: undefined,
    settings,
    now: NOW,
    ...given.situation,
  });
}

test.each([
  ['is deleted at once', {}, 'prune'],
  ['waits for the look that is planned', { check: { number: 5, dueAt: NOW + 5_000 } }, 'nothing'],
])('what a ready preview needs no more %s', (_, changes, type) => {
  const holdings = [
    ...previewWith().holdings,
    { state: 'going', environment: { ...ENVIRONMENT, id: '41' }, since: NOW } as const,
  ];
  expect(decided({ preview: previewWith({ holdings, ...changes }) })).toMatchObject({ type });
  const failure = permanent('provider-refused', 'No.', 'Ask.');
  const [ours, going] = holdings;
  const refused = previewWith({ holdings: [ours!, { ...going!, failure } as never], ...changes });
  expect(decided({ preview: refused })).toMatchObject({ type: 'nothing' });
});

/** A preview without environment. */
function bare(state: PreviewState, changes: Partial<Preview> = {}): Preview {
  const { running: _, ...rest } = previewWith({ state, holdings: [], ...changes });
  return rest;
}

const cancelRequest = { request: { type: 'cancel', by: 'ada', at: NOW } } as const;
const cancelledPreview = previewWith({
  state: { type: 'failed' },
  deployment: deploymentWith({ cancelledBy: 'ada' }),
});
const pendingCheck = { check: { number: 5, dueAt: NOW + 5_000 } };
const lostCheck = { check: { number: 5, dueAt: NOW - 120_000 } };
const trouble = {
  trouble: {
    count: 1,
    since: NOW,
    noted: [] as string[],
    failure: {
      code: 'rate-limited',
      kind: 'transient',
      mendedBy: 'time',
      message: 'm',
      remedy: 'r',
    },
  },
} as const;
const fromFork = {
  read: pullRequestWith({
    fork: true,
    forkSource: { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' },
  }),
};
const approved = bare(
  { type: 'none', reason: { why: 'fork' } },
  { approval: { commit: COMMIT, by: 'a', at: NOW } },
);
const merged = pullRequestWith({ state: 'merged' });
const tokenFailure = {
  code: 'token-rejected',
  kind: 'permanent',
  mendedBy: 'settings',
  message: 'm',
  remedy: 'r',
} as const;

/** A preview whose address did not answer. */
function silent(changes: Partial<Deployment>): Preview {
  const failure = { ...tokenFailure, code: 'not-answering', mendedBy: 'time' } as const;
  const deployment = deploymentWith({ failure, endedAt: NOW, ...changes });
  return previewWith({ state: { type: 'failed' }, deployment });
}

describe('an open pull request', () => {
  it.each<[string, Given, Action['type']]>([
    [
      'keeps an environment that was to go because of a 404',
      {
        preview: previewWith({ state: { type: 'deleting', reason: { why: 'gone' }, since: NOW } }),
      },
      'deploy',
    ],
    [
      'looks for one that may be under way and was to go because of a 404',
      {
        preview: bare(
          { type: 'deleting', reason: { why: 'repository-deleted' }, since: NOW },
          { holdings: [perhapsAt('1')] },
        ),
      },
      'create',
    ],
    [
      'loses its environment all the same when a merge was read before',
      {
        preview: previewWith({
          state: { type: 'deleting', reason: { why: 'merged' }, since: NOW },
        }),
      },
      'remove',
    ],
    ['without a record gets an environment', {}, 'create'],
    ['that is ready and unchanged is left alone', { preview: previewWith() }, 'nothing'],
    [
      'with a newer commit is deployed',
      { preview: previewWith(), read: pullRequestWith({ commit: NEWER }) },
      'deploy',
    ],
    [
      'with other settings is deployed',
      {
        preview: previewWith(),
        settings: settingsWith({ options: { ...settingsWith().options!, uses: '2' } }),
      },
      'deploy',
    ],
    [
      'whose redeploy was asked for is deployed',
      { preview: previewWith({ request: { type: 'redeploy', by: 'a', at: NOW } }) },
      'deploy',
    ],
    [
      'being deployed waits for its check',
      { preview: previewWith({ state: { type: 'deploying' }, ...pendingCheck }) },
      'nothing',
    ],
    [
      'being deployed goes on with its check',
      { preview: previewWith({ state: { type: 'deploying' } }) },
      'advance',
    ],
    [
      'being deployed goes on when its check was lost',
      { preview: previewWith({ state: { type: 'deploying' }, ...lostCheck }) },
      'advance',
    ],
    [
      'being deployed to an older commit is deployed anew',
      {
        preview: previewWith({ state: { type: 'deploying' }, ...pendingCheck }),
        read: pullRequestWith({ commit: NEWER }),
      },
      'deploy',
    ],
    [
      'whose deployment somebody cancels is stopped',
      {
        preview: previewWith({ state: { type: 'deploying' }, ...pendingCheck, ...cancelRequest }),
        situation: { cause: 'person' },
      },
      'cancel',
    ],
    [
      'whose creation somebody cancels is stopped',
      {
        preview: bare({ type: 'creating' }, { holdings: [perhapsAt('1')], ...cancelRequest }),
        situation: { cause: 'person' },
      },
      'cancel',
    ],
    [
      'whose deployment was cancelled before a newer commit came is deployed',
      {
        preview: previewWith({ state: { type: 'deploying' }, ...cancelRequest }),
        read: pullRequestWith({ commit: NEWER }),
      },
      'deploy',
    ],
    [
      'whose cancelled deployment is over is left alone',
      { preview: previewWith(cancelRequest) },
      'nothing',
    ],
    ['that was cancelled is left alone', { preview: cancelledPreview }, 'nothing'],
    [
      'that was cancelled is deployed with a newer commit',
      { preview: cancelledPreview, read: pullRequestWith({ commit: NEWER }) },
      'deploy',
    ],
    [
      'whose create was not confirmed is looked for',
      { preview: bare({ type: 'creating' }, { holdings: [perhapsAt('1')] }) },
      'create',
    ],
    [
      'whose app has ended by itself says so',
      {
        preview: previewWith(),
        situation: { observed: permanent('stage-failed', 'm', 'r'), cause: 'environment' },
      },
      'end',
    ],
    [
      'whose app has ended by itself is deployed with a newer commit',
      {
        preview: previewWith(),
        read: pullRequestWith({ commit: NEWER }),
        situation: { observed: permanent('stage-failed', 'm', 'r'), cause: 'environment' },
      },
      'deploy',
    ],
    [
      'whose environment is gone gets one',
      { preview: previewWith(), situation: { observed: 'missing', cause: 'environment' } },
      'create',
    ],
    [
      'whose environment is there is left alone',
      { preview: previewWith(), situation: { observed: 'there', cause: 'environment' } },
      'nothing',
    ],
    [
      'whose team was changed moves',
      { preview: previewWith({ holdings: [holdingOf({ ...ENVIRONMENT, place: '9' })] }) },
      'remove',
    ],
    [
      'that waits with a create in another team that was not confirmed is searched there',
      {
        preview: bare(
          { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW },
          { holdings: [perhapsAt('9')] },
        ),
      },
      'remove',
    ],
    ['that failed stays so', { preview: previewWith({ state: { type: 'failed' } }) }, 'nothing'],
    [
      'that failed gets another try with a newer commit',
      {
        preview: previewWith({ state: { type: 'failed' } }),
        read: pullRequestWith({ commit: NEWER }),
      },
      'deploy',
    ],
    [
      'that failed without environment is made',
      { preview: bare({ type: 'failed' }), read: pullRequestWith({ commit: NEWER }) },
      'create',
    ],
    [
      'that failed for the key gets another try with a new key',
      {
        preview: bare(
          { type: 'failed' },
          { deployment: deploymentWith({ failure: tokenFailure, failedWith: 1 }) },
        ),
        settings: settingsWith({ updatedAt: 2 }),
      },
      'create',
    ],
    [
      'that failed for the key stays so until there is a new one',
      {
        preview: bare(
          { type: 'failed' },
          { deployment: deploymentWith({ failure: tokenFailure, failedWith: 2 }) },
        ),
        settings: settingsWith({ updatedAt: 2 }),
      },
      'nothing',
    ],
    [
      'that failed of what may be an outage waits a quarter of an hour',
      { preview: silent({}), situation: { now: NOW + 14 * 60_000 } },
      'nothing',
    ],
    [
      'that failed of what may be an outage is tried again',
      { preview: silent({}), situation: { now: NOW + 15 * 60_000 } },
      'deploy',
    ],
    [
      'that failed of it again waits longer',
      { preview: silent({ retries: 1 }), situation: { now: NOW + 59 * 60_000 } },
      'nothing',
    ],
    [
      'that failed of it five times more waits for somebody',
      { preview: silent({ retries: 5 }), situation: { now: NOW + 365 * 24 * 60 * 60_000 } },
      'nothing',
    ],
    [
      'that failed in a stage waits for somebody',
      {
        preview: silent({ failure: { ...tokenFailure, code: 'stage-failed', mendedBy: 'person' } }),
        situation: { now: NOW + 365 * 24 * 60 * 60_000 },
      },
      'nothing',
    ],
    [
      'of whose environment nobody knows is left alone while previews are off',
      {
        preview: bare({ type: 'none', reason: { why: 'switched-off' } }),
        settings: settingsWith({ enabled: false }),
        situation: { cause: 'environment' },
      },
      'nothing',
    ],
    [
      'in trouble waits for the planned retry',
      {
        preview: previewWith({ state: { type: 'deploying' }, ...pendingCheck, ...trouble }),
        read: pullRequestWith({ commit: NEWER }),
      },
      'nothing',
    ],
    [
      'in trouble listens to a person',
      {
        preview: previewWith({
          ...pendingCheck,
          ...trouble,
          request: { type: 'redeploy', by: 'a', at: NOW },
        }),
        situation: { cause: 'person' },
      },
      'deploy',
    ],
    ['of a fork is held', { read: pullRequestWith({ fork: true }) }, 'hold'],
    [
      'of a fork loses its environment',
      { preview: previewWith(), read: pullRequestWith({ fork: true }) },
      'remove',
    ],
    [
      'of a fork gets one once its commit is approved',
      { ...fromFork, preview: approved },
      'create',
    ],
    [
      'of a fork stays held after a push',
      { read: { ...fromFork.read, commit: NEWER }, preview: approved },
      'nothing',
    ],
    [
      'of a fork loses what was approved after a push',
      {
        read: { ...fromFork.read, commit: NEWER },
        preview: previewWith({ approval: approved.approval! }),
      },
      'remove',
    ],
    [
      'of a fork that is gone has nothing to run',
      { read: pullRequestWith({ fork: true }), preview: approved },
      'nothing',
    ],
    [
      'that is held forgets what a person asked for',
      {
        ...fromFork,
        preview: bare(
          { type: 'none', reason: { why: 'fork' } },
          { request: { type: 'redeploy', by: 'a', at: NOW } },
        ),
      },
      'hold',
    ],
    [
      'that is held stays so',
      { ...fromFork, preview: bare({ type: 'none', reason: { why: 'fork' } }) },
      'nothing',
    ],
    [
      'loses its environment when previews are switched off',
      { preview: previewWith(), settings: settingsWith({ enabled: false }) },
      'remove',
    ],
    [
      'is held when previews are switched off',
      { preview: bare({ type: 'failed' }), settings: settingsWith({ enabled: false }) },
      'hold',
    ],
    [
      'loses its environment when somebody asks',
      { preview: previewWith({ request: { type: 'delete', by: 'a', at: NOW } }) },
      'remove',
    ],
    [
      'stays without one after somebody deleted it',
      {
        preview: bare({
          type: 'deleted',
          reason: { why: 'deleted', by: 'a', commit: COMMIT },
          at: NOW,
        }),
      },
      'nothing',
    ],
    [
      'gets one with the next push after somebody deleted it',
      {
        preview: bare({
          type: 'deleted',
          reason: { why: 'deleted', by: 'a', commit: COMMIT },
          at: NOW,
        }),
        read: pullRequestWith({ commit: NEWER }),
      },
      'create',
    ],
    [
      'gets one again after previews were switched on',
      { preview: bare({ type: 'deleted', reason: { why: 'switched-off' }, at: NOW }) },
      'create',
    ],
  ])('%s', (_, given, expected) => {
    expect(decided(given).type).toBe(expected);
  });
});

test('an environment that nobody knows stays while its pull request is open and nobody asked', () => {
  const settings = settingsWith({ enabled: false });
  const situation = { cause: 'environment' } as const;
  expect(decided({ settings, situation }).type).toBe('nothing');
  const preview = bare(
    { type: 'none', reason: { why: 'left-running' } },
    { holdings: [{ state: 'released', place: '1' }] },
  );
  expect(decided({ preview, settings, situation }).type).toBe('nothing');
});

test('an environment whose creation was never confirmed goes when it turns up after the removal', () => {
  const settings = settingsWith({ enabled: false });
  const situation = { cause: 'environment' } as const;
  const deleted = { type: 'deleted', reason: { why: 'switched-off' }, at: NOW } as const;
  const turnedUp = bare(deleted, { holdings: [perhapsAt('1', NOW)] });
  expect(decided({ preview: turnedUp, settings, situation }).type).toBe('remove');
  expect(decided({ preview: turnedUp, settings }).type).not.toBe('remove');
  const longAgo = bare(deleted, {
    holdings: [{ state: 'perhaps', place: '1', since: NOW - 25 * 60 * 60_000, lackedAt: NOW }],
  });
  expect(decided({ preview: longAgo, settings, situation }).type).not.toBe('remove');
  expect(decided({ preview: bare(deleted), settings, situation }).type).not.toBe('remove');
  const left = bare(deleted, {
    holdings: [perhapsAt('1', NOW), { state: 'released', place: '1' }],
  });
  expect(decided({ preview: left, settings, situation }).type).not.toBe('remove');
});

test('no environment goes while an admin disconnects and leaves all running', () => {
  const settings = settingsWith({ disconnecting: { by: 'a', at: 1, keep: true } });
  const situation = { cause: 'environment' } as const;
  const left = bare(
    { type: 'none', reason: { why: 'left-running' } },
    { holdings: [{ state: 'released', place: '1' }] },
  );
  for (const read of [pullRequestWith(), merged]) {
    for (const given of [{ settings }, { settings, preview: left }]) {
      expect(decided({ read, situation, ...given }).type).not.toBe('remove');
    }
    expect(decided({ read, situation, settings, preview: previewWith() }).type).toBe('leave');
  }
});

describe('a closed pull request', () => {
  it.each<[string, Given, Action['type']]>([
    ['without a record needs nothing', { read: merged }, 'nothing'],
    [
      'without a record loses an environment that the provider lists',
      { read: merged, situation: { cause: 'environment' } },
      'remove',
    ],
    ['loses its environment', { read: merged, preview: previewWith() }, 'remove'],
    [
      'loses an environment that may be under way',
      { read: 'gone', preview: bare({ type: 'creating' }, { holdings: [perhapsAt('1')] }) },
      'remove',
    ],
    [
      'loses one that may have been made before it waited for its turn',
      {
        read: merged,
        preview: bare(
          { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW },
          { holdings: [perhapsAt('1')] },
        ),
      },
      'remove',
    ],
    [
      'has its delete tried again',
      {
        read: merged,
        preview: previewWith({
          state: { type: 'deleting', reason: { why: 'merged' }, since: NOW },
        }),
      },
      'remove',
    ],
    [
      'waits for a delete that is planned',
      {
        read: merged,
        preview: previewWith({
          state: { type: 'deleting', reason: { why: 'merged' }, since: NOW },
          ...pendingCheck,
        }),
      },
      'nothing',
    ],
    [
      'is closed when it had failed without environment',
      { read: merged, preview: bare({ type: 'failed' }) },
      'close',
    ],
    [
      'stays deleted',
      { read: merged, preview: bare({ type: 'deleted', reason: { why: 'merged' }, at: NOW }) },
      'nothing',
    ],
  ])('%s', (_, given, expected) => {
    expect(decided(given).type).toBe(expected);
  });
});

describe('while as many deployments are under way as there may be', () => {
  const full = { situation: { full: true } };
  const waiting = { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW } as const;
  const newer = pullRequestWith({ commit: NEWER });
  test.each<[string, Given, Action['type']]>([
    ['a pull request without a record waits', full, 'wait'],
    ['a newer commit waits', { ...full, preview: previewWith(), read: newer }, 'wait'],
    ['what already waits for this commit goes on', { ...full, preview: bare(waiting) }, 'nothing'],
    [
      'a redeploy that somebody asks for meanwhile is what it waits for',
      { ...full, preview: bare(waiting, { request: { type: 'redeploy', by: 'a', at: NOW } }) },
      'wait',
    ],
    [
      'it is noted that what ran before was stopped',
      { situation: { full: true, observed: 'stopped' }, preview: previewWith({ state: waiting }) },
      'wait',
    ],
    ['a newer commit takes its place', { ...full, preview: bare(waiting), read: newer }, 'wait'],
    [
      'a deployment that is under way is followed',
      { ...full, preview: previewWith({ state: { type: 'deploying' }, slot: 3 }) },
      'advance',
    ],
    [
      'a newer commit takes over the slot of the older one',
      { ...full, preview: previewWith({ state: { type: 'deploying' }, slot: 3 }), read: newer },
      'deploy',
    ],
    ['what waits is closed', { ...full, preview: bare(waiting), read: merged }, 'close'],
    [
      'what ran before is removed',
      { preview: previewWith({ state: waiting }), read: merged },
      'remove',
    ],
    ['a free slot ends the wait for a first preview', { preview: bare(waiting) }, 'create'],
    ['and for a newer commit', { preview: previewWith({ state: waiting }) }, 'deploy'],
  ])('%s', (_, given, expected) => {
    expect(decided(given).type).toBe(expected);
  });
});

const states = fc.constantFrom<PreviewState>(
  { type: 'none' },
  { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW },
  { type: 'creating' },
  { type: 'deploying' },
  { type: 'ready', since: NOW },
  { type: 'failed' },
  { type: 'deleting', reason: { why: 'deleted', by: 'a', commit: COMMIT }, since: NOW },
  { type: 'deleted', reason: { why: 'merged' }, at: NOW },
);
const previews = fc
  .record({
    state: states,
    withEnvironment: fc.boolean(),
    team: fc.constantFrom('1', '9'),
    commit: fc.constantFrom(COMMIT, NEWER),
    check: fc.constantFrom({}, pendingCheck, lostCheck),
    trouble: fc.constantFrom({}, trouble),
    request: fc.constantFrom({}, { request: { type: 'redeploy', by: 'a', at: NOW } } as const),
  })
  .map(({ state, withEnvironment, team, commit, check, trouble, request }) => {
    const changes = { deployment: deploymentWith({ commit }), ...check, ...trouble, ...request };
    return withEnvironment
      ? previewWith({
          state,
          holdings: [holdingOf({ ...ENVIRONMENT, place: team }, state)],
          ...changes,
        })
      : bare(state, changes);
  });
const causes = fc.constantFrom<Situation['cause']>('pull-request', 'check', 'sweep', 'person');

test('an open pull request that should have a preview never loses its environment, except to move or to finish a delete', () => {
  fc.assert(
    fc.property(previews, causes, (preview, cause) => {
      const action = decided({ preview, situation: { cause } });
      if (action.type !== 'remove') return;
      const moves = action.reason.why === 'moved';
      expect(moves || preview.state.type === 'deleting').toBe(true);
    }),
    randomCases(),
  );
});

test('a closed pull request is never deployed', () => {
  fc.assert(
    fc.property(previews, causes, (preview, cause) => {
      const action = decided({ preview, read: merged, situation: { cause } });
      expect(['create', 'deploy', 'advance', 'hold']).not.toContain(action.type);
    }),
    randomCases(),
  );
});
