import type { WorkspaceConnection } from '../../domain/connection';
import { defined } from '../../domain/defined';
import type { Dependencies } from '../dependencies';
import { ConflictError } from '../reconcile/reconcile-run';
import { tellRepositories } from './tell-repositories';
import { invalidAt, mayAdminister, viewOf, type WorkspaceOutcome } from './workspace-outcome';

/**
 * Sets how many previews may run over a connection at once, `undefined` for any number. Owners of the
 * workspace only. What runs goes on; no new one is made before there is room.
 */
export async function limitConnection(
  deps: Dependencies,
  workspaceId: string,
  { id, most }: { id: string; most: number | undefined },
  accountId: string,
): Promise<WorkspaceOutcome> {
  if (!(await mayAdminister(deps, workspaceId))) return { type: 'refused' };
  const before = await deps.store.readConnection(id);
  if (!before) return invalidAt('connection', 'This connection is gone. Load the page again.');
  if (before.most === most) return viewOf(deps);
  const { most: _, ...rest } = before;
  const written: WorkspaceConnection = {
    ...rest,
    revision: before.revision + 1,
    ...defined({ most }),
  };
  if ((await deps.store.writeConnection(written)) === 'conflict') throw new ConflictError();
  await tellRepositories(deps, written, accountId);
  const words = most === undefined ? 'any number of previews' : `at most ${most} previews`;
  return viewOf(deps, { written }, [
    `${written.title} runs ${most === 1 ? 'at most one preview' : words} at once.`,
  ]);
}
