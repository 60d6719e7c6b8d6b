import type { CardView } from './card-view';
import type { Failure } from './failure';
import { awaitsApproval } from './desired-preview';
import { mayHaveEnvironment, type Deployment, type Preview } from './preview';
import { shortHash, type PullRequest } from './pull-request';
import { ATTEMPTS_UNTIL_SHOWN, removalWords } from './report';
import { wantsPreviews, type RepositorySettings } from './settings';

/** How often a card that is not settled asks again, in seconds. */
const REFRESH_SECONDS = 3;
/** How often it asks while it waits for Bitbucket's event. */
const WAITING_REFRESH_SECONDS = 5;
/** How often it asks while it waits for something that may take long. */
const SLOW_REFRESH_SECONDS = 15;
/** How often, and for how long, a settled card looks whether somebody pushed. */
const SETTLED_REFRESH_SECONDS = 30;
const SETTLED_REFRESH_MS = 10 * 60 * 1000;

/** What a card is made from. */
export interface CardFacts {
  pullRequest: PullRequest | 'gone';
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
  /** Whether the reader may write to the repository. */
  mayWrite: boolean;
  now: number;
}

type Face = Pick<CardView, 'title' | 'tone'> & Partial<CardView>;

/** What the card of a pull request shows to one reader. */
export function showCard(facts: CardFacts): CardView {
  const { preview, pullRequest, now } = facts;
  const face = faceOf(facts);
  const updatedAt = preview && (preview.history.at(-1)?.at ?? preview.pullRequest.readAt);
  const open = isOpen(pullRequest);
  const mayChange = open && updatedAt !== undefined && now - updatedAt < SETTLED_REFRESH_MS;
  return {
    steps: [],
    needsSettings: false,
    now,
    ...(mayChange ? { refreshAfterSeconds: SETTLED_REFRESH_SECONDS } : {}),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(preview?.environment
      ? { providerPage: { title: 'Codesphere', url: preview.environment.pageUrl } }
      : {}),
    ...face,
    actions: facts.mayWrite ? actionsOf(facts) : { redeploy: false, delete: false },
    ...(preview?.running && runsUnchanged(preview)
      ? { commit: commitShown(preview.running.commit, pullRequest) }
      : {}),
  };
}

/** Whether nothing is being done to what was last seen to run. */
function runsUnchanged({ state }: Preview): boolean {
  return state.type === 'ready' || state.type === 'waiting';
}

function isOpen(pullRequest: CardFacts['pullRequest']): pullRequest is PullRequest {
  return pullRequest !== 'gone' && pullRequest.state === 'open';
}

function commitShown(commit: string, pullRequest: PullRequest | 'gone') {
  return {
    short: shortHash(commit),
    latest: pullRequest !== 'gone' && pullRequest.commit === commit,
  };
}

function actionsOf({ preview, pullRequest, settings }: CardFacts): CardView['actions'] {
  if (!isOpen(pullRequest)) return { redeploy: false, delete: false };
  const possible = wantsPreviews(settings) && !awaitsApproval(pullRequest, preview);
  const removing = preview?.state.type === 'deleting';
  const waiting = preview?.state.type === 'waiting';
  const something = preview !== undefined && !['none', 'deleted'].includes(preview.state.type);
  return { redeploy: possible && !removing && !waiting, delete: something && !removing };
}

function faceOf(facts: CardFacts): Face {
  const { preview, pullRequest, settings } = facts;
  const removing = preview?.state.type === 'deleting';
  if (isOpen(pullRequest) && wantsPreviews(settings) && !removing) {
    if (awaitsApproval(pullRequest, preview)) return heldFace(pullRequest, facts);
  }
  if (preview?.request) {
    const words = preview.request.type === 'redeploy' ? 'a redeploy' : 'the preview to be deleted';
    return {
      ...recordFace(preview, facts),
      message: `Somebody asked for ${words}; it starts in a moment.`,
      refreshAfterSeconds: REFRESH_SECONDS,
    };
  }
  if (preview && preview.state.type !== 'none') return recordFace(preview, facts);
  return absentFace(facts);
}

function recordFace(preview: Preview, facts: CardFacts): Face {
  const { state, deployment } = preview;
  switch (state.type) {
    case 'none':
      return absentFace(facts);
    case 'waiting':
      return turnFace(preview, state);
    case 'creating':
    case 'deploying':
      return {
        title: 'Deploying',
        tone: 'progress',
        ...troubleFace(preview),
        ...(deployment ? { deployingCommit: { short: shortHash(deployment.commit) } } : {}),
        ...reasonOf(deployment),
        steps: deployment?.steps ?? [],
        refreshAfterSeconds: REFRESH_SECONDS,
      };
    case 'ready':
      return readyFace(preview, facts);
    case 'failed':
      return failedFace(deployment);
    case 'deleting':
      return {
        title: 'Removing',
        tone: 'neutral',
        message: `${removalWords(state.removal)}.`,
        ...troubleFace(preview),
        refreshAfterSeconds: REFRESH_SECONDS,
      };
    case 'deleted':
      return removedFace(state, facts);
  }
}

