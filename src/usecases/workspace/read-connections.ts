import type { Dependencies } from '../dependencies';
import { mayAdminister, viewOf, type WorkspaceOutcome } from './workspace-outcome';

/** The connections of a workspace; `refused` to anybody but its owners. */
export async function readConnections(
  deps: Dependencies,
  workspaceId: string,
): Promise<WorkspaceOutcome> {
  return (await mayAdminister(deps, workspaceId)) ? viewOf(deps) : { type: 'refused' };
}
