import {
  environmentOf,
  goingOf,
  isKnown,
  isReleased,
  mayTurnUp,
  perhapsOf,
} from '../../domain/holding';
import { environmentName } from '../../domain/environment-name';
import { FailureError, transient, type Failure } from '../../domain/failure';
import { found, gone, lacking } from '../../domain/holding-changes';
import type { PreviewState } from '../../domain/preview';
import type { Place } from '../../domain/provider';
import type { AbsenceReason } from '../../domain/reason';
import { leftRunning, noted, removed, removing, without } from '../../domain/transitions';
import type { Hosting } from '../../ports/hosting';
import { expectReported, mustWaitForBitbucket } from '../announce/before-touching';
import {
  become,
  isReported,
  noteOf,
  persist,
  providerOf,
  traitsOf,
  type ReconcileRun,
} from './reconcile-run';

/** How soon a delete that the provider has not carried out yet is looked at again, in seconds. */
export const CONFIRM_SECONDS = 5;
/** For so long a list may not show what is there: a guess, no provider says it. */
const LISTING_LAG_MS = 5 * 60_000;
/** Of a closed pull request a sweep finds later what its place's list shows then. */
const SHORT_LAG_MS = 60_000;
/** So long a delete may take after the provider said yes to it; then it is trouble, and people see it. */
const PATIENCE_MS = 60_000;

/** The provider said yes to a delete and has not done it. */
const NOT_DELETED: Failure = transient(
  'environment-not-deleted',
  'The provider accepted the delete, but the environment is still there.',
  'It is deleted again by itself. If this stays, somebody with access to the provider deletes it there.',
);

/**
 * Deletes all that the preview has, and confirms that it is gone. The caller holds the proof that it has to
 * go; it is stored with the record before anything is deleted.
 */
export async function removeEnvironment(run: ReconcileRun, wanted: AbsenceReason): Promise<void> {
  const provider = providerOf(run);
  const reason = await begin(run, wanted);
  // Nobody can be told anything in a repository that is gone.
  if (reason.why !== 'repository-deleted' && (await mustWaitForBitbucket(run, 'removal'))) {
    return become(run, without(run.preview, 'trouble'));
  }
  const places = placesToSearch(run);
  await deleteGoing(run, provider);
  const isLeft = goingOf(run.preview).length > 0 || (await findUnconfirmed(run, provider, places));
  if (isLeft) checkPatience(run);
  become(run, without(run.preview, 'trouble'));
  const waitSeconds = isLeft ? CONFIRM_SECONDS : unlistedSeconds(run);
  if (waitSeconds > 0) run.waitSeconds = waitSeconds;
  else become(run, removed(run.preview, reason, run.deps.clock.now()));
}

/** Stores why all of it has to go, unless that is known. */
async function begin(run: ReconcileRun, wanted: AbsenceReason): Promise<AbsenceReason> {
  const { state, request } = run.preview;
  const reason = asItBegan(state, wanted);
  // A redeploy that somebody asked for after the delete takes its turn when the delete is done.
  const isDone = request?.type !== 'redeploy' || !['deleted', 'without-clone'].includes(reason.why);
  become(run, without(run.preview, 'running', 'check', ...(isDone ? (['request'] as const) : [])));
  if (state.type === 'deleting' && state.reason.why === reason.why) return reason;
  become(run, removing(run.preview, reason, noteOf(run)));
  expectReported(run);
  await persist(run);
  return reason;
}

/** The reason as it was when the removal began: who changes other settings meanwhile did not ask for it. */
function asItBegan(state: PreviewState, wanted: AbsenceReason): AbsenceReason {
  const isSame = state.type === 'deleting' && state.reason.why === wanted.why;
  return isSame && wanted.why !== 'deleted' ? state.reason : wanted;
}

/**
 * Has each environment that has to go deleted, and forgets those that the provider proves gone. Of a report
 * nothing is left that could be: what was started for it is told to stop.
 */
export async function deleteGoing(run: ReconcileRun, provider: Hosting): Promise<void> {
  for (const { environment } of goingOf(run.preview)) {
    await provider.remove?.(environment, run.preview.deployment?.commit);
    const isGone = isReported(run) || (await provider.find(environment)) === 'gone';
    if (!isGone) noteAccepted(run, environment.id);
    else {
      const { preview } = run;
      become(run, { ...preview, holdings: gone(preview.holdings, environment.id) });
    }
  }
}