function turnFace(
  { environment, running }: Preview,
  { commit, reason }: Extract<Preview['state'], { type: 'waiting' }>,
): Face {
  return {
    title: 'Waiting',
    tone: 'progress',
    message: `Many deployments of this repository are under way. ${shortHash(commit)} is deployed when it is its turn, because ${reason}.`,
    ...(running && environment?.url ? { url: environment.url } : {}),
    refreshAfterSeconds: WAITING_REFRESH_SECONDS,
  };
}

function reasonOf(deployment: Deployment | undefined): Pick<CardView, 'reason'> {
  return deployment?.reason ? { reason: deployment.reason } : {};
}

function readyFace(preview: Preview, { pullRequest }: CardFacts): Face {
  const newer = isOpen(pullRequest) && pullRequest.commit !== preview.deployment?.commit;
  return {
    title: 'Ready',
    ...troubleFace(preview),
    tone: 'success',
    steps: preview.deployment?.steps ?? [],
    ...reasonOf(preview.deployment),
    ...(preview.environment?.url
      ? { url: preview.environment.url }
      : { message: 'It was deployed, but the provider gave it no address.' }),
    ...(newer
      ? {
          message: `A newer commit, ${shortHash(pullRequest.commit)}, will be deployed as soon as Bitbucket tells the app of it.`,
          refreshAfterSeconds: SLOW_REFRESH_SECONDS,
        }
      : {}),
  };
}

function failedFace(deployment: Deployment | undefined): Face {
  const failure = deployment?.failure;
  const step = deployment?.steps.find(({ state }) => state === 'failed')?.title;
  return {
    title: 'Failed',
    tone: 'danger',
    steps: deployment?.steps ?? [],
    ...reasonOf(deployment),
    ...(deployment ? { deployingCommit: { short: shortHash(deployment.commit) } } : {}),
    ...(failure ? { failure: { ...shown(failure), ...(step ? { step } : {}) } } : {}),
  };
}

function shown({ message, remedy, pipelineStep, logTail }: Failure) {
  return {
    message,
    remedy,
    ...(pipelineStep ? { pipelineStep } : {}),
    ...(logTail ? { logTail } : {}),
  };
}

/** What keeps a deployment or a removal from going on, or Bitbucket from showing what is so. */
function troubleFace({ trouble, announced }: Preview): Partial<CardView> {
  const { status, comment } = announced.untold ?? {};
  const shownUntold = [status, comment].find(
    (one) => one?.failure && one.count >= ATTEMPTS_UNTIL_SHOWN,
  );
  const failure = trouble?.failure ?? shownUntold?.failure;
  return failure ? { tone: 'warning', failure: shown(failure) } : {};
}

function removedFace(
  { removal, leftRunning }: Extract<Preview['state'], { type: 'deleted' }>,
  facts: CardFacts,
): Face {
  const open = isOpen(facts.pullRequest);
  if (leftRunning) {
    const message =
      'The hosting provider was disconnected. What ran there stays, and is not kept up to date.';
    return { title: 'Disconnected', tone: 'neutral', message };
  }
  if (open && wantsPreviews(facts.settings) && removal.why !== 'asked') return waitingFace();
  return {
    title: 'Removed',
    tone: 'neutral',
    needsSettings: open && ['switched-off', 'disconnected'].includes(removal.why),
    message:
      removal.why === 'asked'
        ? `${removalWords(removal)}. The next push brings a new one.`
        : `${removalWords(removal)}.`,
  };
}

function absentFace({ settings, pullRequest }: CardFacts): Face {
  if (!isOpen(pullRequest)) {
    return {
      title: 'None',
      tone: 'neutral',
      message: 'This pull request is closed. It has no preview.',
    };
  }
  if (settings?.disconnecting || !settings?.connection) {
    return {
      title: 'Not connected',
      tone: 'neutral',
      message: 'No hosting provider is connected to this repository.',
      needsSettings: true,
    };
  }
  if (!settings.options) {
    return {
      title: 'Not set up',
      tone: 'neutral',
      message: 'A hosting provider is connected, but team and plan are not chosen yet.',
      needsSettings: true,
    };
  }
  if (!settings.enabled) {
    return {
      title: 'Off',
      tone: 'neutral',
      message: 'Previews are switched off for this repository.',
      needsSettings: true,
    };
  }
  return waitingFace();
}

function heldFace({ commit, forkSource }: PullRequest, { preview, mayWrite }: CardFacts): Face {
  const short = shortHash(commit);
  const wait = mayWrite ? 'you approve' : 'somebody with write access approves';
  return {
    title: 'On hold',
    tone: 'neutral',
    message: forkSource
      ? `The source lies in a fork. Nothing of it runs until ${wait} its newest commit, ${short}.`
      : 'The source lies in a fork that no longer exists, so there is nothing to run.',
    ...(forkSource && mayWrite ? { approvable: { commit, short } } : {}),
    // What runs of an older commit is removed as soon as the app hears of the newer one.
    ...(preview && mayHaveEnvironment(preview)
      ? { refreshAfterSeconds: SLOW_REFRESH_SECONDS }
      : {}),
  };
}

function waitingFace(): Face {
  return {
    title: 'Waiting',
    tone: 'neutral',
    message: 'The preview starts as soon as Bitbucket tells the app of this pull request.',
    refreshAfterSeconds: WAITING_REFRESH_SECONDS,
  };
}
