import {
  isOpen,
  providerPageOf,
  REFRESH_SECONDS,
  SLOW_REFRESH_SECONDS,
  WAITING_REFRESH_SECONDS,
  type CardFacts,
  type Face,
} from './card-face';
import type { CardView } from './card-view';
import { absentFace, waitingFace } from './absent-face';
import { shownFailure } from './announce/outbox';
import { defined } from './defined';
import { fellAsleep, shownSteps } from './deployment';
import { TRIED_AGAIN, type Failure } from './failure';
import { environmentOf, isLeftRunning, olderOf } from './holding';
import type { Deployment, Preview } from './preview';
import { fullSentence } from './limit';
import { shortHash } from './pull-request';
import { nextOf, reasonSentence, type AbsenceReason } from './reason';
import { BEHIND_SIGN_IN } from './serving';
import { wantsPreviews } from './settings';
import { retriedAt } from './worth-another-try';

/** What is or was done for a pull request, as its record says. */
export function recordFace(preview: Preview, facts: CardFacts): Face {
  const { state, deployment } = preview;
  switch (state.type) {
    case 'none':
      return { ...absentFace(facts), ...troubleFace(preview) };
    case 'waiting':
      return turnFace(preview, state, facts);
    case 'creating':
    case 'deploying':
      return {
        ...underWayFace(deployment),
        ...troubleFace(preview),
        ...(deployment ? { deployingCommit: { short: shortHash(deployment.commit) } } : {}),
        steps: shownSteps(deployment),
        ...olderFace(preview),
        refreshAfterSeconds: REFRESH_SECONDS,
      };
    case 'ready':
      return readyFace(preview, facts);
    case 'failed':
      return { ...failedFace(deployment, facts), ...olderFace(preview) };
    case 'deleting':
      return {
        title: deployment?.report ? 'Ending' : 'Removing',
        tone: 'neutral',
        ...absenceWords(state.reason, ''),
        ...troubleFace(preview),
        refreshAfterSeconds: REFRESH_SECONDS,
      };
    case 'deleted':
      return removedFace(preview, state, facts);
  }
}

/** A report says what it waits for; anything else its steps say. */
function underWayFace(deployment: Deployment | undefined): Face {
  const { report } = deployment ?? {};
  if (!report) return { title: 'Deploying', tone: 'progress' };
  if (!report.waitsFor) return { title: 'Running', tone: 'progress' };
  return { title: 'Needs a person', tone: 'warning', message: report.waitsFor };
}

/** Why there is none, and what to do `next`. */
function absenceWords(reason: AbsenceReason, next: string): Partial<CardView> {
  return reason.why === 'deleted'
    ? { person: reason.by, message: `deleted the preview.${next}` }
    : { message: `${reasonSentence(reason)}.${next}` };
}

function turnFace(
  preview: Preview,
  { commit, since, room }: Extract<Preview['state'], { type: 'waiting' }>,
  { place }: CardFacts,
): Face {
  const turn = place === undefined ? 'waits for its turn' : `has place ${place} in the queue`;
  const url = environmentOf(preview)?.url;
  const why = room ? fullSentence(room) : 'Many deployments of this repository are under way.';
  const until = room ? ` It starts when ${room.most === 1 ? 'it' : 'one of them'} goes.` : '';
  return {
    title: 'Waiting',
    tone: room ? 'neutral' : 'progress',
    message: `${why} ${shortHash(commit)} ${turn}.${until}`,
    waitsSince: since,
    ...(preview.running && url ? { url } : olderFace(preview)),
    refreshAfterSeconds: room ? SLOW_REFRESH_SECONDS : WAITING_REFRESH_SECONDS,
  };
}

/** Where what was ready before still answers. */
function olderFace(preview: Preview): Pick<Face, 'url'> {
  return defined({ url: olderOf(preview)?.environment.url });
}

function readyFace(preview: Preview, { pullRequest }: CardFacts): Face {
  const url = environmentOf(preview)?.url;
  const newer = isOpen(pullRequest) && pullRequest.commit !== preview.deployment?.commit;
  const { seen, warning } = preview.running ?? {};
  const report = preview.deployment?.report;
  const noAddress = { message: 'It was deployed, but the provider gave it no address.' };
  return {
    ...(seen === 'sign-in'
      ? { title: 'Started', message: `Started. ${BEHIND_SIGN_IN}` }
      : { title: report ? 'Finished' : 'Ready' }),
    ...troubleFace(preview),
    tone: 'success',
    steps: shownSteps(preview.deployment),
    ...defined({ warning }),
    ...(report ? defined({ message: report.says }) : url ? { url } : noAddress),
    ...(newer
      ? {
          message: `A newer commit, ${shortHash(pullRequest.commit)}, will be ${report ? 'followed' : 'deployed'} as soon as Bitbucket tells the app of it.`,
          refreshAfterSeconds: SLOW_REFRESH_SECONDS,
        }
      : {}),
  };
}

function failedFace(deployment: Deployment | undefined, facts: CardFacts): Face {
  const failure = deployment?.failure;
  if (deployment?.cancelledBy) {
    return {
      title: 'Cancelled',
      tone: 'neutral',
      person: deployment.cancelledBy,
      message: `cancelled the deployment of ${shortHash(deployment.commit)}. Push, or choose Redeploy, to deploy again.`,
    };
  }
  if (failure && deployment && fellAsleep(deployment)) {
    return { title: 'Asleep', tone: 'neutral', message: `${failure.message} ${failure.remedy}` };
  }
  return {
    title: 'Failed',
    tone: 'danger',
    needsSettings: failure?.mendedBy === 'settings',
    steps: shownSteps(deployment),
    ...(deployment ? { deployingCommit: { short: shortHash(deployment.commit) } } : {}),
    ...(failure ? { failure: { ...shown(failure), ...whereItFailed(deployment, facts) } } : {}),
    ...(deployment && retriedAt(deployment) ? { message: TRIED_AGAIN } : {}),
  };
}

function whereItFailed({ steps, failure }: Deployment, facts: CardFacts) {
  return defined({
    step: steps.find(({ state }) => state === 'failed')?.title,
    hasWholeLog: failure?.log === undefined ? undefined : true,
    logPage: failure?.logUrl === undefined ? undefined : providerPageOf(failure.logUrl, facts),
  });
}

function shown({ message, remedy, pipelineStep, example, logTail }: Failure) {
  return { message, remedy, ...defined({ pipelineStep, example, logTail }) };
}

/** What keeps a deployment or a removal from going on, or Bitbucket from showing what is so. */
function troubleFace({ trouble, outbox }: Preview): Partial<CardView> {
  const failure = trouble?.failure ?? shownFailure(outbox);
  if (!failure) return {};
  const needsSettings = failure.mendedBy === 'settings';
  return { tone: 'warning', failure: shown(failure), needsSettings };
}

function removedFace(
  preview: Preview,
  { reason }: Extract<Preview['state'], { type: 'deleted' }>,
  facts: CardFacts,
): Face {
  const open = isOpen(facts.pullRequest);
  if (isLeftRunning(preview)) {
    const message =
      'The hosting provider was disconnected. What ran there stays, and is not kept up to date.';
    return { title: 'Disconnected', tone: 'neutral', message };
  }
  if (open && wantsPreviews(facts.settings) && reason.why !== 'deleted') return waitingFace();
  return {
    title: preview.deployment?.report ? 'Ended' : 'Removed',
    tone: 'neutral',
    needsSettings: open && ['switched-off', 'disconnected'].includes(reason.why),
    ...absenceWords(reason, open ? nextOf(reason) : ''),
  };
}
