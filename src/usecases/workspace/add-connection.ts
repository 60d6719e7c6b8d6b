import { titleProblem, type WorkspaceConnection } from '../../domain/connection';
import type { Credentials } from '../../domain/provider-kind';
import { checkCredentials } from '../settings/check-credentials';
import type { Dependencies } from '../dependencies';
import { ConflictError } from '../reconcile/reconcile-run';
import { providerKindOf } from '../use-hosting';
import { invalidAt, mayAdminister, viewOf, type WorkspaceOutcome } from './workspace-outcome';

/** What an owner entered to connect a provider for the workspace. */
export interface NewConnection {
  provider: string;
  title: string;
  credentials: Credentials;
}

/** Checks credentials at the provider and stores them for all repositories. Owners of the workspace only. */
export async function addConnection(
  deps: Dependencies,
  workspaceId: string,
  entered: NewConnection,
  accountId: string,
): Promise<WorkspaceOutcome> {
  if (!(await mayAdminister(deps, workspaceId))) return { type: 'refused' };
  const { store, clock, newId } = deps;
  const title = entered.title.trim();
  const wrong = titleProblem(title, await store.listConnections());
  if (wrong) return invalidAt('title', wrong);
  const kind = providerKindOf(deps, entered.provider);
  const checked = await checkCredentials(deps, kind, entered.credentials);
  if ('problem' in checked) return invalidAt('credentials', checked.problem);
  const written: WorkspaceConnection = {
    version: 1,
    id: newId(),
    revision: 1,
    title,
    provider: kind.id,
    places: checked.offer.places,
    setAt: clock.now(),
    setBy: accountId,
  };
  await store.writeCredentials(written.id, checked.credentials);
  if ((await store.writeConnection(written)) === 'conflict') throw new ConflictError();
  return viewOf(deps, { written }, [`${title} is connected. Repositories can use it now.`]);
}
