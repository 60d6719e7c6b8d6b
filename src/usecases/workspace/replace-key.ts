import type { WorkspaceConnection } from '../../domain/connection';
import type { Credentials } from '../../domain/provider-kind';
import { checkCredentials } from '../settings/check-credentials';
import type { Dependencies } from '../dependencies';
import { ConflictError } from '../reconcile/reconcile-run';
import { providerKindOf } from '../use-hosting';
import { tellRepositories } from './tell-repositories';
import { invalidAt, mayAdminister, viewOf, type WorkspaceOutcome } from './workspace-outcome';

/**
 * Puts a new key in place of the one of a connection, for all repositories that use it. Owners of the
 * workspace only. Deployments go on with it at their next look.
 */
export async function replaceKey(
  deps: Dependencies,
  workspaceId: string,
  { id, credentials }: { id: string; credentials: Credentials },
  accountId: string,
): Promise<WorkspaceOutcome> {
  if (!(await mayAdminister(deps, workspaceId))) return { type: 'refused' };
  const { store, clock } = deps;
  const before = await store.readConnection(id);
  if (!before) return invalidAt('credentials', 'This connection is gone. Load the page again.');
  const kind = providerKindOf(deps, before.provider);
  const checked = await checkCredentials(deps, kind, credentials);
  if ('problem' in checked) return invalidAt('credentials', checked.problem);
  const written: WorkspaceConnection = {
    ...before,
    revision: before.revision + 1,
    places: checked.offer.places,
    setAt: clock.now(),
    setBy: accountId,
  };
  await store.writeCredentials(id, checked.credentials);
  if ((await store.writeConnection(written)) === 'conflict') throw new ConflictError();
  // A new key may be what previews that failed were waiting for.
  await tellRepositories(deps, written, accountId);
  return viewOf(deps, { written }, [`The key of ${written.title} was replaced.`]);
}
