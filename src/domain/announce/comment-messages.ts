import { environmentOf, isLeftRunning } from '../holding';
import type { Preview } from '../preview';
import { shortHash } from '../pull-request';
import { reasonSentence } from '../reason';
import { BEHIND_SIGN_IN } from '../serving';
import { addressesOf, type Message } from './outbox';

/** The id of the surface, and its one address: a pull request has one comment of ours. */
export const COMMENT = 'comment';
const ADDRESS = 'pull-request';

/** By this line a comment of ours is recognised when the reply to its creation was lost. */
export const COMMENT_MARKER = '_Previews for Bitbucket keeps this comment up to date._';

const LEFT_RUNNING =
  'the hosting provider was disconnected. What ran there stays, and is not kept up to date any more.';

/**
 * The comment that the pull request shall show; Markdown. It is never green: its link is taken back at the
 * same moment as the status, but nothing waits for that.
 */
export function commentMessages(preview: Preview): Message<string>[] {
  const isThere = addressesOf(preview.outbox, COMMENT).length > 0;
  const words = wordsOf(preview);
  // Bitbucket mails a comment as it was made, not as it is edited: the first one has the result.
  const isResult = ['ready', 'failed'].includes(preview.state.type);
  if (!words || !(isThere || isResult)) return [];
  const content = `**Preview:** ${words}\n\n${COMMENT_MARKER}`;
  return [{ surface: COMMENT, address: ADDRESS, content }];
}

/** Undefined: what the comment says may stay. */
function wordsOf(preview: Preview): string | undefined {
  const { state, deployment } = preview;
  const environment = environmentOf(preview);
  const commit = deployment ? `\`${shortHash(deployment.commit)}\`` : '';
  switch (state.type) {
    case 'waiting':
      return state.stopped
        ? 'what ran was stopped. It is deployed again when it is its turn.'
        : undefined;
    case 'creating':
    case 'deploying':
      return `${commit} is being deployed.`;
    case 'ready':
      return environment?.url
        ? `[open it](${linkTarget(environment.url)}) – it runs ${commit}.${remarkOf(preview)}`
        : `${commit} was deployed. It has no address to open.`;
    case 'failed':
      return `${commit} could not be deployed. The card of this pull request says why.`;
    case 'none':
      return state.reason?.why === 'left-running' ? LEFT_RUNNING : 'there is none now.';
    case 'deleting':
      return `it is being removed. ${reasonSentence(state.reason)}.`;
    case 'deleted':
      return isLeftRunning(preview) ? LEFT_RUNNING : `removed. ${reasonSentence(state.reason)}.`;
  }
}

/** What has to be known of what runs, to follow a sentence. */
function remarkOf({ running }: Preview): string {
  if (running?.seen === 'sign-in') return ` ${BEHIND_SIGN_IN}`;
  const { warning } = running ?? {};
  return warning ? `\n\n**Warning:** ${warning.message} ${warning.remedy}` : '';
}

/** A URL that cannot end a markdown link early. */
function linkTarget(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll(/\s/g, '%20');
}
