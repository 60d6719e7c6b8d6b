import { CREATE_STEP, ended, withProgress } from './deployment';
import { defined } from './defined';
import type { Failure } from './failure';
import { appended } from './history';
import * as holdings from './holding-changes';
import { fullSentence, type Limit } from './limit';
import type { Deployment, HistoryEntry, Preview } from './preview';
import type { Environment, Place } from './provider';
import { shortHash } from './pull-request';
import { askedBy, reasonSentence, type AbsenceReason } from './reason';
import { BEHIND_SIGN_IN, type Serving } from './serving';

/**
 * Every change of where a preview stands: from a record and what came of an action to the next record. A
 * record's state and holdings are written here and nowhere else.
 */

/** What the history keeps beside the words: when it was, what made the app look, on whose word. */
export type Note = Omit<HistoryEntry, 'text'>;

type Part = 'running' | 'check' | 'trouble' | 'request' | 'approval';

/** The record without some of its optional parts. */
export function without(preview: Preview, ...parts: Part[]): Preview {
  const rest = { ...preview };
  for (const part of parts) delete rest[part];
  return rest;
}

/** The record with one more line in its history. */
export function noted(preview: Preview, text: string, note: Note): Preview {
  return { ...preview, history: appended(preview.history, { ...note, text }) };
}

/** There shall be none now, and there is none. */
export function held(preview: Preview, reason: AbsenceReason, note: Note): Preview {
  const rest = without(preview, 'request', 'check', 'trouble');
  const next: Preview = { ...rest, state: { type: 'none', reason } };
  return noted(next, `No preview. ${reasonSentence(reason)}.`, note);
}

/** There shall be none any more, and nothing is known that would have to be deleted. */
export function closed(preview: Preview, reason: AbsenceReason, note: Note): Preview {
  const rest = without(preview, 'request', 'check', 'trouble');
  const next: Preview = { ...rest, state: { type: 'deleted', reason, at: note.at } };
  return noted(next, `${reasonSentence(reason)}. The app knows of nothing to delete.`, note);
}

/** Its deployment waits for its turn. */
export function waiting(
  preview: Preview,
  {
    commit,
    reason,
    stopped,
    most,
    room,
  }: { commit: string; reason: string; stopped: boolean; most: number; room?: Limit },
  note: Note,
): Preview {
  const since = preview.state.type === 'waiting' ? preview.state.since : note.at;
  const rest = without(
    preview,
    'request',
    'check',
    'trouble',
    ...(stopped ? (['running'] as const) : []),
  );
  const state = {
    type: 'waiting' as const,
    commit,
    reason,
    since,
    ...(stopped ? { stopped } : {}),
    ...defined({ room }),
  };
  const full = room ? fullSentence(room) : `${most} deployments of this repository are under way.`;
  const text = `Waiting to deploy ${shortHash(commit)}: ${reason}. ${full}`;
  return noted({ ...rest, state }, text, note);
}

/** A create is about to be made, unless an environment of the name is found there. */
export function creating(
  preview: Preview,
  { place, deployment, text }: { place: Place; deployment: Deployment; text: string | undefined },
  note: Note,
): Preview {
  const kept = holdings.missing(preview.holdings, note.at);
  const next: Preview = {
    ...without(preview, 'running', 'check', 'request'),
    state: { type: 'creating' },
    holdings: holdings.expecting(kept, place, note.at),
    deployment: withProgress(deployment, CREATE_STEP.id, { state: 'running' }, note.at),
  };
  return text === undefined ? next : noted(next, text, note);
}

/**
 * Another environment is about to be made for what shall run. What was seen to run stays up until that one is
 * ready, unless it `isGone`; anything else has to go first.
 */
export function replacing(
  preview: Preview,
  {
    place,
    deployment,
    text,
    isGone,
  }: { place: Place; deployment: Deployment; text: string; isGone: boolean },
  note: Note,
): Preview {
  const { at: now } = note;
  const commit = preview.running?.commit;
  const kept = isGone ? holdings.missing(preview.holdings, now) : preview.holdings;
  const next: Preview = {
    ...without(preview, 'running', 'check', 'trouble', 'request'),
    state: { type: 'creating' },
    holdings: holdings.givingWay(kept, { commit, place, now }),
    deployment: withProgress(deployment, CREATE_STEP.id, { state: 'running' }, now),
  };
  return noted(next, text, note);
}

/** The environment is there: it was made, or found by its name. */
export function created(
  preview: Preview,
  place: Place,
  environments: Environment[],
  { isFound, mayHaveMore, now }: { isFound: boolean; mayHaveMore: boolean; now: number },
): Preview {
  const { deployment } = preview;
  if (!deployment) return preview;
  const next: Preview = {
    ...without(preview, 'trouble'),
    state: { type: 'deploying' },
    holdings: holdings.adopting(preview.holdings, place, environments, { now, mayHaveMore }),
    deployment: withProgress(
      deployment,
      CREATE_STEP.id,
      { state: 'done', ...(isFound ? { detail: 'found again' } : {}) },
      now,
    ),
  };
  if (deployment.report) return next;
  return noted(next, isFound ? 'Environment found again' : 'Environment created', { at: now });
}

