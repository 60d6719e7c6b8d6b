import type { CommandName } from './command';

/** What Bitbucket tells the app that somebody may do in a repository; `untold` when it does not. */
export type ToldPermission = 'admin' | 'write' | 'read' | 'none' | 'untold';

/** These change nothing, and everybody who sees the pull request gets an answer. */
const OPEN_TO_ALL: readonly CommandName[] = ['status', 'help', 'approve', 'sleep', 'wake'];

/** Whether it has to be known who says it. */
function needsRight(name: CommandName): boolean {
  return !OPEN_TO_ALL.includes(name);
}

/**
 * Whether somebody may have a command carried out: as in the card, whoever may write. Where Bitbucket does not
 * tell, the author of a pull request may keep its preview, unless it comes from a fork, which anybody may own;
 * all else waits in the card for a click of somebody who may.
 */
export function rightTo(
  name: CommandName,
  who: { permission: ToldPermission; isAuthor: boolean; isFork: boolean },
): 'may' | 'may-not' | 'ask' {
  if (!needsRight(name)) return 'may';
  const { permission, isAuthor, isFork } = who;
  if (permission === 'admin' || permission === 'write') return 'may';
  if (permission !== 'untold') return 'may-not';
  return name === 'keep' && isAuthor && !isFork ? 'may' : 'ask';
}
