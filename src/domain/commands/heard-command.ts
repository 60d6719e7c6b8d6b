import * as v from 'valibot';
import { CommandName } from './command';

/** What the reply to a command says. */
const Answer = v.variant('type', [
  /** These words, which stay. */
  v.object({ type: v.literal('said'), text: v.string() }),
  /** That it waits in the card for somebody who may have it done. */
  v.object({ type: v.literal('asks') }),
  /** How the preview stands, until what was begun has ended. */
  v.object({ type: v.literal('follows') }),
]);
export type Answer = v.InferOutput<typeof Answer>;

/** A command that a comment on the pull request gave. */
export const HeardCommand = v.object({
  /** The comment's id at Bitbucket. */
  comment: v.number(),
  at: v.number(),
  /** Who wrote it: Atlassian account id. */
  by: v.string(),
  /** Undefined when it was mistyped. */
  name: v.exactOptional(CommandName),
  /** With `extend`: for how long, in milliseconds. */
  forMs: v.exactOptional(v.number()),
  /** Undefined once the reply has said its last. */
  answer: v.exactOptional(Answer),
});
export type HeardCommand = v.InferOutput<typeof HeardCommand>;

/** So many a record keeps. They are heard in their order, so a comment that comes again is among them. */
const MOST_KEPT = 20;

/** Whether a comment was answered, or is being answered. */
export function isKnownCommand(commands: HeardCommand[] = [], comment: number): boolean {
  return commands.some((one) => one.comment === comment);
}

/** With one more. */
export function withCommand(commands: HeardCommand[] = [], command: HeardCommand): HeardCommand[] {
  return [...commands, command].slice(-MOST_KEPT);
}

/** With another answer to one of them. */
export function answeredWith(
  commands: HeardCommand[] = [],
  comment: number,
  answer: Answer,
): HeardCommand[] {
  return commands.map((one) => (one.comment === comment ? { ...one, answer } : one));
}