/** A deployment to the environment that there is begins. */
export function deploying(
  preview: Preview,
  { deployment, text }: { deployment: Deployment; text: string },
  note: Note,
): Preview {
  const { state } = preview;
  const next: Preview = {
    ...without(preview, 'running', 'check', 'trouble', 'request'),
    state: { type: 'deploying' },
    holdings: state.type === 'deleting' ? holdings.staying(preview.holdings) : preview.holdings,
    deployment,
  };
  return noted(next, text, note);
}

/** The environment was seen to run the commit of its deployment. */
export function ready(preview: Preview, serving: Serving, now: number): Preview {
  const { deployment } = preview;
  const next: Preview = {
    ...without(preview, 'check'),
    state: { type: 'ready', since: now },
    holdings: holdings.outdating(preview.holdings, now),
    ...(deployment ? { deployment: { ...ended(deployment, now), succeeded: true } } : {}),
    running: serving,
  };
  return noted(next, readySentence(serving, deployment), { at: now });
}

function readySentence({ commit, seen }: Serving, deployment: Deployment | undefined): string {
  const short = shortHash(commit);
  if (deployment?.report) return `${short}: ${deployment.report.says ?? 'finished.'}`;
  return seen === 'sign-in' ? `${short} started. ${BEHIND_SIGN_IN}` : `${short} is ready.`;
}

/** The deployment ended with a failure that somebody has to mend. */
export function failed(
  preview: Preview,
  {
    deployment,
    failure,
    settingsAt,
  }: { deployment: Deployment; failure: Failure; settingsAt: number | undefined },
  now: number,
): Preview {
  const next: Preview = {
    ...without(preview, 'check', 'trouble', 'request'),
    state: { type: 'failed' },
    deployment: {
      ...ended(deployment, now, failure),
      ...(settingsAt === undefined ? {} : { failedWith: settingsAt }),
    },
  };
  return noted(next, `Failed: ${failure.message}`, { at: now });
}

/** What was ready ended by itself. */
export function wentDown(
  preview: Preview,
  { failure, settingsAt }: { failure: Failure; settingsAt: number | undefined },
  now: number,
): Preview {
  const { deployment, ...rest } = without(preview, 'running', 'check', 'trouble');
  const next: Preview = {
    ...rest,
    state: { type: 'failed' },
    ...(deployment
      ? {
          deployment: {
            ...deployment,
            failure,
            downAt: now,
            ...defined({ failedWith: settingsAt }),
          },
        }
      : {}),
  };
  return noted(next, `What was ready has ended: ${failure.message}`, { at: now });
}

/** Somebody wants the deployment under way no more. Only a push or a redeploy begins another one. */
export function cancelled(preview: Preview, by: string, note: Note): Preview {
  const { deployment } = preview;
  if (!deployment) return preview;
  const next: Preview = {
    ...without(preview, 'check', 'trouble', 'request'),
    state: { type: 'failed' },
    deployment: { ...ended(deployment, note.at), cancelledBy: by },
  };
  return noted(next, `Cancelled the deployment of ${shortHash(deployment.commit)}.`, note);
}

/** What ran is gone at the provider. */
export function vanished(preview: Preview, note: Note): Preview {
  const next: Preview = {
    ...without(preview, 'running', 'check'),
    state: { type: 'none' },
    holdings: holdings.missing(preview.holdings, note.at),
  };
  return noted(next, 'The environment is gone at the provider.', note);
}

/** What there is has to go. */
export function removing(preview: Preview, reason: AbsenceReason, note: Note): Preview {
  const { deployment } = preview;
  const by = askedBy(reason);
  const next: Preview = {
    ...without(preview, 'running', 'check'),
    state: { type: 'deleting', reason, since: note.at },
    holdings: holdings.leaving(preview.holdings, note.at),
    ...(deployment ? { deployment: ended(deployment, note.at) } : {}),
  };
  return noted(next, `Removing: ${reasonSentence(reason)}.`, { ...note, ...(by ? { by } : {}) });
}

/** The provider proved that nothing is left. */
export function removed(preview: Preview, reason: AbsenceReason, now: number): Preview {
  const by = askedBy(reason);
  const next: Preview = {
    ...without(preview, 'running', 'check', 'trouble'),
    state: { type: 'deleted', reason, at: now },
  };
  const text = preview.deployment?.report
    ? `Ended: ${reasonSentence(reason)}.`
    : `Deleted: ${reasonSentence(reason)}. The provider confirmed that the environment is gone.`;
  return noted(next, text, { at: now, ...(by ? { by } : {}) });
}

/** An admin disconnected the provider and wants what runs there to stay. */
export function leftRunning(preview: Preview, note: Note): Preview {
  const { deployment, ...rest } = without(preview, 'running', 'check', 'trouble', 'request');
  const next: Preview = {
    ...rest,
    state: { type: 'none', reason: { why: 'left-running', ...(note.by ? { by: note.by } : {}) } },
    holdings: holdings.releasing(preview.holdings),
    ...(deployment ? { deployment: withoutFailure(ended(deployment, note.at)) } : {}),
  };
  const text = 'The provider was disconnected; the environment was left running there.';
  return noted(next, text, note);
}

/** What follows a new connect is no further try of what failed before. */
function withoutFailure({ failure: _f, failedWith: _w, ...deployment }: Deployment): Deployment {
  return deployment;
}
