import type { Deployment, EnvironmentRecord, Runs } from './environment-record';

/** The place of an environment: this host has one. */
export const PLACE = 'local';

/**
 * An environment as a listing shows it. Fields are named one by one, so that what is added to the
 * record, as the variables once were, is not answered by accident.
 */
export function summaryOf(record: EnvironmentRecord, url: string) {
  const { id, name, createdAt, deleting, runs, deployment } = record;
  return {
    id,
    name,
    place: PLACE,
    size: deployment.request.size,
    labels: deployment.request.labels,
    createdAt,
    deleting,
    links: [{ title: 'Preview', url }],
    runs: runs && runsOf(runs),
    deployment: deploymentOf(deployment),
  };
}

/** An environment as a read of it shows it, with steps and logs. */
export function viewOf(record: EnvironmentRecord, url: string) {
  const { runs, deployment } = record;
  return {
    ...summaryOf(record, url),
    runs: runs && { ...runsOf(runs), log: runs.log },
    deployment: { ...deploymentOf(deployment), steps: deployment.steps },
  };
}

function runsOf({ state, release, since, failure }: Runs) {
  const destination = release.request.destination?.commit ?? null;
  return { state, commit: release.commit, destination, since, failure };
}

function deploymentOf(deployment: Deployment) {
  const { id, request, state, requestedAt, startedAt, endedAt, failure } = deployment;
  return {
    id,
    commit: request.source.commit,
    destination: request.destination?.commit ?? null,
    state,
    requestedAt,
    startedAt,
    endedAt,
    logUrl: null,
    failure,
  };
}
