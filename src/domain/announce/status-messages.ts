import { shorten } from '../clean-text';
import { defined } from '../defined';
import { fellAsleep } from '../deployment';
import { environmentOf } from '../holding';
import { fullSentence } from '../limit';
import type { Preview } from '../preview';
import { shortHash } from '../pull-request';
import { reasonSentence } from '../reason';
import { BEHIND_SIGN_IN } from '../serving';
import { addressesOf, type Message } from './outbox';

/** The id of the surface. Its addresses are commits: each has one status of a preview. */
export const BUILD_STATUS = 'build-status';

/** What a build status says. */
export interface StatusContent {
  state: 'INPROGRESS' | 'SUCCESSFUL' | 'FAILED' | 'STOPPED';
  description: string;
  url: string;
  refname: string;
}

/** Bitbucket cuts or refuses longer descriptions; ours stay well below. */
const DESCRIPTION_LIMIT = 200;

/**
 * The build statuses that Bitbucket shall show. Green only while the commit was seen to run. All others
 * that it shows, or may show, are taken back.
 */
export function statusMessages(preview: Preview): Message<StatusContent>[] {
  const { deployment, pullRequest, outbox, buildStatus } = preview;
  const isUnwanted = buildStatus === 'none';
  const shown = addressesOf(outbox, BUILD_STATUS);
  const words = isUnwanted ? UNWANTED : wordsOf(preview, shown);
  if (!words || !deployment) return [];
  const { commit, branch } = deployment;
  const isSilent = isToldElsewhere(preview);
  const isStopped = words.state === 'STOPPED';
  const older = isStopped
    ? words
    : { state: 'STOPPED' as const, description: `Superseded by ${shortHash(commit)}` };
  // A commit that was never given a status needs none that says it was stopped.
  const addresses = isStopped || isSilent || shown.includes(commit) ? shown : [...shown, commit];
  return addresses.map((address) => {
    const { state, description, url } = {
      url: pullRequest.pageUrl,
      ...(address !== commit ? older : isSilent ? TOLD_ELSEWHERE : words),
    };
    return {
      surface: BUILD_STATUS,
      address,
      content: {
        state,
        description: shorten(description, DESCRIPTION_LIMIT),
        url,
        refname: branch,
      },
      ...(state === 'SUCCESSFUL' ? { green: true } : {}),
      ...(address === commit && !isUnwanted && !isSilent ? {} : { last: true }),
      // Whether Bitbucket takes a status for a commit that lies in a fork is not documented.
      ...(pullRequest.fork ? { optional: true } : {}),
    };
  });
}

/** The settings were changed while one was shown. */
const UNWANTED: Words = { state: 'STOPPED', description: 'Previews set no build status here' };

/** The provider began to tell of a commit of which the app had told. */
const TOLD_ELSEWHERE: Words = {
  state: 'STOPPED',
  description: 'The provider has a status of its own',
};

/** Whether the provider itself tells Bitbucket, or may: that shows once it is known what the report is about. */
function isToldElsewhere({ state, deployment }: Preview): boolean {
  const { report } = deployment ?? {};
  if (!report || report.told) return report !== undefined;
  return ['creating', 'deploying'].includes(state.type) && report.url === undefined;
}

type Words = Pick<StatusContent, 'state' | 'description'> & { url?: string };

/** What is to be said of the newest commit. Undefined: nothing, and what is shown may stay. */
function wordsOf(preview: Preview, shown: string[]): Words | undefined {
  const { state, deployment } = preview;
  const environment = environmentOf(preview);
  const commit = shortHash(deployment?.commit ?? '');
  const report = deployment?.report;
  const where = defined({ url: report?.url });
  switch (state.type) {
    case 'waiting':
      if (state.room) return { state: 'STOPPED', description: fullSentence(state.room) };
      if (!state.stopped) return undefined;
      return {
        state: 'STOPPED',
        description: 'What ran was stopped. It is deployed again when it is its turn',
      };
    case 'creating':
    case 'deploying':
      // Where many wait, Bitbucket's 1,000 requests an hour have to do for what comes out of it.
      if (deployment?.waited && shown.length === 0) return undefined;
      return {
        state: 'INPROGRESS',
        ...(report
          ? { ...where, description: report.waitsFor ?? `${commit} is under way` }
          : { description: `Preview of ${commit} is being deployed` }),
      };
    case 'ready':
      if (report) {
        return {
          state: 'SUCCESSFUL',
          ...where,
          description: report.says ?? `${commit} is finished`,
        };
      }
      return {
        state: 'SUCCESSFUL',
        description:
          preview.running?.seen === 'sign-in'
            ? `Preview of ${commit} started. ${BEHIND_SIGN_IN}`
            : `Preview of ${commit} is ready`,
        ...(environment?.url ? { url: environment.url } : {}),
      };
    case 'failed': {
      if (deployment?.cancelledBy) {
        return { state: 'STOPPED', description: `The deployment of ${commit} was cancelled` };
      }
      const isAsleep = deployment !== undefined && fellAsleep(deployment);
      const isMild = isAsleep || preview.buildStatus === 'never-failed';
      const why = deployment?.failure?.message ?? 'The preview could not be deployed';
      return {
        // A merge check takes a failed build for one that has to be mended.
        state: isMild ? 'STOPPED' : 'FAILED',
        ...where,
        description: why,
      };
    }
    case 'none':
      return { state: 'STOPPED', description: 'No preview' };
    case 'deleting':
    case 'deleted':
      return { state: 'STOPPED', description: reasonSentence(state.reason) };
  }
}
