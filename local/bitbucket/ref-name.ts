/** Whether git takes `name` as the name of a branch (rules of `git check-ref-format`). */
export function isBranchName(name: string): boolean {
  const parts = name.split('/');
  return (
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')) &&
    !name.startsWith('-') &&
    !name.endsWith('.') &&
    name !== '@' &&
    !/\.\.|@\{|[\s~^:?*[\\\x00-\x1f\x7f]/.test(name)
  );
}
