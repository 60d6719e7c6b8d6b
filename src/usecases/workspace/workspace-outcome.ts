import type { WorkspaceConnection } from '../../domain/connection';
import type { FieldError } from '../../domain/field';
import { showWorkspace, type WorkspaceView } from '../../domain/workspace-view';
import type { Dependencies } from '../dependencies';

/** A call that changed nothing, because of what was entered. */
export interface Invalid {
  type: 'invalid';
  errors: FieldError[];
}

/** How a call about the connections of a workspace ended. */
export type WorkspaceOutcome =
  { type: 'view'; view: WorkspaceView; changes: string[] } | Invalid | { type: 'refused' };

/** What is wrong with what was entered, at the field of this name. */
export function invalidAt(field: string, message: string): Invalid {
  return { type: 'invalid', errors: [{ field, message }] };
}

/** Whether the person who calls owns the workspace: only then its connections are shown and changed. */
export function mayAdminister({ bitbucket }: Dependencies, workspaceId: string): Promise<boolean> {
  return bitbucket.ownsWorkspace(workspaceId);
}

/** The page, with what was just written in place of what a list may still show. */
export async function viewOf(
  { store, providers }: Dependencies,
  { written, deleted }: { written?: WorkspaceConnection; deleted?: string } = {},
  changes: string[] = [],
): Promise<WorkspaceOutcome> {
  const [listed, settings] = await Promise.all([store.listConnections(), store.listSettings()]);
  const others = listed.filter(({ id }) => id !== written?.id && id !== deleted);
  const connections = written ? [...others, written] : others;
  const view = showWorkspace(connections, settings, Object.values(providers));
  return { type: 'view', view, changes };
}
