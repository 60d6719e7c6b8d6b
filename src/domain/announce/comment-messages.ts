import { shorten } from '../clean-text';
import { fellAsleep } from '../deployment';
import { formatDuration } from '../format-duration';
import { formatUtc } from '../format-utc';
import { environmentOf, isLeftRunning, olderOf } from '../holding';
import { fullSentence } from '../limit';
import type { Preview } from '../preview';
import { commitUrl, shortHash } from '../pull-request';
import { nextOf, reasonSentence } from '../reason';
import { BEHIND_SIGN_IN } from '../serving';
import { codeSpan, linkTo, plainWords, table } from './markdown';
import { addressesOf, type Message } from './outbox';

/** The id of the surface, and its one address: a pull request has one comment of ours. */
export const COMMENT = 'comment';
const ADDRESS = 'pull-request';

/** By this line a comment of ours is recognised when the reply to its creation was lost. */
export const COMMENT_MARKER = '_Previews for Bitbucket keeps this comment up to date._';

/** What stays where the provider was disconnected. */
export const LEFT_RUNNING =
  'The hosting provider was disconnected. What ran there stays, and is not kept up to date any more.';

const LONGEST_STEP = 120;
const LONGEST_SENTENCE = 300;

/** What the comment says: the state in a word, facts below it, and what else has to be known. */
interface Words {
  state: string;
  rows?: ([string, string] | undefined)[];
  text?: string;
}

/**
 * The comment that the pull request shall show; Markdown. It is never green: its link is taken back at the
 * same moment as the status, but nothing waits for that. Nothing in it changes with time alone.
 */
export function commentMessages(preview: Preview): Message<string>[] {
  // A branch has no page with comments.
  if (preview.key.subject.kind === 'branch') return [];
  const isThere = addressesOf(preview.outbox, COMMENT).length > 0;
  const words = wordsOf(preview);
  if (!words || !(isThere || isWorthAMail(preview))) return [];
  const { state, rows = [], text } = words;
  const facts = table([['Preview', `**${state}**`], ...rows.filter((row) => row !== undefined)]);
  const content = [facts, text, COMMENT_MARKER].filter((part) => part !== undefined).join('\n\n');
  return [{ surface: COMMENT, address: ADDRESS, content }];
}

/**
 * Bitbucket mails a comment as it was made, not as it is edited: the first one has a result, or something that
 * a person can do.
 */
function isWorthAMail({ state, pullRequest, deployment }: Preview): boolean {
  if (state.type === 'none') return state.reason?.why === 'fork' && pullRequest.fork !== undefined;
  return state.type === 'ready' || (state.type === 'failed' && !deployment?.cancelledBy);
}

/** Undefined: what the comment says may stay. */
function wordsOf(preview: Preview): Words | undefined {
  const { state } = preview;
  switch (state.type) {
    case 'waiting': {
      if (state.room) return { state: 'Waiting', text: fullSentence(state.room) };
      if (!state.stopped) return undefined;
      const text = 'What ran was stopped. It is deployed again when it is its turn.';
      return { state: 'Waiting', text };
    }
    case 'creating':
    case 'deploying':
      return underWayWords(preview);
    case 'ready':
      return readyWords(preview);
    case 'failed':
      return failedWords(preview);
    case 'none':
      return noneWords(preview);
    case 'deleting':
      return {
        state: preview.deployment?.report ? 'Ending' : 'Removing',
        text: `${reasonSentence(state.reason)}.`,
      };
    case 'deleted':
      return isLeftRunning(preview)
        ? { state: 'Disconnected', text: LEFT_RUNNING }
        : {
            state: preview.deployment?.report ? 'Ended' : 'Removed',
            rows: [reportRow(preview)],
            text: `${reasonSentence(state.reason)}.${nextIfOpen(preview, state)}`,
          };
  }
}

/** A pull request that is over gets no other one. */
function nextIfOpen(
  { pullRequest }: Preview,
  { reason }: Extract<Preview['state'], { type: 'deleted' }>,
): string {
  return pullRequest.state === 'open' ? nextOf(reason) : '';
}

function failedWords(preview: Preview): Words {
  const { failure } = preview.deployment ?? {};
  if (failure && preview.deployment && fellAsleep(preview.deployment)) {
    const text = `${others(failure.message)} ${others(failure.remedy)}`;
    return { state: 'Asleep', rows: [commitRow(preview)], text };
  }
  const state = preview.deployment?.cancelledBy ? 'Cancelled' : 'Failed';
  const rows = [
    olderOf(preview) && olderLink(preview),
    reportRow(preview),
    commitRow(preview),
    ...timeRows(preview, state),
  ];
  if (state === 'Failed') return { state, rows, text: whyItFailed(preview) };
  return { state, rows, text: 'Push, or choose Redeploy in the card, to deploy again.' };
}

function underWayWords(preview: Preview): Words {
  const { report } = preview.deployment ?? {};
  if (!report) return { state: 'Deploying', rows: [olderLink(preview), commitRow(preview)] };
  return {
    state: report.waitsFor ? 'Needs a person' : 'Running',
    rows: [reportRow(preview), commitRow(preview)],
    ...(report.waitsFor ? { text: others(report.waitsFor) } : {}),
  };
}

