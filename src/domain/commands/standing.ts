import { commitWords, LEFT_RUNNING, whyItFailed } from '../announce/comment-messages';
import { linkTo } from '../announce/markdown';
import { formatUtc } from '../format-utc';
import { environmentOf, isLeftRunning } from '../holding';
import { fullSentence } from '../limit';
import type { Preview } from '../preview';
import { nextOf, reasonSentence, type AbsenceReason } from '../reason';
import { BEHIND_SIGN_IN } from '../serving';

/**
 * How a preview stands, for a reply that is not edited any more once that has ended: of what is ready it says when
 * it was, and of its link that it leads to what runs later, too. Markdown.
 */
export function standingOf(preview: Preview): string {
  const { state, deployment, pullRequest } = preview;
  switch (state.type) {
    case 'waiting':
      return state.room
        ? `It waits for room. ${fullSentence(state.room)}`
        : 'It waits for its turn to be deployed.';
    case 'creating':
    case 'deploying':
      return deployment
        ? `Deploying ${commitWords(pullRequest, deployment.commit)}…`
        : 'Deploying…';
    case 'ready':
      return readyWords(preview);
    case 'failed':
      return deployment?.cancelledBy
        ? `The deployment of ${commitWords(pullRequest, deployment.commit)} was cancelled.`
        : whyItFailed(preview);
    case 'none':
      return state.reason
        ? `There is no preview. ${because(state.reason)}`
        : 'There is no preview.';
    case 'deleting':
      return `The preview is being removed. ${because(state.reason)}`;
    case 'deleted':
      return isLeftRunning(preview)
        ? LEFT_RUNNING
        : `The preview was removed. ${because(state.reason)}`;
  }
}

/** Whether it stands so until somebody does something. */
export function isAtRest({ state, request }: Preview): boolean {
  return !request && ['ready', 'failed', 'none', 'deleted'].includes(state.type);
}

function because(reason: AbsenceReason): string {
  return `${reasonSentence(reason)}.${nextOf(reason)}`;
}

function readyWords(preview: Preview): string {
  const { state, deployment, pullRequest, running } = preview;
  const since = deployment?.endedAt ?? (state.type === 'ready' ? state.since : undefined);
  const commit = running && commitWords(pullRequest, running.commit);
  const what = commit ? `Commit ${commit}` : 'The preview';
  const when = since === undefined ? '' : ` on ${formatUtc(since)}`;
  const url = environmentOf(preview)?.url;
  const link = url
    ? `${linkTo('Open preview', url)} leads to what runs now.`
    : 'It has no address.';
  const isSignIn = running?.seen === 'sign-in';
  const ready = `${what} was ${isSignIn ? 'started' : 'ready'}${when}. ${link}`;
  return isSignIn ? `${ready} ${BEHIND_SIGN_IN}` : ready;
}
