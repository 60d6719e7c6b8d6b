/** Names that the shell, the loader of programs or git go by themselves. */
const TOOL_NAMES = /^(PATH|HOME|IFS|BASH_ENV|ENV|SHELLOPTS|LD_\w+|GIT_\w+)$/;

/** What to know of an env var that would be read by more than the app; undefined of any other. */
export function warnOfName(name: string): string | undefined {
  if (!TOOL_NAMES.test(name)) return undefined;
  const reader = name.startsWith('GIT_') ? 'git' : 'the shell';
  return `${name} is also read by ${reader} itself: each build step gets it and may fail by it.`;
}
