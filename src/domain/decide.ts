import type { Action } from './action';
import { appliedSettings } from './applied-settings';
import { isDue } from './check-delay';
import { defined } from './defined';
import { CREATE_STEP } from './deployment';
import type { Verdict } from './policy/verdict';
import {
  environmentOf,
  goingOf,
  isLeftRunning,
  mayTurnUp,
  olderOf,
  shownEnvironment,
  unconfirmedPlace,
} from './holding';
import { isSameLimit } from './limit';
import { isDeploying, mayHaveEnvironment, type Preview } from './preview';
import type { Place } from './provider';
import { isDisproved, isFinal, reasonClause, type AbsenceReason, type RunReason } from './reason';
import { wantsPreviews } from './settings';
import { isDown, type Situation } from './situation';
import { whyAnotherTry } from './worth-another-try';

const NOTHING: Action = { type: 'nothing' };

/** What shall run, once the verdict is that something shall. */
interface Wanted {
  commit: string;
  settings: string;
  place: Place;
  reason: RunReason;
}

type None = Extract<Verdict, { want: 'none' }>;

/** What to do next about one preview, after it was judged. Total over every state and every verdict. */
export function decide(situation: Situation): Action {
  const { verdict, preview } = situation;
  if (preview && isBackingOff(preview, situation)) return NOTHING;
  if (verdict.want === 'none') {
    if (!preview) return decideUnknown(verdict, situation);
    return isFinal(verdict.reason)
      ? decideRemoved(verdict, preview, situation)
      : decideHeld(verdict, preview, situation);
  }
  const wanted = wantedOf(verdict.reason, situation);
  if (!wanted) return NOTHING;
  const action: Action = preview
    ? decideRunning(wanted, preview, situation)
    : { type: 'create', reason: reasonClause(wanted.reason) };
  return inTurn(action, wanted, situation);
}

function wantedOf(reason: RunReason, { read, settings, preview }: Situation): Wanted | undefined {
  if (typeof read === 'string' || !wantsPreviews(settings)) return undefined;
  const { options } = settings;
  const applied = appliedSettings(options, preview?.pullRequest ?? {});
  return { commit: read.commit, settings: applied, place: options.place, reason };
}

/**
 * A deployment begins only while its repository has a slot for it; one under way has its own. An environment
 * is made only where each limit has room for it.
 */
function inTurn(
  action: Action,
  { commit }: Wanted,
  { full, lacking, preview, observed }: Situation,
): Action {
  if (action.type !== 'create' && action.type !== 'deploy') return action;
  const room = action.type === 'create' ? lacking : undefined;
  const isFull = full && preview?.slot === undefined;
  if (!room && !isFull) return action;
  const waiting = preview?.state.type === 'waiting' ? preview.state : undefined;
  const stopped = waiting?.stopped === true || isDown(observed);
  const isKnown =
    waiting?.commit === commit &&
    (waiting.stopped ?? false) === stopped &&
    isSameLimit(waiting.room, room);
  if (isKnown && !preview?.request) return NOTHING;
  return { type: 'wait', commit, reason: action.reason, stopped, ...defined({ room }) };
}

/** A pull request without a record: its hold is noted, unless the repository takes no part. */
function decideUnknown(verdict: None, situation: Situation): Action {
  const { reason } = verdict;
  // The provider's listing named an environment of this pull request that no record knows.
  if (situation.cause === 'environment' && isProven(reason, situation)) {
    return { type: 'remove', reason };
  }
  const isHeld = !isFinal(reason) && wantsPreviews(situation.settings);
  return isHeld ? { type: 'hold', reason } : NOTHING;
}

function decideRunning(wanted: Wanted, preview: Preview, situation: Situation): Action {
  const { state } = preview;
  const environment = environmentOf(preview);
  if (situation.observed === 'missing' && environment) {
    return { type: 'create', reason: 'the environment is gone at the provider' };
  }
  if (
    state.type !== 'deleting' &&
    goingOf(preview).length > 0 &&
    situation.cause === 'environment'
  ) {
    return { type: 'prune' };
  }
  if (placeOf(preview) !== undefined && placeOf(preview) !== wanted.place) {
    return { type: 'remove', reason: { why: 'moved', ...byOf(situation) } };
  }
  const cancel = cancelOf(wanted, preview);
  if (cancel) return cancel;
  const reason = reasonToDeploy(wanted, preview);
  switch (state.type) {
    case 'none':
    case 'deleted':
      return { type: 'create', reason: reasonClause(wanted.reason) };
    case 'waiting':
      return { type: environment ? 'deploy' : 'create', reason: state.reason };
    case 'creating':
      return isDue(preview, situation.now)
        ? { type: 'create', reason: 'the environment was not confirmed yet' }
        : NOTHING;
    case 'deploying':
      if (reason) return { type: 'deploy', reason };
      return isDue(preview, situation.now) ? { type: 'advance' } : NOTHING;
    case 'ready':
      if (reason) return { type: 'deploy', reason };
      return decideReady(preview, situation);
    case 'failed':
      return decideFailed(wanted, preview, situation);
    case 'deleting':
      if (!isDue(preview, situation.now)) return NOTHING;
      if (!isDisproved(state.reason)) return { type: 'remove', reason: state.reason };
      return {
        type: goingOf(preview).length > 0 ? 'deploy' : 'create',
        reason: reasonClause(wanted.reason),
      };
  }
}

