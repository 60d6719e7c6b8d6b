import type { Preview } from '../../domain/preview';
import { showWorkspacePreviews, type WorkspacePreviews } from '../../domain/workspace-previews';
import type { Dependencies } from '../dependencies';
import { mayAdminister } from './workspace-outcome';

/** Every preview of a workspace; `refused` to anybody but its owners. */
export async function listAllPreviews(
  deps: Dependencies,
  workspaceId: string,
): Promise<WorkspacePreviews | 'refused'> {
  if (!(await mayAdminister(deps, workspaceId))) return 'refused';
  const { store, bitbucket, providers, clock } = deps;
  const previews: Preview[] = [];
  const [settings, connections, { repositories }] = await Promise.all([
    store.listSettings(),
    store.listConnections(),
    bitbucket.listRepositories(workspaceId),
    store.eachPreview((preview) => Promise.resolve(void previews.push(preview))),
  ]);
  const now = clock.now();
  const facts = { settings, repositories, connections, providers, now };
  return showWorkspacePreviews(previews, facts);
}
