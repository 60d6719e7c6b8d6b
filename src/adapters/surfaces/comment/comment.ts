import {
  COMMENT,
  COMMENT_MARKER,
  commentMessages,
} from '../../../domain/announce/comment-messages';
import type { Message } from '../../../domain/announce/outbox';
import { getPullRequest, type PreviewKey } from '../../../domain/preview-key';
import type { Bitbucket } from '../../../ports/bitbucket';
import type { Surface } from '../../../ports/surface';

/** One comment on a pull request, edited in place. Its handle is its id. */
export function createComment(
  bitbucket: Pick<Bitbucket, 'addComment' | 'editComment' | 'findComment'>,
): Surface {
  const recover = async (key: PreviewKey): Promise<string | undefined> =>
    (await bitbucket.findComment(getPullRequest(key), COMMENT_MARKER))?.toString();
  return {
    id: COMMENT,
    messages: commentMessages,
    async say(key, { content }: Message<string>, handle) {
      const edits = async (id: string | undefined) =>
        id !== undefined &&
        (await bitbucket.editComment(getPullRequest(key), Number(id), content)) === 'edited';
      if (await edits(handle)) return handle;
      // It seems gone also while the app has no access: only a search shows whether it is.
      const found = handle === undefined ? undefined : await recover(key);
      if (await edits(found)) return found;
      return String(await bitbucket.addComment(getPullRequest(key), content));
    },
    recover,
  };
}
