import { waitsForPerson } from './deployment';
import { isDeploying, type Preview } from './preview';
import type { PreviewKey } from './preview-key';

/** Whether a preview occupies one of its repository's slots: not while it waits for a person. */
export function needsSlot({ state, deployment }: Pick<Preview, 'state' | 'deployment'>): boolean {
  return isDeploying({ state }) && !(deployment && waitsForPerson(deployment));
}

/** The record without the slot that its state no longer needs, and which slot that was. */
export function withoutIdleSlot(preview: Preview): { preview: Preview; freed?: number } {
  const { slot: freed, ...rest } = preview;
  return freed === undefined || needsSlot(preview) ? { preview } : { preview: rest, freed };
}

/** Which of the free slots to try first: pull requests opened together have neighbouring ids. */
export function preferredSlot(
  { subject }: PreviewKey,
  free: readonly number[],
): number | undefined {
  const preferred = subject.kind === 'pull-request' ? subject.id : subject.name.length;
  return free[preferred % free.length];
}
