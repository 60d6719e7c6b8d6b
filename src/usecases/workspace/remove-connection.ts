import type { Dependencies } from '../dependencies';
import { ConflictError } from '../reconcile/reconcile-run';
import { invalidAt, mayAdminister, viewOf, type WorkspaceOutcome } from './workspace-outcome';

/**
 * Forgets a connection and its key. Owners of the workspace only. One that repositories use stays: without
 * its key nothing of theirs could be deleted any more.
 */
export async function removeConnection(
  deps: Dependencies,
  workspaceId: string,
  id: string,
): Promise<WorkspaceOutcome> {
  if (!(await mayAdminister(deps, workspaceId))) return { type: 'refused' };
  const { store } = deps;
  const [connection, settings] = await Promise.all([
    store.readConnection(id),
    store.listSettings(),
  ]);
  if (!connection) return viewOf(deps, { deleted: id });
  const { length: count } = settings.filter((one) => one.connection?.id === id);
  if (count > 0) {
    const use = count === 1 ? '1 repository uses' : `${count} repositories use`;
    const it = count === 1 ? 'its' : 'their';
    return invalidAt(
      'connection',
      `${use} ${connection.title}. Disconnect the provider in ${it} settings first.`,
    );
  }
  if ((await store.deleteConnection(connection)) === 'conflict') throw new ConflictError();
  await store.deleteCredentials(id);
  return viewOf(deps, { deleted: id }, [`${connection.title} was removed, and its key deleted.`]);
}
