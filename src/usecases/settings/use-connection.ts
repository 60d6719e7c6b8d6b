import { sharedConnection } from '../../domain/connection';
import { defined } from '../../domain/defined';
import type { RepositoryKey } from '../../domain/preview-key';
import { invalidAt, update, type SettingsOutcome } from './connect-provider';
import type { Dependencies } from '../dependencies';
import { lookAtAll } from '../events/note-events';
import { findProject } from '../events/note-project';
import { readOffer, viewAfterWrite } from './read-settings';
import { providerKindOf } from '../use-hosting';

/**
 * Has a repository use a connection of the workspace. Admins of the repository only; they see neither its
 * key nor who else uses it. `invalid` while another one is connected, or when it is gone.
 */
export async function useConnection(
  deps: Dependencies,
  repository: RepositoryKey,
  id: string,
  accountId: string,
): Promise<SettingsOutcome> {
  const [permission, stored, connection] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    deps.store.readSettings(repository),
    deps.store.readConnection(id),
  ]);
  if (permission !== 'admin') return { type: 'refused' };
  if (stored?.disconnecting) return invalidAt('Wait until the running previews are deleted.');
  if (stored?.connection)
    return invalidAt('A hosting provider is connected already. Disconnect it first.');
  if (!connection)
    return invalidAt('The workspace has this connection no more. Choose another one.');
  const project = await findProject(deps, repository);
  const settings = await update(deps, repository, (before) => ({
    ...before,
    ...defined({ project: project ?? before.project }),
    connection: sharedConnection(connection),
    updatedBy: accountId,
  }));
  await lookAtAll(deps, repository, 'settings');
  const view = await viewAfterWrite(deps, settings, await readOffer(deps, settings));
  const { title } = providerKindOf(deps, connection.provider);
  return { type: 'saved', view, changes: [`${title} is connected by “${connection.title}”.`] };
}
