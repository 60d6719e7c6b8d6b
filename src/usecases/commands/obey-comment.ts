import { hintWords, MAY_NOT } from '../../domain/commands/command-words';
import { rightTo } from '../../domain/commands/command-right';
import {
  isKnownCommand,
  withCommand,
  type Answer,
  type HeardCommand,
} from '../../domain/commands/heard-command';
import { defined } from '../../domain/defined';
import type { SubjectRead } from '../../domain/policy/policy';
import { obeysComments } from '../../domain/settings';
import { become, type ReconcileRun } from '../reconcile/reconcile-run';
import type { HeardComment } from './hear-comment';
import { obeyCommand } from './obey-command';

/**
 * Changes the run's record by what a comment says, as far as its author may, and has its answer told with the rest.
 * Answers whether it did: not on a closed pull request, nor twice for one comment.
 */
export async function obeyComment(
  run: ReconcileRun,
  { comment, command, author }: HeardComment,
  read: SubjectRead,
): Promise<boolean> {
  const { settings, preview, deps, key } = run;
  if (typeof read === 'string' || read.state !== 'open' || !obeysComments(settings)) return false;
  const { commands } = preview;
  if (isKnownCommand(commands, comment)) return false;
  const word = { by: author.accountId, at: deps.clock.now() };
  const answer = (next: typeof preview, to: Partial<HeardCommand>) =>
    become(run, { ...next, commands: withCommand(commands, { comment, ...word, ...to }) });
  if (command.type === 'mistyped') {
    // Once for each person: whoever has read it knows.
    if (commands?.some((one) => one.name === undefined && one.by === word.by)) return false;
    answer(preview, { answer: said(hintWords(command)) });
    return true;
  }
  const { name, forMs } = command;
  const named = { name, ...defined({ forMs }) };
  const obeyed = obeyCommand({ preview, pullRequest: read, settings }, command, word);
  // What changes nothing is told to everybody who sees the pull request.
  if (obeyed.preview === preview) {
    answer(preview, { ...named, answer: obeyed.answer });
    return true;
  }
  const permission = await deps.bitbucket.readPermissionOf(key, author.uuid);
  const isAuthor = read.author !== undefined && read.author === author.uuid;
  switch (rightTo(name, { permission, isAuthor, isFork: read.fork })) {
    case 'may':
      answer(obeyed.preview, { ...named, answer: obeyed.answer });
      return true;
    case 'may-not':
      answer(preview, { ...named, answer: said(MAY_NOT) });
      return true;
    case 'ask':
      answer(preview, { ...named, answer: { type: 'asks' } });
      return true;
  }
}

function said(text: string): Answer {
  return { type: 'said', text };
}
