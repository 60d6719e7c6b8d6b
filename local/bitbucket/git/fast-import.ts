import type { GitFileEdit, GitSignature } from '../git-repository';

/** The one committer of all commits that Bitbucket itself makes. */
export const committer = { name: 'Bitbucket', email: 'bitbucket@example.com' };

/** One commit on a branch, as input for `git fast-import`. */
export function fastImportCommit(edit: {
  branch: string;
  from?: string;
  message: string;
  author: GitSignature;
  files: GitFileEdit[];
}): Buffer {
  const { at } = edit.author;
  const parts: (string | Uint8Array)[] = [
    `commit refs/heads/${edit.branch}\n`,
    `author ${signature(edit.author)}\n`,
    `committer ${signature({ ...committer, at })}\n`,
    ...data(edit.message),
    ...(edit.from ? [`from ${edit.from}\n`] : []),
  ];
  for (const file of edit.files) {
    if ('deleted' in file) {
      parts.push(`D ${quoted(file.path)}\n`);
      continue;
    }
    parts.push(`M ${file.executable ? '100755' : '100644'} inline ${quoted(file.path)}\n`);
    parts.push(...data(file.content));
  }
  return Buffer.concat([...parts, 'done\n'].map((part) => Buffer.from(part as Uint8Array)));
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(content as Uint8Array);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function signature({ name, email, at }: GitSignature): string {
  const plain = (text: string) => text.replace(/[<>\n\0]/g, '');
  return `${plain(name)} <${plain(email)}> ${Math.floor(at / 1000)} +0000`;
}

function quoted(path: string): string {
  const escaped = path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n');
  return `"${escaped}"`;
}
