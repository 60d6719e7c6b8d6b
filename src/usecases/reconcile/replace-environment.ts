import { appliedSettings } from '../../domain/applied-settings';
import { CREATE_STEP, newDeployment } from '../../domain/deployment';
import { failureOf } from '../../domain/failure';
import { environmentOf, goingOf, isNamed, mayTurnUp, perhapsOf } from '../../domain/holding';
import { expecting, found, notExpecting } from '../../domain/holding-changes';
import type { Environment, Place } from '../../domain/provider';
import { shortHash } from '../../domain/pull-request';
import { created, replacing } from '../../domain/transitions';
import type { Hosting } from '../../ports/hosting';
import { expectReported, mustWaitForBitbucket } from '../announce/before-touching';
import { FIRST_LOOK_SECONDS } from './create-environment';
import { readVariables, specWithoutVariables } from './deployment-spec';
import {
  become,
  noteOf,
  persist,
  providerOf,
  traitsOf,
  usableSettings,
  type ReconcileRun,
} from './reconcile-run';
import { checkPatience, CONFIRM_SECONDS, deleteGoing } from './remove-environment';
import { persistInTurn } from './take-turn';
import { makeEnvironment } from '../use-hosting';

/**
 * Whether what there is goes on with what it was made for: it ended there, and the commit and the settings are
 * the same. Anything else needs another environment, where the provider brings none to another commit.
 */
export function startsAgain({ preview, settings }: ReconcileRun, isStopped: boolean): boolean {
  const { deployment, pullRequest, running, state } = preview;
  if (!deployment?.succeeded || !settings?.options || !environmentOf(preview)) return false;
  if (state.type === 'deleting' || (running && !isStopped)) return false;
  const applied = appliedSettings(settings.options, pullRequest);
  return deployment.commit === pullRequest.commit && deployment.settings === applied;
}

/**
 * Makes another environment for what shall run now, while what was ready stays up: until the new one is ready
 * there are two, and never more. Each environment is known by the attempt that it was made for. The intent is
 * stored before each call that changes something. `isGone`: what ran is not there any more.
 */
export async function replaceEnvironment(
  run: ReconcileRun,
  reason: string,
  options: { isGone: boolean },
): Promise<void> {
  const provider = providerOf(run);
  const { place } = usableSettings(run).options;
  const earlier = perhapsOf(run.preview).find((one) => one.place === place);
  const mayHaveMore = mayHaveUnseen(run, place);
  if (!goesOn(run)) await begin(run, place, { ...options, reason });
  if (!(await isCleared(run, provider))) return;
  expectOne(run, place);
  const { own, others } = await listUnknown(run, provider, place);
  // Without a create that was never confirmed it may be of another installation of this app.
  if (mayHaveMore && !(await isCleared(run, provider, others))) return;
  const adopted = { place, mayHaveMore };
  if (own) return adopt(run, own, { ...adopted, isFound: true });
  const waitSeconds = secondsUntilListed(
    run,
    earlier?.lackedAt === undefined ? earlier : undefined,
  );
  if (waitSeconds > 0) run.waitSeconds = waitSeconds;
  else adopt(run, await make(run, provider, adopted), { ...adopted, isFound: false });
}

/** Whether a list may show environments of the preview there that the record does not name. */
function mayHaveUnseen({ preview, deps }: ReconcileRun, place: Place): boolean {
  const isLeft = preview.holdings.some(
    (one) => one.state === 'released' && one.place === place && !one.environment,
  );
  return isLeft || mayTurnUp(preview, deps.clock.now());
}

/** Whether the deployment under way is about to make the environment for what shall run. */
function goesOn({ preview, settings }: ReconcileRun): boolean {
  const { deployment, pullRequest, request, state } = preview;
  if (state.type !== 'creating' || !settings?.options || request?.type === 'redeploy') return false;
  const applied = appliedSettings(settings.options, pullRequest);
  return deployment?.commit === pullRequest.commit && deployment.settings === applied;
}

