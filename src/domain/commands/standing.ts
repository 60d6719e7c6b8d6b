import { commitWords, LEFT_RUNNING, whyItFailed } from '../announce/comment-messages';
import { linkTo, plainWords } from '../announce/markdown';
import { formatUtc } from '../format-utc';
import { environmentOf, isLeftRunning } from '../holding';
import { fullSentence } from '../limit';
import type { Preview } from '../preview';
import { nextOf, reasonSentence, type AbsenceReason } from '../reason';
import { BEHIND_SIGN_IN } from '../serving';

/**
 * How a preview stands, for a reply that is not edited any more once that has ended: it says when what runs was
 * deployed, and that the link leads to what runs later, too. Markdown.
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
      if (deployment?.report?.waitsFor) return plainWords(deployment.report.waitsFor);
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
  const { report } = deployment ?? {};
  if (report) {
    const says = plainWords(report.says ?? 'It has finished.');
    return report.url ? `${says} ${linkTo('Open report', report.url)}.` : says;
  }
  const isSignIn = running?.seen === 'sign-in';
  const since = deployment?.endedAt ?? (state.type === 'ready' ? state.since : undefined);
  const url = environmentOf(preview)?.url;
  const sentences = [
    [
      isSignIn ? 'Started' : 'Deployed',
      running ? `commit ${commitWords(pullRequest, running.commit)}` : 'the preview',
      ...(since === undefined ? [] : [`on ${formatUtc(since)}`]),
    ].join(' '),
    url ? `${linkTo('Open preview', url)} leads to what runs now` : 'It has no address to open',
  ];
  const words = sentences.map((sentence) => `${sentence}.`).join(' ');
  return isSignIn ? `${words} ${BEHIND_SIGN_IN}` : words;
}
