import { environmentOf, goingOf, olderOf } from '../../src/domain/holding';
import type { Preview } from '../../src/domain/preview';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { previewId, type PreviewKey } from '../../src/domain/preview-key';
import type { StoredLog } from './delete-proof';
import type { LeftRunning } from './left-running';

/** The environments that have the name of one preview. */
export interface OfPreview {
  key: PreviewKey;
  environments: WorkspaceRecord[];
}

/** Watches that no preview gets a second environment. */
export interface TwinWatch {
  /**
   * The environments of a preview after one more was made, while lists may lack those made since then.
   * `isLate`: the app had seen its call time out before.
   */
  noteCreated(
    key: PreviewKey,
    all: WorkspaceRecord[],
    how: { hiddenSince: number; isLate: boolean },
  ): void;
  /** Previews that have several environments without anything that excuses it. */
  wrong(all: OfPreview[]): string[];
}

/**
 * With none yet. What an admin left running counts for none. One thing excuses a second environment: no listing showed the first one when the
 * second was made, because it was younger than the provider's listings or the list was short, and no record names it,
 * because the reply to its creation was lost; or one of them was made after the app had seen the call
 * time out. Nothing that an app can ask tells it then. Both are
 * told apart for ever after, so that a third one is none of them, and the end of a history allows
 * one alone.
 */
export function watchTwins(
  stored: Pick<StoredLog, 'record'>,
  left: Pick<LeftRunning, 'has'>,
  replaces: boolean,
): TwinWatch {
  const excused = new Set<number>();
  return {
    noteCreated(key, all, { hiddenSince, isLate }) {
      const made = all.at(-1)?.workspace.id;
      // Alone it is found by its name before another one is made.
      if (isLate && made !== undefined && all.length > 1) excused.add(made);
      const record = stored.record(key);
      const known = record && environmentOf(record)?.id;
      for (const { workspace } of all.slice(0, -1)) {
        const isHidden = Date.parse(workspace.createdAt) > hiddenSince;
        if (isHidden && String(workspace.id) !== known) excused.add(workspace.id);
      }
    },
    wrong: (all) =>
      all.flatMap(({ key, environments }) => {
        const others = environments.filter(
          ({ workspace }) => !excused.has(workspace.id) && !left.has(workspace.id),
        );
        const most = mayBeBeside(stored.record(key), others, replaces) ? 2 : 1;
        return others.length > most
          ? [`${previewId(key)} has ${environments.length} environments`]
          : [];
      }),
  };
}

/** Where another one takes the place of what runs, that stays until then, and goes then. */
function mayBeBeside(
  record: Preview | undefined,
  all: WorkspaceRecord[],
  replaces: boolean,
): boolean {
  if (!replaces || !record) return false;
  const idOf = ({ workspace }: WorkspaceRecord) => String(workspace.id);
  const older = olderOf(record)?.environment.id;
  const isOver = environmentOf(record) !== undefined || record.state.type === 'deleting';
  const going = isOver ? goingOf(record).map(({ environment }) => environment.id) : [];
  return all.some((one) => idOf(one) === older || going.includes(idOf(one)));
}
