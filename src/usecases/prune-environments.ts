import { environmentName } from '../domain/environment-name';
import type { Environment } from '../domain/provider';
import type { HostingProvider } from '../ports/hosting-provider';
import { causeOf, change, providerOf, type ReconcileRun } from './reconcile-run';

/**
 * Environments that have the preview's name and are not the one that its record knows. A create whose
 * reply was lost leaves one when the provider's listing does not show it yet at the next try. Without
 * such a create another of the name is not this app's to delete: another installation may have made it.
 */
export async function findDoubles(
  { key, preview }: ReconcileRun,
  provider: HostingProvider,
): Promise<Environment[]> {
  const { environment } = preview;
  if (!environment || !preview.mayHaveTwin) return [];
  const listed = await provider.listEnvironments(environment.teamId);
  const name = environmentName(key);
  return listed.filter((one) => one.name === name && one.id !== environment.id);
}

const PRUNING =
  'Deleting a second environment of the same name: an earlier attempt to make one was never confirmed.';

/** Deletes them. The caller has read that the preview's own environment is there. */
export async function pruneEnvironments(run: ReconcileRun): Promise<void> {
  if ((await deleteDoubles(run, providerOf(run))) === 0) return;
  // One that does not go is found by each sweep again.
  if (run.preview.history.at(-1)?.text !== PRUNING) change(run, {}, PRUNING, causeOf(run));
}

/** Deletes them, once each said itself that it has the preview's name; answers how many. */
export async function deleteDoubles(run: ReconcileRun, provider: HostingProvider): Promise<number> {
  const listed = await findDoubles(run, provider);
  const read = await Promise.all(listed.map((one) => provider.findEnvironment(one)));
  const doubles = listed.filter(
    ({ id, name }, index) => read[index]?.id === id && read[index].name === name,
  );
  await Promise.all(doubles.map(({ id }) => provider.deleteEnvironment(id)));
  return doubles.length;
}
