import type { GitCommit, GitEntry, GitFileChange } from '../git-repository';

/** Format of `git log -z` that `parseLog` reads: six fields a commit, each ended by a zero byte. */
export const LOG_FORMAT = '--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%B';

/** Reads what `git log -z` with `LOG_FORMAT` wrote. */
export function parseLog(output: string): GitCommit[] {
  const parts = zeroSeparated(output);
  const commits: GitCommit[] = [];
  for (let at = 0; at + 5 < parts.length; at += 6) {
    const [hash = '', parents = '', authorName = '', authorEmail = '', seconds = '', message = ''] =
      parts.slice(at, at + 6);
    commits.push({
      hash,
      parents: parents.split(' ').filter(Boolean),
      authorName,
      authorEmail,
      authoredAt: Number(seconds) * 1000,
      message,
    });
  }
  return commits;
}

/** Reads what `git diff --raw --numstat -z -M` wrote: first all statuses, then all counts. */
export function parseDiffstat(output: string): GitFileChange[] {
  const parts = zeroSeparated(output);
  const changes: GitFileChange[] = [];
  let at = 0;
  while (parts[at]?.startsWith(':')) {
    const letter = (parts[at++] ?? '').split(' ')[4]?.[0] ?? 'M';
    const first = parts[at++] ?? '';
    const second = letter === 'R' ? (parts[at++] ?? '') : first;
    changes.push(fileChange(letter, first, second));
  }
  for (const change of changes) {
    const [added = '0', removed = '0', name] = (parts[at++] ?? '').split('\t');
    if (name === '') at += 2;
    // Binary files are counted as "-".
    change.linesAdded = Number(added) || 0;
    change.linesRemoved = Number(removed) || 0;
  }
  return changes;
}

function fileChange(letter: string, oldPath: string, newPath: string): GitFileChange {
  const lines = { linesAdded: 0, linesRemoved: 0 };
  if (letter === 'A') return { status: 'added', newPath, ...lines };
  if (letter === 'D') return { status: 'removed', oldPath, ...lines };
  return { status: letter === 'R' ? 'renamed' : 'modified', oldPath, newPath, ...lines };
}

/** Reads what `git ls-tree -z --long` wrote; submodules are left out. */
export function parseTree(output: string): GitEntry[] {
  return zeroSeparated(output).flatMap((line): GitEntry[] => {
    const [description = '', path = ''] = line.split('\t');
    const [mode = '', kind, , size] = description.split(/ +/);
    if (kind === 'tree') return [{ kind: 'directory', path }];
    if (kind !== 'blob') return [];
    return [{ kind: 'file', path, size: Number(size), executable: mode === '100755' }];
  });
}

/** Reads what `git for-each-ref` wrote with name, hash and peeled hash on each line. */
export function parseRefs(output: string): Map<string, string> {
  const lines = output.split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [name = '', hash = '', peeled = ''] = line.split(' ');
      return [name, peeled || hash];
    }),
  );
}

function zeroSeparated(output: string): string[] {
  const parts = output.split('\0');
  if (parts.at(-1) === '') parts.pop();
  return parts;
}
