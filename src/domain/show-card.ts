import { isOpen, providerPageOf, REFRESH_SECONDS, type CardFacts, type Face } from './card-face';
import type { CardView } from './card-view';
import { awaitsApproval } from './policy/fork';
import { isBarredFork } from './policy/private-fork';
import { isKept, livesUntil } from './policy/lifetime';
import { askedInComment } from './asked-in-comment';
import { absentFace, barredFace, heldFace, ruleFace, ruleOf } from './absent-face';
import { defined } from './defined';
import { environmentOf, olderOf, shownEnvironment } from './holding';
import type { Cost } from './provider-kind';
import { recordFace } from './record-face';
import {
  isDeploying,
  isEnded,
  mayHaveEnvironment,
  type PersonRequest,
  type Preview,
} from './preview';
import { actsOf } from './report-acts';
import { compareUrl, settingsUrl, shortHash, type SubjectSource } from './pull-request';
import { endsOnWish } from './reason';
import { NO_RULES } from './rules';
import { wantsPreviews, type RepositorySettings } from './settings';

/** A card is never further behind the record than this, for as long as it is open. */
const SETTLED_REFRESH_SECONDS = 30;

/** What the card of a pull request shows to one reader. */
export function showCard(facts: CardFacts): CardView {
  const { preview, pullRequest, now } = facts;
  const face = faceOf(facts);
  const pageUrl =
    preview && (preview.deployment?.report?.url ?? shownEnvironment(preview)?.pageUrl);
  const updatedAt = preview && (preview.history.at(-1)?.at ?? preview.pullRequest.readAt);
  const shownCommit = preview && commitThatRuns(preview);
  const isOver = !isOpen(pullRequest) && (!preview || isEnded(preview));
  const actions = facts.mayWrite ? actionsOf(facts) : NO_ACTIONS;
  return {
    steps: [],
    needsSettings: false,
    now,
    version: facts.version,
    ...(isOver ? {} : { refreshAfterSeconds: SETTLED_REFRESH_SECONDS }),
    ...(updatedAt === undefined ? {} : { updatedAt }),
    ...(pageUrl ? { providerPage: providerPageOf(pageUrl, facts) } : {}),
    ...(preview?.deployment?.report ? { isReport: true as const } : {}),
    ...defined({ settingsUrl: isOpen(pullRequest) ? settingsUrl(pullRequest) : undefined }),
    ...(preview ? deploymentFacts(preview) : {}),
    ...face,
    actions,
    ...defined({
      acts: facts.mayWrite && isOpen(pullRequest) && preview ? actsOf(preview) : undefined,
      asked: askedInComment(facts, actions),
      livesUntil: livesUntilOf(facts),
      keptBy: keptByOf(facts),
      cost: costOf(facts),
    }),
    ...(shownCommit ? { commit: commitShown(shownCommit, pullRequest) } : {}),
  };
}

/** How long the newest deployment took, and what it brings. */
function deploymentFacts({ deployment, state, pullRequest }: Preview) {
  if (!deployment || !['deploying', 'ready', 'failed'].includes(state.type)) return {};
  const { startedAt, endedAt, commit, lastReady } = deployment;
  const isNews = lastReady !== undefined && lastReady !== commit;
  const url = isNews ? compareUrl(pullRequest, { from: lastReady, to: commit }) : undefined;
  return defined({
    tookMs: endedAt === undefined ? undefined : endedAt - startedAt,
    changes: url && lastReady ? { since: shortHash(lastReady), url } : undefined,
  });
}

/** What was last seen to run and still does, as far as the app knows. */
function commitThatRuns(preview: Preview): string | undefined {
  return runsUnchanged(preview) && preview.running
    ? preview.running.commit
    : olderOf(preview)?.commit;
}

/** Whether nothing is being done to what was last seen to run. */
function runsUnchanged({ state }: Preview): boolean {
  return state.type === 'ready' || state.type === 'waiting';
}

function commitShown(commit: string, pullRequest: SubjectSource | 'gone') {
  return {
    short: shortHash(commit),
    latest: pullRequest !== 'gone' && pullRequest.commit === commit,
  };
}

/** What decides what can be done. */
type ActionFacts = Pick<CardFacts, 'preview' | 'pullRequest' | 'settings'>;

