import type { Action } from './action';
import { isDue } from './check-delay';
import { CREATE_STEP } from './deployment';
import type { DesiredPreview } from './desired-preview';
import {
  isLeftRunning,
  mayHaveEnvironment,
  mayTurnUp,
  unconfirmedPlace,
  type Hold,
  type Preview,
  type Removal,
} from './preview';
import type { Place } from './provider';
import type { Situation } from './situation';
import { whyAnotherTry } from './worth-another-try';

const NOTHING: Action = { type: 'nothing' };

const ASKED = 'somebody asked for it';

const HELD_BECAUSE: Record<Hold, string> = {
  off: 'previews are off',
  'left-running': 'the provider was disconnected',
  fork: 'the source lies in a fork and its newest commit is not approved',
  'removed-by-person': 'somebody deleted it',
};

/** All policy: what to do next about one preview. Total over every state and every wish. */
export function decide(situation: Situation): Action {
  const { desired, preview } = situation;
  if (!preview) return decideWithoutRecord(situation);
  if (isBackingOff(preview, situation)) return NOTHING;
  switch (desired.type) {
    case 'running':
      return inTurn(decideRunning(desired, preview, situation), desired, situation);
    case 'held':
      return decideHeld(desired, preview, situation);
    case 'removed':
      return decideRemoved(desired, preview, situation);
  }
}

/** A deployment begins only while its repository has a slot for it; one under way has its own. */
function inTurn(
  action: Action,
  { commit }: Extract<DesiredPreview, { type: 'running' }>,
  { full, preview, observed }: Situation,
): Action {
  if (!full || preview?.slot !== undefined) return action;
  if (action.type !== 'create' && action.type !== 'deploy') return action;
  const waiting = preview?.state.type === 'waiting' ? preview.state : undefined;
  const stopped = waiting?.stopped === true || observed === 'missing' || observed === 'stopped';
  const isKnown = waiting?.commit === commit && (waiting.stopped ?? false) === stopped;
  if (isKnown && !preview?.request) return NOTHING;
  return { type: 'wait', commit, reason: action.reason, stopped };
}

function decideWithoutRecord(situation: Situation): Action {
  const { desired, cause } = situation;
  if (desired.type === 'running') {
    return inTurn({ type: 'create', reason: 'the pull request is open' }, desired, situation);
  }
  // The provider's listing named an environment of this pull request that no record knows.
  if (cause === 'environment' && isProven(desired, situation)) {
    return { type: 'remove', removal: desired.removal };
  }
  if (desired.type === 'held' && desired.hold === 'fork') {
    return { type: 'hold', hold: 'fork', reason: HELD_BECAUSE.fork };
  }
  return NOTHING;
}

function decideRunning(
  desired: Extract<DesiredPreview, { type: 'running' }>,
  preview: Preview,
  situation: Situation,
): Action {
  const { state, environment } = preview;
  if (situation.observed === 'missing' && environment) {
    return { type: 'create', reason: 'the environment is gone at the provider' };
  }
  if (situation.observed === 'doubled') return { type: 'prune' };
  if (placeOf(preview) !== undefined && placeOf(preview) !== desired.place) {
    return { type: 'remove', removal: { why: 'moved' } };
  }
  const reason = reasonToDeploy(desired, preview);
  switch (state.type) {
    case 'none':
    case 'deleted':
      return { type: 'create', reason: whyNow(preview) };
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
      return situation.observed === 'stopped'
        ? { type: 'deploy', reason: 'what it ran was stopped at the provider' }
        : NOTHING;
    case 'failed':
      return decideFailed(desired, preview, situation);
    case 'deleting':
      if (!isDue(preview, situation.now)) return NOTHING;
      if (!isDisproved(state.removal)) return { type: 'remove', removal: state.removal };
      return { type: environment ? 'deploy' : 'create', reason: 'the pull request is open' };
  }
}

/** Whether that a pull request is open shows that a 404 meant something else; a merge is never undone. */
function isDisproved({ why }: Removal): boolean {
  return why === 'gone' || why === 'repository-deleted';
}

