import type { Preview, PreviewState } from '../../src/domain/preview';
import type { AbsenceReason } from '../../src/domain/reason';
import { emptySettings, type RepositorySettings } from '../../src/domain/settings';
import {
  COMMIT,
  ENVIRONMENT,
  NEWER,
  REPOSITORY,
  deploymentWith,
  holdingOf,
  previewWith,
  settingsWith,
} from '../domain/preview-fixture';
import type { Holding } from '../../src/domain/holding';

const failure = {
  code: 'stage-failed',
  kind: 'permanent',
  mendedBy: 'person',
  message: 'm',
  remedy: 'r',
} as const;
const asked: AbsenceReason = { why: 'deleted', by: 'a', commit: COMMIT };

/** Every state, in each of its forms. */
const STATES: PreviewState[] = [
  { type: 'none' },
  { type: 'none', reason: { why: 'switched-off' } },
  { type: 'none', reason: { why: 'left-running' } },
  { type: 'none', reason: { why: 'fork' } },
  { type: 'none', reason: { why: 'deleted', by: 'a', commit: COMMIT } },
  { type: 'waiting', commit: COMMIT, reason: 'the pull request is open', since: 1 },
  { type: 'waiting', commit: NEWER, reason: 'somebody asked for it', since: 1, stopped: true },
  { type: 'creating' },
  { type: 'deploying' },
  { type: 'ready', since: 1 },
  { type: 'failed' },
  { type: 'deleting', reason: { why: 'merged' }, since: 1 },
  { type: 'deleting', reason: asked, since: 1 },
  { type: 'deleted', reason: { why: 'switched-off', by: 'a' }, at: 1 },
  { type: 'deleted', reason: { why: 'disconnected', by: 'a' }, at: 1 },
  { type: 'deleted', reason: asked, at: 1 },
];

/** In these there is an environment, or there may be one. */
const WITH_ENVIRONMENT = ['waiting', 'deploying', 'ready', 'failed', 'deleting'];

/** Every kind of holding that a preview in this state may have. */
function holdingsIn(state: PreviewState): Holding[] {
  const perhaps: Holding = { state: 'perhaps', place: '1', since: 1, lackedAt: 2 };
  if (state.type === 'creating') return [{ state: 'perhaps', place: '1', since: 1 }];
  if (!WITH_ENVIRONMENT.includes(state.type)) {
    return [perhaps, { state: 'released', place: '1', environment: ENVIRONMENT }];
  }
  const own = holdingOf(ENVIRONMENT, state);
  return own.state === 'going' ? [{ ...own, acceptedAt: 2, failure }, perhaps] : [own, perhaps];
}

/** A preview in this state that has every optional field which one in this state may have. */
function fullest(state: PreviewState): Preview {
  const under = ['creating', 'deploying'].includes(state.type);
  const deployment = deploymentWith({
    ...{ reason: 'the pull request is open', waited: true, restarts: 1 },
    ...(state.type === 'failed'
      ? { failure: { ...failure, logTail: ['a line'] }, failedWith: 1, retries: 1 }
      : {}),
  });
  const { pullRequest, ...rest } = previewWith({ state, deployment });
  return {
    ...rest,
    pullRequest: {
      ...pullRequest,
      fork: { private: true, gitUrl: 'https://bitbucket.org/fork/shop.git' },
    },
    holdings: holdingsIn(state),
    slot: 1,
    check: { number: 1, dueAt: 1 },
    ...(under ? { trouble: { failure, count: 1, since: 1, noted: [failure.code] } } : {}),
    request: { type: 'redeploy', by: 'a', at: 1 },
    approval: { commit: COMMIT, by: 'a', at: 1 },
    commands: [
      { comment: 1, at: 1, by: 'a', name: 'keep' },
      { comment: 2, at: 1, by: 'a', answer: { type: 'said', text: 'There is no such command.' } },
      { comment: 3, at: 1, by: 'a', name: 'extend', forMs: 3_600_000, answer: { type: 'asks' } },
      { comment: 4, at: 1, by: 'a', name: 'redeploy', answer: { type: 'follows' } },
    ],
    outbox: [
      { surface: 'build-status', address: COMMIT, sent: { fingerprint: 'f', green: false } },
      {
        ...{ surface: 'build-status', address: NEWER, lost: { green: true } },
        trouble: { tries: 9, nextAt: 1, refusedSince: 1, lastWord: true, failure },
      },
      {
        ...{ surface: 'comment', address: 'pull-request', handle: '1', sending: { green: false } },
        sent: { fingerprint: 'f', green: false },
        trouble: { tries: 1, nextAt: 1 },
      },
      { surface: 'reply', address: '3', handle: '5', sent: { fingerprint: 'f', green: false } },
      { surface: 'reply', address: '4', lost: { green: false } },
    ],
    history: [{ at: 1, text: 'Something happened.', cause: 'push', lateSeconds: 9, by: 'a' }],
  };
}

/** The same without what need not be there. */
function barest({ version, key, revision, pullRequest, ...rest }: Preview): Preview {
  const { state, holdings, deployment } = rest;
  return {
    version,
    key,
    revision,
    pullRequest,
    state,
    holdings: holdings.filter((one) => one.state === 'ours'),
    ...(deployment ? { deployment } : {}),
    outbox: [],
    history: [],
  };
}

/** Previews of every state. */
export const PREVIEWS: Preview[] = STATES.map(fullest).flatMap((full) => [full, barest(full)]);

const full = settingsWith({ secretsId: 's', waitingForSweep: 3, updatedBy: 'a' });
full.options = {
  ...full.options!,
  provider: { ...full.options!.provider, planPriceUsd: 8 },
  variables: [
    { name: 'A', version: '1', secret: false, value: '1', forks: true },
    { name: 'B', version: '1', secret: true },
  ],
};
const { options: _, ...connected } = full;

/** Settings in every form; most often those that make previews. */
export const SETTINGS: RepositorySettings[] = [
  ...Array<RepositorySettings>(9).fill(full),
  // As disconnecting leaves them, just now: later they are deleted.
  { ...emptySettings(REPOSITORY), revision: 4, updatedAt: Date.now() },
  { ...connected, enabled: false },
  { ...full, enabled: false },
  { ...full, disconnecting: { by: 'a', at: 1 } },
  { ...full, disconnecting: { by: 'a', at: 1, keep: true } },
  { ...full, repositoryDeletedAt: 1 },
];
