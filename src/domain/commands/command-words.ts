import { codeSpan, linkTo } from '../announce/markdown';
import { awaitsApproval } from '../policy/fork';
import type { Preview } from '../preview';
import type { SubjectSource } from '../pull-request';
import { COMMANDS, type CommandName, type ParsedCommand } from './command';

/** What replies say; Markdown. None begins a line with a command, or a reply could be taken for one. */

/** How one writes a command, within a sentence. */
function written(name: string): string {
  return codeSpan(`/preview ${name}`);
}

/** All commands, and what each does. */
export function helpWords(): string {
  const lines = Object.entries(COMMANDS).map(([name, does]) => `- ${written(name)} ${does}`);
  return ['A command stands alone on the first line of a comment:', '', ...lines].join('\n');
}

/** What may have been meant. */
export function hintWords({ said, meant }: Extract<ParsedCommand, { type: 'mistyped' }>): string {
  const what = `There is no command ${codeSpan(said)}.`;
  const next = meant
    ? `Did you mean ${written(meant)}? Write it alone on the first line of a new comment.`
    : `Write ${written('help')} in a new comment for a list of them.`;
  return `${what} ${next}`;
}

const NO_SLEEP = {
  sleep: `Previews cannot be put to sleep yet. ${written('delete')} ends what this one costs; the next push or a redeploy brings a new one.`,
  wake: 'Previews do not sleep yet, so there is none to wake.',
};

/** Why a preview neither sleeps nor wakes. */
export function sleepWords(name: keyof typeof NO_SLEEP): string {
  return NO_SLEEP[name];
}

/** A comment does not say which commit its author has read. */
export function approveWords(pullRequest: SubjectSource, preview: Preview): string {
  if (!pullRequest.fork) return 'There is nothing to approve: only commits of forks are.';
  if (!awaitsApproval(pullRequest, preview)) return 'The newest commit of the fork is approved.';
  return `Approving takes one click, for it is of one commit: somebody with write access reads the change and chooses **Approve this commit** in ${cardOf(preview)}.`;
}

/** What is said to somebody of whom Bitbucket says that they may not. */
export const MAY_NOT = 'Only those who may write to this repository can do this.';

/** What is said while it is not known whether somebody may. */
export function askWords(preview: Preview): string {
  return `Bitbucket does not tell the app what you may do here, so this waits for one click: somebody with write access chooses **Do it** in ${cardOf(preview)}.`;
}

/** How an act is named in the card. */
export function actTitle({ name, forMs }: { name: CommandName; forMs?: number }): string {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return forMs === undefined ? title : `${title} by ${timeWords(forMs)}`;
}

function timeWords(ms: number): string {
  const hours = ms / 3_600_000;
  const [count, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function cardOf({ pullRequest }: Preview): string {
  return `the ${linkTo('Preview card', pullRequest.pageUrl)} of this pull request`;
}
