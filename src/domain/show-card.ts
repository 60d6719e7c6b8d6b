import {
  deedOf,
  isOpen,
  providerPageOf,
  REFRESH_SECONDS,
  type CardFacts,
  type Face,
} from './card-face';
import type { CardView } from './card-view';
import { awaitsApproval } from './policy/fork';
import { absentFace, heldFace } from './absent-face';
import { shownEnvironment } from './holding';
import { recordFace } from './record-face';
import { isEnded, type Preview } from './preview';
import { shortHash, type PullRequest } from './pull-request';
import { wantsPreviews } from './settings';

/** A card is never further behind the record than this, for as long as it is open. */
const SETTLED_REFRESH_SECONDS = 30;

/** What the card of a pull request shows to one reader. */
export function showCard(facts: CardFacts): CardView {
  const { preview, pullRequest, now } = facts;
  const face = faceOf(facts);
  const environment = preview && shownEnvironment(preview);
  const updatedAt = preview && (preview.history.at(-1)?.at ?? preview.pullRequest.readAt);
  const isOver = !isOpen(pullRequest) && (!preview || isEnded(preview));
  return {
    steps: [],
    needsSettings: false,
    now,
    version: facts.version,
    ...(isOver ? {} : { refreshAfterSeconds: SETTLED_REFRESH_SECONDS }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(environment?.pageUrl ? { providerPage: providerPageOf(environment.pageUrl, facts) } : {}),
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

function commitShown(commit: string, pullRequest: PullRequest | 'gone') {
  return {
    short: shortHash(commit),
    latest: pullRequest !== 'gone' && pullRequest.commit === commit,
  };
}

/** Only what would do something now: not before anything was deployed, nor while an act is under way. */
function actionsOf({ preview, pullRequest, settings }: CardFacts): CardView['actions'] {
  if (!isOpen(pullRequest) || !preview || preview.request)
    return { redeploy: false, delete: false };
  const { state, deployment } = preview;
  const isBusy = state.type === 'deleting' || state.type === 'waiting';
  const possible = wantsPreviews(settings) && !awaitsApproval(pullRequest, preview);
  return {
    redeploy: possible && deployment !== undefined && !isBusy,
    delete: !['none', 'deleting', 'deleted'].includes(state.type),
  };
}

function faceOf(facts: CardFacts): Face {
  const { preview, pullRequest, settings } = facts;
  const removing = preview?.state.type === 'deleting';
  if (isOpen(pullRequest) && wantsPreviews(settings) && !removing) {
    if (awaitsApproval(pullRequest, preview)) return heldFace(pullRequest, facts);
  }
  if (preview?.request) {
    const { type, by } = preview.request;
    const did =
      type === 'redeploy'
        ? 'asked for a redeploy. Starting…'
        : 'asked to delete the preview. Deleting…';
    return {
      ...recordFace(preview, facts),
      ...deedOf(by, did, facts),
      refreshAfterSeconds: REFRESH_SECONDS,
    };
  }
  return preview ? recordFace(preview, facts) : absentFace(facts);
}
