import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { isLeftRunning, shownEnvironment } from '../../src/domain/holding';
import type { Preview } from '../../src/domain/preview';
import { previewId, type PreviewKey } from '../../src/domain/preview-key';
import type { StoredLog } from './delete-proof';
import type { MemoryEngine } from './memory-engine';

/** Watches that what is ready stays up while another environment is made to take its place. */
export interface UpWatch {
  notePreview(preview: Preview): void;
  /** Why deleting this environment was wrong. */
  wrongDelete(key: PreviewKey, environment: WorkspaceRecord): string | undefined;
}

/** With nothing ready yet. */
export function watchUp({
  engine,
  stored,
}: {
  engine: MemoryEngine;
  stored: Pick<StoredLog, 'record'>;
}): UpWatch {
  /** What was called ready last, by preview. */
  const ready = new Map<string, { id: string; commit: string }>();
  return {
    notePreview(preview) {
      const { key, state, running } = preview;
      const id = shownEnvironment(preview)?.id;
      if (state.type === 'ready' && running && id) {
        ready.set(previewId(key), { id, commit: running.commit });
      }
      // Its own environment is deployed to anew, or has ended.
      const isOwn = preview.holdings.some(
        (one) => one.state === 'ours' && one.environment.id === ready.get(previewId(key))?.id,
      );
      // What was left running is nobody's until its preview is wanted there again.
      if ((isOwn && !running) || isLeftRunning(preview)) ready.delete(previewId(key));
    },
    wrongDelete(key, { workspace, stages }) {
      const up = ready.get(previewId(key));
      if (up?.id !== String(workspace.id) || stored.record(key)?.state.type === 'deleting') return;
      const runs = stages.run?.servers.some((server) => server.state === 'running');
      if (!runs || engine.headOf(workspace.id) !== up.commit) return;
      return `${previewId(key)} lost what was ready before another one was`;
    },
  };
}
