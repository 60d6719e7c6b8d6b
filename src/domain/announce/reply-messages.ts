import { askWords } from '../commands/command-words';
import type { HeardCommand } from '../commands/heard-command';
import { isAtRest, standingOf } from '../commands/standing';
import type { Preview } from '../preview';
import { findEntry, isOwed, type Message } from './outbox';

/** The id of the surface. Its addresses are the ids of the comments that it replies to. */
export const REPLY = 'reply';

/** By this line a reply of ours is recognised when the answer to its creation was lost. */
export const REPLY_MARKER = '_Previews for Bitbucket answers the comment above._';

/** The replies to the comments that gave commands, until each has said its last; Markdown. Never green. */
export function replyMessages(preview: Preview): Message<string>[] {
  return (preview.commands ?? []).flatMap((command) => replyTo(preview, command) ?? []);
}

/**
 * The record without the answers that were given: nothing follows them, so nothing is kept of what the surface
 * shows. One that the surface refused for an hour is given up: its comment may be gone.
 */
export function withoutGiven(preview: Preview): Preview {
  const { commands: heard, outbox: before } = preview;
  if (!heard) return preview;
  const commands = heard.map((one) => (isGiven(preview, one) ? unanswered(one) : one));
  const open = commands.filter(({ answer }) => answer).map(addressOf);
  const outbox = before.filter(
    ({ surface, address }) => surface !== REPLY || open.includes(address),
  );
  const isSame = outbox.length === before.length && commands.every((one, at) => one === heard[at]);
  return isSame ? preview : { ...preview, commands, outbox };
}

function replyTo(preview: Preview, command: HeardCommand): Message<string> | undefined {
  const words = wordsOf(preview, command);
  if (words === undefined) return undefined;
  const content = `${words}\n\n${REPLY_MARKER}`;
  return { surface: REPLY, address: addressOf(command), content, optional: true };
}

function wordsOf(preview: Preview, { answer }: HeardCommand): string | undefined {
  switch (answer?.type) {
    case 'said':
      return answer.text;
    case 'asks':
      return askWords(preview);
    case 'follows':
      return preview.request ? 'It was asked for, and begins in a moment.' : standingOf(preview);
    case undefined:
      return undefined;
  }
}

function isGiven(preview: Preview, command: HeardCommand): boolean {
  const message = replyTo(preview, command);
  if (!message) return false;
  if (findEntry(preview.outbox, message)?.trouble?.lastWord) return true;
  return isLast(preview, command) && !isOwed(preview.outbox, message);
}

/** Whether nothing will change what the reply says. Once the pull request is closed nobody clicks any more. */
function isLast(preview: Preview, { answer }: HeardCommand): boolean {
  if (answer?.type === 'asks') return preview.pullRequest.state !== 'open';
  return answer?.type === 'said' || isAtRest(preview);
}

function addressOf({ comment }: HeardCommand): string {
  return String(comment);
}

function unanswered({ answer: _, ...command }: HeardCommand): HeardCommand {
  return command;
}
