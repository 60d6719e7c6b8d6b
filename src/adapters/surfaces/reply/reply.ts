import type { Message } from '../../../domain/announce/outbox';
import { REPLY, REPLY_MARKER, replyMessages } from '../../../domain/announce/reply-messages';
import { getPullRequest, type PreviewKey } from '../../../domain/preview-key';
import type { Bitbucket } from '../../../ports/bitbucket';
import type { Surface } from '../../../ports/surface';

/** One reply to each comment that gave a command, edited in place. Its handle is its id. */
export function createReply(
  bitbucket: Pick<Bitbucket, 'addComment' | 'editComment' | 'findComment'>,
): Surface {
  const recover = async (key: PreviewKey, address: string): Promise<string | undefined> => {
    const parent = Number(address);
    return (await bitbucket.findComment(getPullRequest(key), REPLY_MARKER, parent))?.toString();
  };
  return {
    id: REPLY,
    messages: replyMessages,
    async say(key, { address, content }: Message<string>, handle) {
      const pullRequest = getPullRequest(key);
      if (handle === undefined) {
        return String(await bitbucket.addComment(pullRequest, content, Number(address)));
      }
      if ((await bitbucket.editComment(pullRequest, Number(handle), content)) === 'edited') {
        return handle;
      }
      // It seems gone also while the app has no access: then the search fails. Whoever deleted it wants none.
      const found = await recover(key, address);
      if (found !== undefined) await bitbucket.editComment(pullRequest, Number(found), content);
      return found ?? handle;
    },
    recover,
  };
}