/** Where a report is to be read. */
function reportRow({ deployment }: Preview): [string, string] | undefined {
  const url = deployment?.report?.url;
  return url ? ['Link', linkTo('Open report', url)] : undefined;
}

function reportWords(preview: Preview, says: string | undefined): Words {
  return {
    state: 'Finished',
    rows: [reportRow(preview), commitRow(preview), ...timeRows(preview, 'Finished')],
    ...(says ? { text: others(says) } : {}),
  };
}

function readyWords(preview: Preview): Words {
  const { report } = preview.deployment ?? {};
  if (report) return reportWords(preview, report.says);
  const { seen, warning } = preview.running ?? {};
  const url = environmentOf(preview)?.url;
  const remarks = [
    url ? undefined : 'It has no address to open.',
    seen === 'sign-in' ? BEHIND_SIGN_IN : undefined,
    warning && `**Warning:** ${others(warning.message)} ${others(warning.remedy)}`,
  ].filter((remark) => remark !== undefined);
  return {
    state: seen === 'sign-in' ? 'Started' : 'Ready',
    rows: [
      url ? ['Link', linkTo('Open preview', url)] : undefined,
      commitRow(preview),
      ...timeRows(preview, 'Deployed'),
      endRow(preview),
    ],
    ...(remarks.length > 0 ? { text: remarks.join('\n\n') } : {}),
  };
}

function noneWords({ state, pullRequest }: Preview): Words {
  const reason = state.type === 'none' ? state.reason : undefined;
  if (reason?.why === 'left-running') return { state: 'Disconnected', text: LEFT_RUNNING };
  if (reason?.why !== 'fork') return { state: 'None', text: 'There is none now.' };
  const text = pullRequest.fork
    ? 'This pull request comes from a fork. Somebody with write access approves its newest commit in the card to deploy it.'
    : 'This pull request comes from a fork that no longer exists, so there is nothing to deploy.';
  return { state: 'On hold', text };
}

/**
 * What ran before goes on until another environment takes its place. In place it does until the new commit is
 * started; then there is no saying which it is.
 */
function olderLink(preview: Preview): [string, string] | undefined {
  const { deployment } = preview;
  const kept = olderOf(preview);
  if (kept?.environment.url) {
    const link = linkTo('Open preview', kept.environment.url);
    return ['Link', `${link}, which still shows ${codeSpan(shortHash(kept.commit))}`];
  }
  const url = environmentOf(preview)?.url;
  if (!url || !deployment?.over || !deployment.lastReady) return undefined;
  const older = codeSpan(shortHash(deployment.lastReady));
  return ['Link', `${linkTo('Open preview', url)}, which may still show ${older}`];
}

function commitRow({ deployment, pullRequest }: Preview): [string, string] | undefined {
  return deployment && ['Commit', commitWords(pullRequest, deployment.commit)];
}

/** A commit and the way to its page; Markdown. */
export function commitWords(pullRequest: Preview['pullRequest'], commit: string): string {
  const short = codeSpan(shortHash(commit));
  const url = commitUrl(pullRequest, commit);
  return url ? linkTo(short, url) : short;
}

function timeRows({ deployment }: Preview, did: string): [string, string][] {
  if (deployment?.endedAt === undefined) return [];
  const { startedAt, endedAt, downAt } = deployment;
  return [
    [did, formatUtc(downAt ?? endedAt)],
    ['Took', formatDuration(endedAt - startedAt)],
  ];
}

/** Where the team's rules end previews by themselves. */
function endRow({ judged }: Preview): [string, string] | undefined {
  const { verdict } = judged ?? {};
  if (verdict?.want !== 'run' || verdict.until === undefined) return undefined;
  return ['Stays until', `${formatUtc(verdict.until)}, longer after a push or Extend in the card`];
}

/** A sentence that may hold words of others, cut where nobody reads on. */
function others(text: string): string {
  return plainWords(shorten(text, LONGEST_SENTENCE));
}

/** The step, what of it failed as its author wrote it, why, and what to do; Markdown. */
export function whyItFailed({ deployment }: Pick<Preview, 'deployment'>): string {
  const { failure, steps = [] } = deployment ?? {};
  const step = steps.find(({ state }) => state === 'failed')?.title;
  const named = failure?.pipelineStep && shorten(failure.pipelineStep, LONGEST_STEP);
  const where = [
    step === undefined ? undefined : others(step),
    named === undefined ? undefined : codeSpan(named),
  ].filter((part) => part !== undefined);
  const head = where.length > 0 ? `**Failed** at ${where.join(' → ')}` : '**Failed**';
  if (!failure) return `${head}.`;
  // The message of a step of the provider's pipeline says nothing but which one it was.
  const why =
    named && failure.message.includes(failure.pipelineStep ?? '')
      ? '.'
      : `: ${others(failure.message)}`;
  return `${head}${why} ${others(failure.remedy)}`.trim();
}
