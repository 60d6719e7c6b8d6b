import { shorten } from './clean-text';
import { environmentOf, isLeftRunning } from './holding';
import type { Preview } from './preview';
import { MAIN_TARGET, subjectTag, type PreviewKey } from './preview-key';
import { shortHash } from './pull-request';
import { reasonSentence } from './reason';

/** What Bitbucket shall say about a preview. */
export interface Report {
  /** On which commit, and what. Undefined when there is nothing to say. */
  status?: {
    commit: string;
    refname: string;
    state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
    description: string;
    url: string;
  };
  /** Markdown. Undefined when there is nothing to say. */
  comment?: string;
}

/** By this line a comment of ours is recognised when the reply to its creation was lost. */
export const COMMENT_MARKER = '_Previews for Bitbucket keeps this comment up to date._';

/** Bitbucket cuts or refuses longer descriptions; ours stay well below. */
const DESCRIPTION_LIMIT = 200;

const LEFT_RUNNING =
  '**Preview:** the hosting provider was disconnected. What ran there stays, and is not kept up to date any more.';

/** From this attempt on people see why Bitbucket could not be told. */
export const ATTEMPTS_UNTIL_SHOWN = 2;

/** The key of the build status: one for each preview, since two may share a commit. */
export function statusKey({ subject, target }: PreviewKey): string {
  const key = `preview-${subjectTag(subject)}`;
  return target === MAIN_TARGET ? key : `${key}-${target}`;
}

/** What Bitbucket shall say now. A link and a green status appear only while it was seen to run. */
export function reportOf(preview: Preview): Report {
  const said = statusOf(preview);
  const comment = commentOf(preview);
  return {
    ...(said
      ? { status: { ...said, description: shorten(said.description, DESCRIPTION_LIMIT) } }
      : {}),
    ...(comment ? { comment: `${comment}\n\n${COMMENT_MARKER}` } : {}),
  };
}

function statusOf(preview: Preview): Report['status'] {
  const { state, deployment, announced, pullRequest } = preview;
  const environment = environmentOf(preview);
  const url = pullRequest.pageUrl;
  const at = deployment && { commit: deployment.commit, refname: deployment.branch };
  const sent = [announced.status, ...(announced.statusPending ?? [])].filter(
    (one) => one !== undefined,
  );
  const told = sent.find(({ commit }) => commit === deployment?.commit) ?? sent[0];
  switch (state.type) {
    case 'waiting':
      // What Bitbucket shows of an older commit is still so, unless it calls ready what was stopped.
      return (
        state.stopped &&
        told && {
          commit: told.commit,
          refname: told.refname,
          state: 'STOPPED',
          description: 'What ran was stopped. It is deployed again when it is its turn',
          url,
        }
      );
    case 'creating':
    case 'deploying':
      // Where many wait, Bitbucket's 1,000 requests an hour have to do for what comes out of it.
      if (deployment?.waited && !told) return undefined;
      return (
        at && {
          ...at,
          state: 'INPROGRESS',
          description: `Preview of ${shortHash(at.commit)} is being deployed`,
          url,
        }
      );
    case 'ready':
      return (
        at && {
          ...at,
          state: 'SUCCESSFUL',
          description: `Preview of ${shortHash(at.commit)} is ready`,
          url: environment?.url ?? url,
        }
      );
    case 'failed':
      return (
        at && {
          ...at,
          state: 'FAILED',
          description: deployment.failure?.message ?? 'The preview could not be deployed',
          url,
        }
      );
    case 'none':
    case 'deleting':
    case 'deleted':
      // A commit that was never given a status needs none now.
      return (
        told && {
          commit: told.commit,
          refname: told.refname,
          state: 'STOPPED',
          description: state.type === 'none' ? 'No preview' : reasonSentence(state.reason),
          url,
        }
      );
  }
}

function commentOf(preview: Preview): string | undefined {
  const { state, deployment, announced } = preview;
  const environment = environmentOf(preview);
  const commit = deployment ? `\`${shortHash(deployment.commit)}\`` : '';
  const said = announced.comment !== undefined || announced.commentPending === true;
  switch (state.type) {
    case 'waiting':
      return said && state.stopped
        ? '**Preview:** what ran was stopped. It is deployed again when it is its turn.'
        : undefined;
    case 'creating':
    case 'deploying':
      // Bitbucket mails a comment as it was made, not as it is edited: the first one has the result.
      return said ? `**Preview:** ${commit} is being deployed.` : undefined;
    case 'ready':
      return environment?.url
        ? `**Preview:** [open it](${linkTarget(environment.url)}) – it runs ${commit}.`
        : `**Preview:** ${commit} was deployed. It has no address to open.`;
    case 'failed':
      return `**Preview:** ${commit} could not be deployed. The card of this pull request says why.`;
    case 'none':
    case 'deleting':
    case 'deleted':
      if (!said) return undefined;
      if (state.type === 'none') {
        return state.reason?.why === 'left-running'
          ? LEFT_RUNNING
          : '**Preview:** there is none now.';
      }
      if (state.type === 'deleted' && isLeftRunning(preview)) return LEFT_RUNNING;
      return state.type === 'deleting'
        ? `**Preview:** it is being removed. ${reasonSentence(state.reason)}.`
        : `**Preview:** removed. ${reasonSentence(state.reason)}.`;
  }
}

/** A URL that cannot end a markdown link early. */
function linkTarget(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29').replaceAll(/\s/g, '%20');
}
