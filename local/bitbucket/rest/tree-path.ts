/** Whether a commit can hold a file at `path`: relative, with no empty, `.`, `..` or `.git` part. */
export function isTreePath(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  return !path.includes('\0') && !parts.some((part) => ['', '.', '..', '.git'].includes(part));
}
