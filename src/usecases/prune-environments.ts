import { environmentName } from '../domain/environment-name';
import { FailureError, transient, type Failure } from '../domain/failure';
import { mayTurnUp } from '../domain/preview';
import type { Environment } from '../domain/provider';
import type { HostingProvider } from '../ports/hosting-provider';
import { mustWaitForBitbucket } from './announce-preview';
import { causeOf, change, clear, providerOf, type ReconcileRun } from './reconcile-run';

/**
 * Environments that have the preview's name and are not the one that its record knows. A create whose
 * reply was lost leaves one when the provider's listing does not show it yet at the next try. Without
 * such a create another of the name is not this app's to delete: another installation may have made it.
 */
export async function findDoubles(
  { key, preview, deps }: ReconcileRun,
  provider: HostingProvider,
): Promise<Environment[]> {
  const { environment, twin } = preview;
  if (!environment || !(twin ?? mayTurnUp(preview, deps.clock.now()))) return [];
  const listed = await provider.listEnvironments(environment.place);
  const name = environmentName(key);
  const doubles = listed.filter((one) => one.name === name && one.id !== environment.id);
  const isListed = doubles.some(({ id }) => id === twin?.id);
  if (!twin?.id || isListed) return doubles;
  // A list may be short: what was not deleted is there until it says itself that it is gone.
  const { id, pageUrl, size } = twin;
  return [...doubles, { ...environment, id, pageUrl, size, name }];
}

/** The provider said yes to a delete and has not done it. */
export const NOT_DELETED: Failure = transient(
  'environment-not-deleted',
  'The provider accepted the delete, but the environment is still there.',
  'It is deleted again by itself. If this stays, somebody with access to the provider deletes it there.',
);

/**
 * Deletes them and notes what became of it; what does not go, or has to wait until Bitbucket was told, is
 * tried at each sweep. The caller has read that the preview's own environment is there.
 */
export async function pruneEnvironments(run: ReconcileRun): Promise<void> {
  const provider = providerOf(run);
  const doubles = await findDoubles(run, provider);
  const [twin] = doubles;
  // A list may have lacked it just now, or the record does not name it.
  if (!twin) return clear(run, 'twin');
  // It may be what Bitbucket calls ready; and it is not forgotten meanwhile.
  if (await mustWaitForBitbucket(run, 'removal')) {
    return change(run, { unconfirmedAt: run.deps.clock.now() });
  }
  const failure = await deleteDoubles(provider, doubles)
    .then(() => provider.findEnvironment(twin))
    .then((left) => left && NOT_DELETED, expectedFailure);
  if (!failure) {
    clear(run, 'twin');
    return change(
      run,
      {},
      'A second environment of the same name was deleted. The provider confirmed that it is gone.',
      causeOf(run),
    );
  }
  const { twin: known } = run.preview;
  const since = known?.since ?? run.deps.clock.now();
  if (known?.failure.message === failure.message) return;
  change(
    run,
    { twin: { id: twin.id, pageUrl: twin.pageUrl, size: twin.size, since, failure } },
    `Could not delete a second environment of the same name. ${failure.message}`,
    causeOf(run),
  );
}

function expectedFailure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  throw error;
}

/** Deletes what was listed, once each said itself that it has the preview's name; answers how many. */
export async function deleteDoubles(
  provider: HostingProvider,
  listed: Environment[],
): Promise<number> {
  const read = await Promise.all(listed.map((one) => provider.findEnvironment(one)));
  const doubles = listed.filter(
    ({ id, name }, index) => read[index]?.id === id && read[index].name === name,
  );
  await Promise.all(doubles.map(({ id }) => provider.deleteEnvironment(id)));
  return doubles.length;
}