/** Why a pull request that had no environment gets one. */
function whyNow({ request, approval }: Preview): string {
  if (request) return ASKED;
  return approval ? 'the commit of the fork was approved' : 'the pull request is open';
}

/** Where the preview has an environment, or may have one; undefined while one is deleted. */
function placeOf({ state, environment }: Preview): Place | undefined {
  if (state.type === 'deleting' && !isDisproved(state.removal)) return undefined;
  return environment?.place ?? unconfirmedPlace(state);
}

function decideFailed(
  desired: Extract<DesiredPreview, { type: 'running' }>,
  preview: Preview,
  situation: Situation,
): Action {
  const { deployment, environment } = preview;
  const reason =
    reasonToDeploy(desired, preview) ??
    whyAnotherTry(deployment, situation.settings, situation.now);
  if (deployment?.failure?.code === 'clone-missing' && environment) {
    // One that was there before and never got a clone says nothing about the next one.
    const inherited =
      !deployment.retries &&
      !deployment.steps.some(({ id, detail }) => id === CREATE_STEP.id && !detail);
    if (reason || inherited) return { type: 'remove', removal: { why: 'without-clone' } };
  }
  if (!reason) return NOTHING;
  return { type: environment ? 'deploy' : 'create', reason };
}

/** Why the environment must be deployed anew; undefined when it need not be. */
function reasonToDeploy(
  desired: Extract<DesiredPreview, { type: 'running' }>,
  { deployment, request }: Preview,
): string | undefined {
  if (request?.type === 'redeploy') return ASKED;
  if (deployment?.commit !== desired.commit) return 'the pull request has a newer commit';
  if (deployment.settingsRevision !== desired.settingsRevision) return 'the settings were changed';
  return undefined;
}

function decideHeld(
  desired: Extract<DesiredPreview, { type: 'held' }>,
  preview: Preview,
  situation: Situation,
): Action {
  const action = decideRemoved(desired, preview, situation);
  if (action.type !== 'close') return action;
  if (desired.removal.why === 'asked') return action;
  const { state } = preview;
  const holds = state.type === 'none' ? state.hold : undefined;
  const hold = holds === 'left-running' && desired.hold === 'off' ? holds : desired.hold;
  // What somebody asked for is over.
  if (holds === hold && !preview.request) return NOTHING;
  return { type: 'hold', hold, reason: HELD_BECAUSE[hold] };
}

function decideRemoved(
  desired: Extract<DesiredPreview, { type: 'held' | 'removed' }>,
  preview: Preview,
  situation: Situation,
): Action {
  const { state } = preview;
  const { removal } = desired;
  const { connection, disconnecting } = situation.settings ?? {};
  if ((!connection || disconnecting?.keep) && mayHaveEnvironment(preview)) {
    return { type: 'leave' };
  }
  if (state.type === 'deleting') {
    return isDue(preview, situation.now) ? { type: 'remove', removal } : NOTHING;
  }
  const listed = situation.cause === 'environment' && isProven(desired, situation);
  if (mayHaveEnvironment(preview) || listed) {
    return { type: 'remove', removal };
  }
  if (state.type === 'deleted' && !preview.request) return NOTHING;
  return { type: 'close', removal };
}

/**
 * Whether even an environment that no record knows may go. While a pull request is open it may be
 * one that another installation of the app made, unless the record says that one may turn up. What an
 * admin's disconnect leaves running stays.
 */
function isProven(
  desired: Extract<DesiredPreview, { type: 'held' | 'removed' }>,
  { settings, now, preview }: Situation,
): boolean {
  if (settings?.disconnecting?.keep || (preview && isLeftRunning(preview))) return false;
  if (preview && mayTurnUp(preview, now)) return true;
  return desired.type === 'removed' || desired.removal.why === 'disconnected';
}

/**
 * After a transient failure only the retry that is planned acts, so that trouble meets fewer calls
 * and not more. A person or changed settings go first: they may be what mends it.
 */
function isBackingOff(preview: Preview, situation: Situation): boolean {
  if (!preview.trouble || !preview.check) return false;
  if (situation.cause === 'person' || situation.cause === 'settings') return false;
  return !isDue(preview, situation.now);
}
