import type { ParsedCommand } from '../../domain/commands/command';
import { heardAlso, isFull, isTimely, wasHeard } from '../../domain/commands/heard-comments';
import { parseCommand } from '../../domain/commands/parse-command';
import type { PreviewMessage } from '../../domain/message';
import { getPullRequest, previewId } from '../../domain/preview-key';
import type { Author } from '../../ports/bitbucket';
import type { Dependencies } from '../dependencies';
import { ConflictError } from '../reconcile/reconcile-run';

/** How often a comment is noted again after others were. */
const MOST_ATTEMPTS = 5;

/** What a person said in a comment. */
export interface HeardComment {
  comment: number;
  command: ParsedCommand;
  author: Author;
}

/**
 * Reads the comment of a message; undefined when it is none that is answered. Each is read once, unless the message
 * comes again because what followed did not end, and not more in an hour than a repository may.
 */
export async function hearComment(
  deps: Dependencies,
  message: PreviewMessage,
): Promise<HeardComment | undefined> {
  const { key, comment } = message;
  if (comment === undefined || key.subject.kind !== 'pull-request') return undefined;
  if (!(await mayRead(deps, message, comment))) return undefined;
  const read = await deps.bitbucket.readComment(getPullRequest(key), comment);
  if (read === 'gone' || !isTimely(read.createdAt, deps.clock.now())) return undefined;
  const command = parseCommand(read.text);
  return command && { comment, command, author: read.author };
}

/** Noted before it is read, so that two messages about it do not both read it. */
async function mayRead(
  { store, clock, log }: Dependencies,
  { key, carried, brokenOff }: PreviewMessage,
  comment: number,
): Promise<boolean> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const heard = await store.readComments(key);
    const now = clock.now();
    if (wasHeard(heard, comment)) return brokenOff === true || carried !== undefined;
    if (isFull(heard, now)) {
      log('passed over a comment', { preview: previewId(key), why: 'too many within the hour' });
      return false;
    }
    if ((await store.writeComments(heardAlso(heard, comment, now))) === 'written') return true;
  }
  throw new ConflictError();
}