/** Stores the new deployment, and what becomes of the environments that there are. */
async function begin(
  run: ReconcileRun,
  place: Place,
  { reason, isGone }: { reason: string; isGone: boolean },
): Promise<void> {
  const { commit, branch } = run.preview.pullRequest;
  const { options, revision } = usableSettings(run);
  const { deployment: previous, request, state } = run.preview;
  const deployment = newDeployment({
    previous,
    commit,
    branch,
    settings: appliedSettings(options, run.preview.pullRequest),
    steps: [CREATE_STEP, ...providerOf(run).steps(specWithoutVariables(run, commit))],
    reason,
    now: run.deps.clock.now(),
    waited: state.type === 'waiting',
    asked: request?.type === 'redeploy',
  });
  const text = `Deploying ${shortHash(commit)}: ${reason}.`;
  const before = { preview: run.preview, dirty: run.dirty };
  const change = { place, deployment, text, isGone };
  become(run, replacing(run.preview, change, noteOf(run, request?.by)));
  if (goingOf(run.preview).length === 0) expectOne(run, place);
  expectReported(run);
  await persistInTurn(run, before, { settingsRevision: revision });
}

/** Notes that an environment is about to be made there. */
function expectOne(run: ReconcileRun, place: Place): void {
  const { preview, deps } = run;
  if (perhapsOf(preview).some((one) => one.place === place)) return;
  const holdings = expecting(preview.holdings, place, deps.clock.now());
  become(run, { ...preview, holdings });
}

/** Has what nobody needs deleted, with `others` that were found; false while some of it is not proven gone. */
async function isCleared(
  run: ReconcileRun,
  provider: Hosting,
  others: Environment[] = [],
): Promise<boolean> {
  const { preview, deps } = run;
  if (others.length > 0) {
    become(run, { ...preview, holdings: found(preview.holdings, others, deps.clock.now()) });
  }
  if (goingOf(run.preview).length === 0) return true;
  if (await mustWaitForBitbucket(run, 'removal')) return false;
  await persist(run);
  await deleteGoing(run, provider);
  if (goingOf(run.preview).length === 0) return true;
  checkPatience(run);
  run.waitSeconds = CONFIRM_SECONDS;
  return false;
}

/** What a list of the place shows under the preview's name and the record does not name: what was made for this attempt, and others. */
async function listUnknown(
  run: ReconcileRun,
  provider: Hosting,
  place: Place,
): Promise<{ own: Environment | undefined; others: Environment[] }> {
  const spec = specWithoutVariables(run, run.preview.pullRequest.commit);
  const listed = await provider.list(place);
  const unknown = listed.filter((one) => provider.matches(one, spec) && !isNamed(run.preview, one));
  const own = unknown.find((one) => one.attempt === spec.attempt);
  return { own, others: unknown.filter((one) => one !== own) };
}

/**
 * After how many seconds a list shows what a create made that was never confirmed; 0 when there is nothing to
 * wait for.
 */
function secondsUntilListed(run: ReconcileRun, unconfirmed: { since: number } | undefined): number {
  if (!unconfirmed) return 0;
  const { listingLagSeconds } = traitsOf(run);
  const passedSeconds = (run.deps.clock.now() - unconfirmed.since) / 1000;
  return Math.min(listingLagSeconds, Math.max(0, Math.ceil(listingLagSeconds - passedSeconds)));
}

/** Makes the environment. A refusal that is final proves that there is none of this call. */
async function make(
  run: ReconcileRun,
  provider: Hosting,
  { place, mayHaveMore }: { place: Place; mayHaveMore: boolean },
): Promise<Environment> {
  const { commit } = run.preview.pullRequest;
  const { revision } = usableSettings(run);
  const variables = await readVariables(run, commit);
  const now = run.deps.clock.now();
  if (mayHaveMore) {
    become(run, { ...run.preview, holdings: expecting(run.preview.holdings, place, now) });
  }
  // An admin who disconnects at this moment must know of the environment that is about to be made.
  await persist(run, { settingsRevision: revision });
  try {
    return await makeEnvironment(provider, { ...specWithoutVariables(run, commit), variables });
  } catch (error) {
    const { preview } = run;
    if (failureOf(error).kind === 'permanent' && !mayHaveMore) {
      become(run, { ...preview, holdings: notExpecting(preview.holdings, place) });
    }
    throw error;
  }
}

function adopt(
  run: ReconcileRun,
  environment: Environment,
  { place, ...how }: { place: Place; isFound: boolean; mayHaveMore: boolean },
): void {
  const now = run.deps.clock.now();
  become(run, created(run.preview, place, [environment], { ...how, now }));
  if (!how.isFound) run.waitSeconds = FIRST_LOOK_SECONDS;
}
