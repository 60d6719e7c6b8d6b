import { placeInLine } from '../../domain/ledger';
import { environmentOf } from '../../domain/holding';
import { appended } from '../../domain/history';
import { isKept } from '../../domain/policy/lifetime';
import type { Preview } from '../../domain/preview';
import { previewId, subjectTitle, type Subject } from '../../domain/preview-key';
import { readLedgers } from './count-preview';
import { pushAll } from '../events/note-events';
import type { ReconcileRun } from './reconcile-run';
import { updatePreview } from '../update-preview';

/**
 * Where the rules say so, has those previews go that nobody pushed to for longest, for one that waits for room
 * in its repository: as many as it takes, and none that is being deployed or kept.
 */
export async function makeRoom(run: ReconcileRun): Promise<void> {
  const { deps, key, settings } = run;
  const { state } = run.preview;
  if (settings?.rules?.whenFull !== 'oldest-goes') return;
  if (state.type !== 'waiting' || state.room?.of !== 'repository') return;
  const { scope } = state.room;
  const ledgers = await readLedgers(deps.store, [scope], run.ledgers);
  const ledger = ledgers.find((one) => one.scope === scope);
  const { previews } = await deps.store.listPreviews(key);
  if (!ledger) return;
  const place = placeInLine(ledger, key) ?? 1;
  const leaving = previews.filter(isLeaving).length;
  const needed = ledger.there.length - state.room.most + place - leaving;
  const oldest = previews
    .filter((one) => mayYield(one) && previewId(one.key) !== previewId(key))
    .sort((one, other) => wantedAt(one) - wantedAt(other))
    .slice(0, Math.max(0, needed));
  for (const one of oldest) {
    await updatePreview(deps, one.key, (stored) =>
      stored && mayYield(stored) ? yielding(stored, key.subject, deps.clock.now()) : undefined,
    );
  }
  await pushAll(
    deps,
    oldest.map((one) => ({ message: { key: one.key, cause: 'sweep' } })),
  );
}

/** Its room will be free soon. */
function isLeaving({ state, yielded, pullRequest, holdings }: Preview): boolean {
  if (state.type === 'deleting') return true;
  const isTold = yielded?.commit === pullRequest.commit;
  return isTold && environmentOf({ holdings }) !== undefined;
}

/** A branch was named by an admin: its preview is none that comes and goes. */
function mayYield(preview: Preview): boolean {
  if (preview.key.subject.kind === 'branch') return false;
  const { state, request, yielded, pullRequest } = preview;
  if (request || isKept(preview) || yielded?.commit === pullRequest.commit) return false;
  return ['ready', 'failed'].includes(state.type) && environmentOf(preview) !== undefined;
}

/** When somebody last wanted it: by a push, a redeploy or more time. */
function wantedAt({ deployment, wish, kept }: Preview): number {
  return Math.max(deployment?.startedAt ?? 0, wish?.at ?? 0, kept?.at ?? 0);
}

/** What somebody wished for is over, too: else it would come back at once. */
function yielding(preview: Preview, to: Subject, at: number): Preview {
  const { wish: _, ...rest } = preview;
  const text = `It has to make room for ${subjectTitle(to)}.`;
  return {
    ...rest,
    yielded: { commit: preview.pullRequest.commit, to },
    history: appended(preview.history, { at, text }),
  };
}
