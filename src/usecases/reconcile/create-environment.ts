import { appliedSettings } from '../../domain/applied-settings';
import { CREATE_STEP, newDeployment } from '../../domain/deployment';
import { FailureError, failureOf, TRIED_AGAIN, type Failure } from '../../domain/failure';
import { goingOf, perhapsOf } from '../../domain/holding';
import { notExpecting } from '../../domain/holding-changes';
import type { Environment, EnvironmentVariable, Place } from '../../domain/provider';
import { shortHash } from '../../domain/pull-request';
import { created, creating } from '../../domain/transitions';
import type { Hosting } from '../../ports/hosting';
import { expectReported } from '../announce/before-touching';
import { readVariables, specWithoutVariables } from './deployment-spec';
import {
  become,
  isReported,
  noteOf,
  providerOf,
  usableSettings,
  type ReconcileRun,
} from './reconcile-run';
import { persistInTurn } from './take-turn';
import { makeEnvironment } from '../use-hosting';

/** How soon a new environment is looked at for the first time, in seconds. */
export const FIRST_LOOK_SECONDS = 2;

/** For so long a list may not show what a create made. */
const LISTING_LAG_MS = 15 * 60_000;

/**
 * Finds the preview's environment by its name or makes it. The intent is stored before the create
 * call, so that an environment whose creation was never confirmed is found by the next look.
 */
export async function createEnvironment(run: ReconcileRun, reason: string): Promise<void> {
  const provider = providerOf(run);
  const { place } = usableSettings(run).options;
  const earlier = perhapsOf(run.preview).find((one) => one.place === place);
  const isLeft = run.preview.holdings.some(
    (one) => one.state === 'released' && one.place === place,
  );
  let isListed = false;
  try {
    const work = [begin(run, place, reason), listOwn(run, provider, place)] as const;
    // None of them may still change the run when a failure of another one is noted.
    await Promise.allSettled(work);
    const [variables, listed] = await Promise.all(work);
    isListed = true;
    const environments =
      listed.length > 0 ? listed : await make(run, provider, { place, variables });
    const isFound = listed.length > 0;
    const mayHaveMore = earlier !== undefined;
    const now = run.deps.clock.now();
    become(run, created(run.preview, place, environments, { isFound, mayHaveMore, now }));
    if (!isFound) run.waitSeconds = FIRST_LOOK_SECONDS;
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === 'transient') throw error;
    const { holdings, trouble } = run.preview;
    if (!earlier) become(run, { ...run.preview, holdings: notExpecting(holdings, place) });
    // It may be refused because an earlier one is there, and the list does not show that yet.
    const mayBeThere = mayBeOfTheName(failure) && (earlier !== undefined || isLeft);
    const triedSince = trouble?.since ?? run.deps.clock.now();
    if (!mayBeThere || !isListed || run.deps.clock.now() - triedSince > LISTING_LAG_MS) throw error;
    throw new FailureError({ ...failure, kind: 'transient', remedy: TRIED_AGAIN });
  }
}

/** Stores that a create is about to be made, and reads the env vars for it. */
async function begin(
  run: ReconcileRun,
  place: Place,
  reason: string,
): Promise<EnvironmentVariable[]> {
  const { commit, branch } = run.preview.pullRequest;
  const { deployment: previous, state } = run.preview;
  const { options, revision } = usableSettings(run);
  const settings = appliedSettings(options, run.preview.pullRequest);
  const now = run.deps.clock.now();
  const goesOn =
    state.type === 'creating' && previous?.commit === commit && previous.settings === settings;
  const reports = isReported(run);
  const planned = providerOf(run).steps(specWithoutVariables(run, commit));
  const steps = reports ? planned : [CREATE_STEP, ...planned];
  const waited = state.type === 'waiting';
  const asked = run.preview.request?.type === 'redeploy';
  const deployment = goesOn
    ? previous
    : newDeployment({
        previous,
        commit,
        branch,
        settings,
        steps,
        reason,
        now,
        waited,
        asked,
        reports,
      });
  const text = goesOn ? undefined : `Deploying ${shortHash(commit)}: ${reason}.`;
  const note = noteOf(run, run.preview.request?.by);
  const before = { preview: run.preview, dirty: run.dirty };
  become(run, creating(run.preview, { place, deployment, text }, note));
  if (!goesOn) expectReported(run);
  // An admin who disconnects at this moment must know of the environment that is about to be made.
  const work = [
    persistInTurn(run, before, { settingsRevision: revision }),
    readVariables(run, commit),
  ] as const;
  await Promise.allSettled(work);
  const [, variables] = await Promise.all(work);
  return variables;
}

/** What a list of the place shows of this preview, but for what has to go. */
async function listOwn(run: ReconcileRun, provider: Hosting, place: Place): Promise<Environment[]> {
  const going = goingOf(run.preview).map(({ environment }) => environment.id);
  const spec = specWithoutVariables(run, run.preview.pullRequest.commit);
  const listed = await provider.list(place);
  return listed.filter((one) => provider.matches(one, spec) && !going.includes(one.id));
}

/** Makes the environment. A refusal may be of its name: then the one that has it is the preview's. */
async function make(
  run: ReconcileRun,
  provider: Hosting,
  { place, variables }: { place: Place; variables: EnvironmentVariable[] },
): Promise<Environment[]> {
  const spec = { ...specWithoutVariables(run, run.preview.pullRequest.commit), variables };
  try {
    return [await makeEnvironment(provider, spec)];
  } catch (error) {
    if (!mayBeOfTheName(failureOf(error))) throw error;
    const listed = await listOwn(run, provider, place);
    if (listed.length === 0) throw error;
    return listed;
  }
}

/** Whether a create may be refused because its name is taken: any refusal without a known cause. */
function mayBeOfTheName({ kind, code }: Failure): boolean {
  return kind === 'permanent' && code === 'provider-refused';
}