/**
 * Looks for the name where a create may have worked, and has what is found deleted; true when some is left.
 * What an admin left running is not the preview's.
 */
async function findUnconfirmed(
  run: ReconcileRun,
  provider: Hosting,
  places: Place[],
): Promise<boolean> {
  const name = environmentName(run.key);
  const now = run.deps.clock.now();
  for (const place of places) {
    const listed = await provider.list(place);
    const named = listed.filter((one) => one.name === name && !isReleased(run.preview, one));
    const { preview } = run;
    const holdings = found(lacking(preview.holdings, place, now), named, now);
    become(run, { ...preview, holdings });
  }
  await deleteGoing(run, provider);
  return goingOf(run.preview).length > 0;
}

/** Where a create may have worked; without any holding where the settings make environments. */
function placesToSearch({ preview, settings }: ReconcileRun): Place[] {
  const places = perhapsOf(preview).map(({ place }) => place);
  if (places.length > 0 || goingOf(preview).length > 0) return places;
  return settings?.options ? [settings.options.place] : [];
}

/** Notes since when the provider has said yes and not done it. */
function noteAccepted(run: ReconcileRun, id: string): void {
  const { preview, deps } = run;
  const holdings = preview.holdings.map((one) =>
    one.state === 'going' && one.environment.id === id
      ? { ...one, acceptedAt: one.acceptedAt ?? deps.clock.now() }
      : one,
  );
  become(run, { ...preview, holdings });
}

/** What takes too long is trouble. */
export function checkPatience({ preview, deps }: ReconcileRun): void {
  const now = deps.clock.now();
  const isLate = goingOf(preview).some(({ acceptedAt = now }) => now - acceptedAt > PATIENCE_MS);
  if (isLate) throw new FailureError(NOT_DELETED);
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

/**
 * Notes environments of the preview's name beside its own. A create whose reply was lost leaves one where
 * names are not unique. Without such a create another of the name is not this app's to delete: another
 * installation may have made it.
 */
export async function findExtras(run: ReconcileRun, provider: Hosting): Promise<void> {
  const now = run.deps.clock.now();
  const own = environmentOf(run.preview);
  if (!own || !mayTurnUp(run.preview, now)) return;
  const listed = await provider.list(own.place);
  const name = environmentName(run.key);
  const extras = listed.filter((one) => one.name === name && !isKnown(run.preview, one));
  if (extras.length === 0) return;
  const { preview } = run;
  become(run, { ...preview, holdings: found(preview.holdings, extras, now) });
}

/**
 * Deletes what has to go while another environment runs the preview. What does not go, or has to wait until
 * Bitbucket was told, is tried at each sweep. The caller has seen that the preview's own one is there.
 */
export async function removeExtras(run: ReconcileRun): Promise<void> {
  // It may be what Bitbucket calls ready.
  if (await mustWaitForBitbucket(run, 'removal')) return;
  const before = goingOf(run.preview);
  const what =
    traitsOf(run).update === 'replace'
      ? 'older environment'
      : 'second environment of the same name';
  const failure = await deleteGoing(run, providerOf(run))
    .then(() => checkPatience(run))
    .catch(expectedFailure);
  if (!failure && goingOf(run.preview).length > 0) {
    run.waitSeconds = CONFIRM_SECONDS;
    return;
  }
  if (!failure) {
    const text = `The ${what} was deleted. The provider confirmed that it is gone.`;
    return become(run, noted(run.preview, text, noteOf(run)));
  }
  if (before.every((one) => one.failure?.code === failure.code)) return;
  const text = `Could not delete the ${what}. ${failure.message}`;
  const holdings = run.preview.holdings.map((one) =>
    one.state === 'going' ? { ...one, failure } : one,
  );
  become(run, noted({ ...run.preview, holdings }, text, noteOf(run)));
}

function expectedFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  throw error;
}

/** Forgets what the preview has: the provider was disconnected while it was made or deleted. */
export function leaveEnvironment(run: ReconcileRun): void {
  become(run, leftRunning(run.preview, noteOf(run, run.settings?.disconnecting?.by)));
}
