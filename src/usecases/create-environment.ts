import { CREATE_STEP, newDeployment, withProgress } from '../domain/deployment';
import { environmentName } from '../domain/environment-name';
import { mayHaveEnvironment, unconfirmedPlace } from '../domain/preview';
import type { Environment } from '../domain/provider';
import { shortHash } from '../domain/pull-request';
import { expectReported } from './announce-preview';
import {
  causeOf,
  change,
  clear,
  providerOf,
  readVariables,
  specWithoutVariables,
  usableSettings,
  type ReconcileRun,
} from './reconcile-run';
import { persistInTurn } from './take-turn';

/** How soon a new environment is looked at for the first time, in seconds. */
const FIRST_LOOK_SECONDS = 2;

/**
 * Finds the preview's environment by its name or makes it. The intent is stored before the create
 * call, so that an environment whose creation was never confirmed is found by the next run.
 */
export async function createEnvironment(run: ReconcileRun, reason: string): Promise<void> {
  const provider = providerOf(run);
  const { commit } = run.preview.pullRequest;
  const unconfirmed = unconfirmedPlace(run.preview.state);
  if (unconfirmed) run.unconfirmedPlace = unconfirmed;
  const spec = specWithoutVariables(run, commit);
  noteIntent(run, reason);

  const name = environmentName(run.key);
  // An admin who disconnects at this moment must know of the environment that is about to be made.
  const terms = { settingsRevision: usableSettings(run).revision };
  const work = [
    persistInTurn(run, terms),
    provider.listEnvironments(spec.place),
    readVariables(run, commit),
  ] as const;
  // None of them may still change the run when a failure of another one is noted.
  await Promise.allSettled(work);
  const [, environments, variables] = await Promise.all(work);
  const found = environments.find((environment) => environment.name === name);
  const environment = found ?? (await provider.createEnvironment(name, { ...spec, variables }));
  delete run.unconfirmedPlace;
  noteEnvironment(run, environment, found ? 'found' : 'made');
  if (!found) run.waitSeconds = FIRST_LOOK_SECONDS;
}

function noteIntent(run: ReconcileRun, reason: string): void {
  const { commit, branch } = run.preview.pullRequest;
  const { deployment: previous, state } = run.preview;
  const now = run.deps.clock.now();
  const settingsRevision = usableSettings(run).deployRevision;
  const waited = state.type === 'waiting';
  const goesOn =
    state.type === 'creating' &&
    previous?.commit === commit &&
    previous.settingsRevision === settingsRevision;
  const steps = [CREATE_STEP, ...providerOf(run).planDeployment(specWithoutVariables(run, commit))];
  const deployment = goesOn
    ? previous
    : newDeployment({ previous, commit, branch, settingsRevision, steps, reason, now, waited });
  const noticed = causeOf(run, run.preview.request?.by);
  const text = `Deploying ${shortHash(commit)}: ${reason}.`;
  const isSaid = run.preview.history.some((entry) => entry.text === text);
  // What was missing for a moment may be there again.
  const isUnconfirmed = mayHaveEnvironment(run.preview);
  clear(run, 'environment', 'twin', 'running', 'check', 'request');
  change(
    run,
    {
      state: { type: 'creating', place: usableSettings(run).options.place },
      ...(isUnconfirmed ? { unconfirmedAt: now } : {}),
      deployment: withProgress(deployment, CREATE_STEP.id, { state: 'running' }, now),
    },
    goesOn && isSaid ? undefined : text,
    noticed,
  );
  if (!goesOn) expectReported(run);
}

function noteEnvironment(run: ReconcileRun, environment: Environment, how: 'found' | 'made'): void {
  const { deployment } = run.preview;
  if (!deployment) return;
  const now = run.deps.clock.now();
  clear(run, 'trouble');
  change(
    run,
    {
      state: { type: 'deploying' },
      environment,
      deployment: withProgress(
        deployment,
        CREATE_STEP.id,
        { state: 'done', ...(how === 'found' ? { detail: 'found again' } : {}) },
        now,
      ),
    },
    how === 'found' ? 'The environment was there already.' : 'The provider made the environment.',
  );
}
