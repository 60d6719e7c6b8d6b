import { currentStep, ended } from '../domain/deployment';
import { environmentName } from '../domain/environment-name';
import { FailureError } from '../domain/failure';
import { leftRunning } from '../domain/left-running';
import { mayTurnUp, unconfirmedPlace, type PreviewState } from '../domain/preview';
import type { Environment, Place } from '../domain/provider';
import { askedBy, reasonSentence, type AbsenceReason } from '../domain/reason';
import type { HostingProvider } from '../ports/hosting-provider';
import { expectReported, mustWaitForBitbucket } from './announce-preview';
import { deleteDoubles, findDoubles, NOT_DELETED } from './prune-environments';
import {
  causeOf,
  change,
  clear,
  persist,
  providerOf,
  usableSettings,
  type ReconcileRun,
} from './reconcile-run';

/** How soon a delete that the provider has not carried out yet is looked at again, in seconds. */
const CONFIRM_SECONDS = 5;
/** For so long a list may not show what is there: a guess, no provider says it. */
const LISTING_LAG_MS = 5 * 60_000;
/** Of a closed pull request a sweep finds later what its team's list shows then. */
const SHORT_LAG_MS = 60_000;
/** So long a delete may take after the provider said yes to it; then it is trouble, and people see it. */
const PATIENCE_MS = 60_000;

/**
 * Deletes the preview's environment and confirms that it is gone. The caller holds the proof that it
 * has to go; it is stored with the record before anything is deleted.
 */
export async function removeEnvironment(run: ReconcileRun, wanted: AbsenceReason): Promise<void> {
  const provider = providerOf(run);
  const now = run.deps.clock.now();
  const { state, deployment } = run.preview;
  const reason = asItBegan(state, wanted);
  const { request } = run.preview;
  clear(run, 'running', 'check');
  // A redeploy that somebody asked for after the delete takes its turn when the delete is done.
  if (request?.type === 'delete' || reason.why !== 'deleted') clear(run, 'request');
  const by = askedBy(reason);
  const isUnconfirmed = state.type !== 'deleting' && unconfirmedPlace(state) !== undefined;
  const begins = state.type !== 'deleting' || state.reason.why !== reason.why;
  if (begins) {
    change(
      run,
      {
        state: {
          ...{ type: 'deleting', reason, since: now },
          ...(run.preview.environment ? {} : { place: placeWithoutId(run) }),
        },
        // Should one turn up in a list later, it is not anybody else's.
        ...(isUnconfirmed ? { unconfirmedAt: now } : {}),
        ...(deployment && currentStep(deployment) ? { deployment: ended(deployment, now) } : {}),
      },
      `Removing: ${reasonSentence(reason)}.`,
      causeOf(run, by),
    );
    expectReported(run);
    await persist(run);
  }
  // Nobody can be told anything in a repository that is gone.
  if (reason.why !== 'repository-deleted' && (await mustWaitForBitbucket(run, 'removal'))) {
    return clear(run, 'trouble');
  }

  const left = await deleteAll(run, provider);
  if (left) noteAccepted(run);
  clear(run, 'trouble');
  const waitSeconds = left ? CONFIRM_SECONDS : unlistedSeconds(run);
  if (waitSeconds > 0) {
    run.waitSeconds = waitSeconds;
    return;
  }
  clear(run, 'environment', 'twin');
  change(
    run,
    { state: { type: 'deleted', reason, at: run.deps.clock.now() } },
    `Deleted: ${reasonSentence(reason)}. The provider confirmed that the environment is gone.`,
    by ? { by } : {},
  );
}

/**
 * After how many seconds a second list shows what the first one may have lacked, of a create call that
 * was never confirmed; 0 when there is nothing to wait for.
 */
function unlistedSeconds({ preview, deps }: ReconcileRun): number {
  const { state } = preview;
  const now = deps.clock.now();
  if (state.type !== 'deleting' || !mayTurnUp(preview, now)) return 0;
  const isClosed = ['merged', 'declined'].includes(state.reason.why);
  const lag = isClosed ? SHORT_LAG_MS : LISTING_LAG_MS;
  return Math.max(0, Math.ceil((state.since + lag - now) / 1000));
}

/** Notes since when the provider has said yes and not done it; when that is too long, it is trouble. */
function noteAccepted(run: ReconcileRun): void {
  const { state } = run.preview;
  if (state.type !== 'deleting') return;
  const now = run.deps.clock.now();
  if (state.acceptedAt === undefined) change(run, { state: { ...state, acceptedAt: now } });
  else if (now - state.acceptedAt > PATIENCE_MS) throw new FailureError(NOT_DELETED);
}

/** The reason as it was when the removal began: who changes other settings meanwhile did not ask for it. */
function asItBegan(state: PreviewState, wanted: AbsenceReason): AbsenceReason {
  const isSame = state.type === 'deleting' && state.reason.why === wanted.why;
  return isSame && wanted.why !== 'deleted' ? state.reason : wanted;
}

/** Forgets the preview's environment: the provider was disconnected while it was made or deleted. */
export function leaveEnvironment(run: ReconcileRun): void {
  const cause = causeOf(run, run.settings?.disconnecting?.by);
  change(run, {});
  run.preview = leftRunning(run.preview, { at: run.deps.clock.now(), ...cause });
}

/** Whether an environment is still there after it was asked to be deleted. */
async function deleteAll(run: ReconcileRun, provider: HostingProvider): Promise<boolean> {
  const { environment } = run.preview;
  if (environment) {
    await provider.deleteEnvironment(environment.id);
    if ((await provider.findEnvironment(environment)) !== undefined) return true;
    return (await deleteDoubles(provider, await findDoubles(run, provider))) > 0;
  }
  const named = await findByName(run, provider);
  await Promise.all(named.map(({ id }) => provider.deleteEnvironment(id)));
  return named.length > 0;
}

/** Without an id the name tells. */
async function findByName(run: ReconcileRun, provider: HostingProvider): Promise<Environment[]> {
  const listed = await provider.listEnvironments(placeWithoutId(run));
  return listed.filter(({ name }) => name === environmentName(run.key));
}

/**
 * Where an environment may be of which no id is known: where its creation was not confirmed, or where a
 * sweep found it. In other places one of the same name may have been left running on an admin's word.
 */
function placeWithoutId(run: ReconcileRun): Place {
  return unconfirmedPlace(run.preview.state) ?? usableSettings(run).options.place;
}
