import { sharedConnection, type WorkspaceConnection } from '../../domain/connection';
import { update } from '../settings/connect-provider';
import type { Dependencies } from '../dependencies';
import { lookAtAll } from '../events/note-events';

/** Copies a connection that was changed to the settings of those who use it, and has their previews looked at. */
export async function tellRepositories(
  deps: Dependencies,
  written: WorkspaceConnection,
  updatedBy: string,
): Promise<void> {
  const using = (await deps.store.listSettings()).filter(
    ({ connection }) => connection?.id === written.id,
  );
  for (const { repository } of using) {
    await update(deps, repository, (before) =>
      before.connection?.id === written.id
        ? { ...before, connection: sharedConnection(written), updatedBy }
        : before,
    );
    await lookAtAll(deps, repository, 'settings');
  }
}
