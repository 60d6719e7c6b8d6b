import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { environmentOf, isLeftRunning } from '../../src/domain/holding';
import type { Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';

/** Knows the environments that were left running on an admin's word and that no record has taken up since. */
export interface LeftRunning {
  /** A record was stored, while its preview had these environments. */
  notePreview: (before: Preview | undefined, preview: Preview, all: WorkspaceRecord[]) => void;
  /** One more was made, the last of `all`; see `TwinWatch`. */
  noteCreated: (
    preview: Preview | undefined,
    all: WorkspaceRecord[],
    how: { hiddenSince: number; isLate: boolean },
  ) => void;
  has: (workspace: number) => boolean;
  /**
   * Whether the preview has another one in the same team, because no list showed this one or both were
   * left: from then on it is nobody's.
   */
  wasPassedOver: (workspace: number) => boolean;
}

/** Whether all that a preview has was left running. */
export function isAllLeft(preview: Preview): boolean {
  return isLeftRunning(preview) && ['none', 'deleted'].includes(preview.state.type);
}

function releasedBy(preview: Preview | undefined): number {
  return preview?.holdings.filter(({ state }) => state === 'released').length ?? 0;
}

/** With none left yet. */
export function watchLeftRunning(): LeftRunning {
  const left = new Set<number>();
  const passedOver = new Set<number>();
  const previews = new Set<string>();

  return {
    notePreview(before, preview, all) {
      if (releasedBy(preview) > releasedBy(before)) {
        previews.add(previewId(preview.key));
        for (const { workspace } of all) left.add(workspace.id);
      }
      const own = all.find(({ workspace }) => String(workspace.id) === environmentOf(preview)?.id);
      if (!own) return;
      left.delete(own.workspace.id);
      // Of several that were left it takes up one.
      for (const { workspace } of all) {
        const isBeside = workspace.teamId === own.workspace.teamId && left.has(workspace.id);
        if (isBeside) passedOver.add(workspace.id);
      }
    },
    noteCreated(preview, all, { hiddenSince, isLate }) {
      const made = all.at(-1)?.workspace.id;
      if (!preview || made === undefined) return;
      const isLeft = isAllLeft(preview);
      if (isLeft || (isLate && previews.has(previewId(preview.key)))) left.add(made);
      if (!isLeft && left.has(made)) passedOver.add(made);
      for (const { workspace } of all.slice(0, -1)) {
        const isHidden = Date.parse(workspace.createdAt) > hiddenSince;
        if (isHidden && left.has(workspace.id)) passedOver.add(workspace.id);
      }
    },
    has: (workspace) => left.has(workspace),
    wasPassedOver: (workspace) => left.has(workspace) && passedOver.has(workspace),
  };
}