const NO_ACTIONS = {
  redeploy: false,
  start: false,
  extend: false,
  keep: false,
  keepNoLonger: false,
  cancel: false,
  delete: false,
};

/**
 * What somebody who may write can do: only what would do something now, so nothing before anything was deployed
 * or while an act is under way.
 */
export function actionsOf(facts: ActionFacts): CardView['actions'] {
  const { preview, pullRequest, settings } = facts;
  if (!isOpen(pullRequest) || !preview || preview.request) return NO_ACTIONS;
  const { state, deployment } = preview;
  const cancel = isDeploying(preview);
  const isBusy = cancel || state.type === 'deleting' || state.type === 'waiting';
  const isThere = !['none', 'deleting', 'deleted'].includes(state.type);
  const rule = ruleOf(facts);
  const possible =
    wantsPreviews(settings) &&
    !awaitsApproval(pullRequest, preview) &&
    !isBarredFork(pullRequest, settings) &&
    !isBusy &&
    (!rule || endsOnWish(rule));
  return {
    redeploy: possible && deployment !== undefined,
    start: possible && deployment === undefined && rule !== undefined,
    extend: isThere && livesUntilOf(facts) !== undefined,
    keep: isThere && !isKept(preview) && mayGoByItself(preview, settings),
    keepNoLonger: isThere && isKept(preview),
    cancel,
    // What is only to be read cannot be deleted.
    delete: isThere && !deployment?.report,
  };
}

/** Whether a rule deletes previews that somebody may want to keep. */
function mayGoByItself({ key }: Preview, settings: RepositorySettings | undefined): boolean {
  if (key.subject.kind === 'branch') return false;
  const { days, most, whenFull } = settings?.rules ?? NO_RULES;
  return days !== 'closed' || (most !== 'any' && whenFull === 'oldest-goes');
}

function costOf({ preview, provider, settings }: CardFacts): Cost | undefined {
  const environment = preview && shownEnvironment(preview);
  const saved = settings?.options?.provider;
  if (!environment || !saved) return undefined;
  return provider?.options.cost?.(environment.size, { places: [], saved });
}

function keptByOf({ preview }: CardFacts): CardView['keptBy'] {
  if (!preview?.kept || !isKept(preview) || !mayHaveEnvironment(preview)) return undefined;
  return preview.kept.by;
}

function livesUntilOf({ preview, pullRequest, settings }: ActionFacts): number | undefined {
  if (!preview || !isOpen(pullRequest) || !mayHaveEnvironment(preview)) return undefined;
  if (preview.state.type === 'deleting' || !wantsPreviews(settings)) return undefined;
  return livesUntil(preview, settings, pullRequest.commit);
}

/** What somebody asked for that has not begun, to follow a name. */
function askedWords({ type }: PersonRequest, { deployment }: Preview): string {
  if (type === 'cancel') return 'asked to cancel the deployment. Stopping…';
  if (type === 'delete') return 'asked to delete the preview. Deleting…';
  return `asked for a ${deployment ? 'redeploy' : 'preview'}. Starting…`;
}

/** Where the preview of the branch answers, and what it runs. */
function branchFace({ ofBranch, pullRequest }: CardFacts): Partial<CardView> {
  const url = ofBranch && environmentOf(ofBranch)?.url;
  if (!ofBranch?.running || !url || !runsUnchanged(ofBranch)) return {};
  return { url, commit: commitShown(ofBranch.running.commit, pullRequest) };
}

function faceOf(facts: CardFacts): Face {
  const { preview, pullRequest, settings } = facts;
  const rule = ruleOf(facts);
  const removing = preview?.state.type === 'deleting';
  if (isOpen(pullRequest) && wantsPreviews(settings) && !removing) {
    if (isBarredFork(pullRequest, settings)) return barredFace(facts);
    if (awaitsApproval(pullRequest, preview)) return heldFace(pullRequest, facts);
  }
  if (preview?.request) {
    const { request } = preview;
    return {
      ...recordFace(preview, facts),
      person: request.by,
      message: askedWords(request, preview),
      refreshAfterSeconds: REFRESH_SECONDS,
    };
  }
  if (rule) return { ...ruleFace(rule), ...branchFace(facts) };
  return preview ? recordFace(preview, facts) : absentFace(facts);
}
