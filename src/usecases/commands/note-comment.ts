import { isFull, wasHeard } from '../../domain/commands/heard-comments';
import { defined } from '../../domain/defined';
import { previewId, type PreviewKey } from '../../domain/preview-key';
import { readAlong } from '../../domain/read-along';
import { obeysComments } from '../../domain/settings';
import type { Dependencies } from '../dependencies';

/**
 * Somebody commented on a pull request: it may be a command. A repository that uses none pays one read of the
 * store; one that uses them does not read a comment twice, nor more of them in an hour than it may.
 */
export async function noteComment(
  { store, clock, queue, log }: Dependencies,
  key: PreviewKey,
  { comment, at }: { comment: number; at: number | undefined },
): Promise<void> {
  const settings = await store.readSettings(key);
  if (!obeysComments(settings)) return;
  const heard = await store.readComments(key);
  if (wasHeard(heard, comment)) return;
  if (isFull(heard, clock.now())) {
    log('passed over a comment', { preview: previewId(key), why: 'too many within the hour' });
    return;
  }
  const message = { key, cause: 'comment' as const, comment, ...readAlong(settings) };
  await queue.push([{ message: { ...message, ...defined({ eventAt: at }) } }]);
}
