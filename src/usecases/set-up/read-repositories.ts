import { showRepositories, type RepositoriesView } from '../../domain/set-up';
import type { Dependencies } from '../dependencies';
import { mayAdminister } from '../workspace/workspace-outcome';

/** The repositories of a workspace, with what is set up there; `refused` to anybody but its owners. */
export async function readRepositories(
  deps: Dependencies,
  workspaceId: string,
): Promise<RepositoriesView | 'refused'> {
  if (!(await mayAdminister(deps, workspaceId))) return 'refused';
  const [list, settings] = await Promise.all([
    deps.bitbucket.listRepositories(workspaceId),
    deps.store.listSettings(),
  ]);
  return showRepositories(list, settings);
}
