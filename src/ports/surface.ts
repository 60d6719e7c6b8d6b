import type { Message } from '../domain/announce/outbox';
import type { Preview } from '../domain/preview';
import type { PreviewKey } from '../domain/preview-key';

/** Where people are told about a preview. Methods throw a `FailureError` when that did not work. */
export interface Surface {
  /** As its messages name it. */
  id: string;
  /** What it shall say of the preview, at most one message an address. Pure: the record alone decides. */
  messages(preview: Preview): Message[];
  /**
   * Says the message in place of what is at its address. Answers a handle if it needs one to find that
   * again; `handle` is the last one that it answered or recovered.
   */
  say(key: PreviewKey, message: Message, handle?: string): Promise<string | undefined>;
  /**
   * Finds again what may be at the address after an answer was lost. A surface where saying something
   * twice does no harm has none.
   */
  recover?(key: PreviewKey, address: string): Promise<string | undefined>;
}
