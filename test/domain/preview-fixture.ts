import { appliedSettings } from '../../src/domain/applied-settings';
import { COMMENT, commentMessages } from '../../src/domain/announce/comment-messages';
import { taken } from '../../src/domain/announce/delivery';
import type { OutboxEntry } from '../../src/domain/announce/outbox';
import { statusMessages } from '../../src/domain/announce/status-messages';
import { hashOf } from '../../src/domain/hash-of';
import { previewOfPullRequest } from '../../src/domain/preview-key';
import type { Holding } from '../../src/domain/holding';
import type { Deployment, Preview, PreviewState } from '../../src/domain/preview';
import type { Environment } from '../../src/domain/provider';
import type { PullRequest } from '../../src/domain/pull-request';
import { emptySettings, type RepositorySettings } from '../../src/domain/settings';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const COMMIT = 'a'.repeat(40);
export const NEWER = 'b'.repeat(40);

export const REPOSITORY = {
  workspaceId: '4c16a397-8e48-479c-8ca2-442e46c90570',
  repositoryId: '15a31549-1cff-45dc-9d0d-310114c5038b',
};
export const OWN_PULL_REQUEST = { ...REPOSITORY, pullRequestId: 7 };
export const KEY = previewOfPullRequest(REPOSITORY, OWN_PULL_REQUEST.pullRequestId);

/** What is chosen at Codesphere: the plan Boost in the team Web, all stages. */
export const CODESPHERE_OPTIONS = {
  teamId: '1',
  teamName: 'Web',
  planId: '8',
  planTitle: 'Boost',
  profile: '',
  stages: { prepare: true, test: true, run: true },
  stopOnTestFailure: true,
  visibility: 'public',
};

/** Settings with which previews are made; `changes` on top. */
export function settingsWith(changes: Partial<RepositorySettings> = {}): RepositorySettings {
  return {
    ...emptySettings(REPOSITORY),
    revision: 1,
    enabled: true,
    connection: {
      id: REPOSITORY.repositoryId,
      provider: 'codesphere',
      places: [{ place: '1', title: 'Web' }],
      setAt: 1,
      setBy: 'a',
    },
    options: {
      place: '1',
      provider: CODESPHERE_OPTIONS,
      uses: '1',
      variables: [],
    },
    updatedAt: NOW - 1_000_000,
    ...changes,
  };
}

/** An open pull request at `COMMIT`; `changes` on top. */
export function pullRequestWith(changes: Partial<PullRequest> = {}): PullRequest {
  return {
    id: OWN_PULL_REQUEST.pullRequestId,
    state: 'open',
    draft: false,
    review: { approvals: 0, wantsChanges: false },
    branch: 'feature/rye',
    destinationBranch: 'main',
    commit: COMMIT,
    fork: false,
    pageUrl: 'https://bitbucket.org/demo/shop/pull-requests/7',
    repository: { slug: 'shop', private: true, gitUrl: 'https://bitbucket.org/demo/shop.git' },
    ...changes,
  };
}

export const ENVIRONMENT = {
  id: '42',
  name: 'preview-pr-7-15a315491cff',
  place: '1',
  size: '8',
  url: 'https://42-3000.2.codesphere.com',
  pageUrl: 'https://codesphere.com/ide/42',
};

/** A deployment of `COMMIT` that ended well; `changes` on top. */
export function deploymentWith(changes: Partial<Deployment> = {}): Deployment {
  return {
    number: 1,
    commit: COMMIT,
    branch: 'feature/rye',
    settings: appliedSettings(settingsWith().options!, {}),
    startedAt: NOW - 60_000,
    endedAt: NOW - 30_000,
    steps: [
      { id: 'run', title: 'Run', state: 'done', startedAt: NOW - 60_000, endedAt: NOW - 30_000 },
    ],
    ...changes,
  };
}

/** The holding of an environment that runs a preview, or that has to go once it is deleted. */
export function holdingOf(environment: Environment, state?: PreviewState): Holding {
  return state?.type === 'deleting'
    ? { state: 'going', environment, since: state.since }
    : { state: 'ours', environment };
}

/** The holding of a create that was never confirmed. */
export function perhapsAt(place: string, lackedAt?: number): Holding {
  return {
    state: 'perhaps',
    place,
    since: NOW - 1,
    ...(lackedAt === undefined ? {} : { lackedAt }),
  };
}

/** A preview that is ready at `COMMIT`; `changes` on top. */
export function previewWith(changes: Partial<Preview> = {}): Preview {
  const { state, commit, branch, pageUrl, repository, draft, destinationBranch } =
    pullRequestWith();
  return {
    version: 1,
    key: KEY,
    revision: 3,
    pullRequest: {
      state,
      commit,
      branch,
      pageUrl,
      repository,
      draft,
      review: { approvals: 0, wantsChanges: false },
      destinationBranch,
      readAt: NOW - 60_000,
    },
    judged: {
      verdict: { want: 'run', reason: { why: 'open' } },
      commit,
      on: true,
      rules: hashOf(undefined),
      approved: false,
      yielded: false,
    },
    state: { type: 'ready', since: NOW - 30_000 },
    holdings: [holdingOf(ENVIRONMENT, changes.state)],
    deployment: deploymentWith(),
    running: { commit: COMMIT },
    outbox: [],
    history: [],
    ...changes,
  };
}

/** The preview after Bitbucket was told all there is to tell of it. */
export function announced(preview: Preview): Preview {
  const messages = [...statusMessages(preview), ...commentMessages(preview)];
  const outbox = messages.reduce<OutboxEntry[]>(
    (before, message) =>
      taken(before, message, { ...(message.surface === COMMENT ? { handle: '1' } : {}), now: NOW }),
    [],
  );
  return { ...preview, outbox };
}

/** A card that offers nothing to do. */
export const NO_ACTIONS = {
  redeploy: false,
  start: false,
  extend: false,
  keep: false,
  keepNoLonger: false,
  cancel: false,
  delete: false,
};