/** What ended by itself would end again: it waits for a person. */
function decideReady(preview: Preview, { observed, now }: Situation): Action {
  if (typeof observed === 'object') return { type: 'end', failure: observed };
  if (observed === 'stopped') {
    return { type: 'deploy', reason: 'what it ran was stopped at the provider', stopped: true };
  }
  // What could not be deleted is left to the sweeps.
  const isOutdated = goingOf(preview).some(({ failure }) => failure === undefined);
  return isOutdated && isDue(preview, now) ? { type: 'prune' } : NOTHING;
}

/** A newer commit is not what was cancelled. */
function cancelOf(wanted: Wanted, preview: Preview): Action | undefined {
  const { request, deployment } = preview;
  if (request?.type !== 'cancel' || !isDeploying(preview)) return undefined;
  return deployment?.commit === wanted.commit ? { type: 'cancel', by: request.by } : undefined;
}

function byOf({ settings }: Situation): { by?: string } {
  return settings?.updatedBy ? { by: settings.updatedBy } : {};
}

/** Where the preview has an environment, or may have one; undefined while one is deleted. */
function placeOf(preview: Preview): Place | undefined {
  const { state } = preview;
  if (state.type === 'deleting' && !isDisproved(state.reason)) return undefined;
  return shownEnvironment(preview)?.place ?? unconfirmedPlace(preview);
}

function decideFailed(wanted: Wanted, preview: Preview, situation: Situation): Action {
  const { deployment } = preview;
  const environment = environmentOf(preview);
  const reason =
    reasonToDeploy(wanted, preview) ?? whyAnotherTry(deployment, situation.settings, situation.now);
  // What still runs beside it must not go with it: another one takes the place of the useless one.
  const isAlone = !olderOf(preview);
  if (deployment?.failure?.code === 'environment-useless' && environment && isAlone) {
    // One that was there before and never got a clone says nothing about the next one.
    const inherited =
      !deployment.retries &&
      !deployment.steps.some(({ id, detail }) => id === CREATE_STEP.id && !detail);
    if (reason || inherited) return { type: 'remove', reason: { why: 'without-clone' } };
  }
  if (reason) return { type: environment ? 'deploy' : 'create', reason };
  // The provider's listing shows one of its name that no record knew: it is taken up.
  const turnedUp = !environment && situation.cause === 'environment';
  return turnedUp ? { type: 'create', reason: 'its environment turned up' } : NOTHING;
}

/** Why the environment must be deployed anew; undefined when it need not be. */
function reasonToDeploy(wanted: Wanted, { key, deployment, request }: Preview): string | undefined {
  if (request?.type === 'redeploy') return reasonClause({ why: 'requested', by: request.by });
  if (deployment?.commit !== wanted.commit) {
    const what = key.subject.kind === 'branch' ? 'branch' : 'pull request';
    return `the ${what} has a newer commit`;
  }
  if (deployment.settings !== wanted.settings) return 'the settings were changed';
  return undefined;
}

function decideHeld(verdict: None, preview: Preview, situation: Situation): Action {
  const action = decideRemoved(verdict, preview, situation);
  // A delete that somebody asked for is noted as done: a push ends it.
  if (action.type !== 'close' || verdict.reason.why === 'deleted') return action;
  const { state } = preview;
  const held = state.type === 'none' ? state.reason : undefined;
  const isLeft = held?.why === 'left-running' && !wantsPreviews(situation.settings);
  const reason = isLeft ? held : verdict.reason;
  // What somebody asked for is over.
  if (held?.why === reason.why && !preview.request) return NOTHING;
  return { type: 'hold', reason };
}

function decideRemoved({ reason }: None, preview: Preview, situation: Situation): Action {
  const { state } = preview;
  const { connection, disconnecting } = situation.settings ?? {};
  if ((!connection || disconnecting?.keep) && mayHaveEnvironment(preview)) {
    return { type: 'leave' };
  }
  if (state.type === 'deleting') {
    return isDue(preview, situation.now) ? { type: 'remove', reason } : NOTHING;
  }
  const listed = situation.cause === 'environment' && isProven(reason, situation);
  if (mayHaveEnvironment(preview) || listed) return { type: 'remove', reason };
  if (state.type === 'deleted' && !preview.request) return NOTHING;
  return { type: 'close', reason };
}

/**
 * Whether even an environment that no record knows may go. While a pull request is open it may be
 * one that another installation of the app made, unless the record says that one may turn up. What an
 * admin's disconnect leaves running stays.
 */
function isProven(reason: AbsenceReason, { settings, now, preview }: Situation): boolean {
  if (settings?.disconnecting?.keep || (preview && isLeftRunning(preview))) return false;
  if (preview && mayTurnUp(preview, now)) return true;
  return isFinal(reason) || reason.why === 'disconnected';
}

/**
 * After a transient failure only the retry that is planned acts, so that trouble meets fewer calls
 * and not more. A person or changed settings go first: they may be what mends it.
 */
function isBackingOff(preview: Preview, situation: Situation): boolean {
  if (!preview.trouble || !preview.check) return false;
  if (['person', 'comment', 'settings', 'rules'].includes(situation.cause)) return false;
  return !isDue(preview, situation.now);
}
