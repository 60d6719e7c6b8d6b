import { committer, fastImportCommit } from './fast-import';
import type { GitCommand } from './git-command';
import { LOG_FORMAT, parseDiffstat, parseLog, parseRefs, parseTree } from './git-output';
import type { GitEntry, GitRefs, GitRepository, GitSignature } from '../git-repository';

const REF_FORMAT = '--format=%(refname) %(objectname) %(*objectname)';
/** Stands for "no such ref" in `git update-ref`. */
const NO_COMMIT = '0'.repeat(40);

/** A bare repository on disk, worked on by the git of this machine. */
export function cliGitRepository(
  git: GitCommand,
  directory: string,
  directoryOf: (id: string) => string,
): GitRepository {
  // Only this process writes here, so that refs need reading once. Commits never vanish.
  let refs: Promise<GitRefs> | undefined;
  const present = new Set<string>();

  const text = async (args: string[]) => (await git.run(directory, args)).toString('utf8');

  async function readRefs(): Promise<GitRefs> {
    return parseRefs(await text(['for-each-ref', REF_FORMAT, 'refs/heads', 'refs/tags']));
  }
  function rereadRefs(): Promise<GitRefs> {
    refs = readRefs();
    return refs;
  }
  const currentRefs = () => refs ?? rereadRefs();

  async function findCommit(revision: string): Promise<string | undefined> {
    const known = await currentRefs();
    const named = known.get(`refs/heads/${revision}`) ?? known.get(`refs/tags/${revision}`);
    if (named || present.has(revision)) return named ?? revision;
    if (!/^[0-9a-f]{7,40}$/.test(revision)) return undefined;
    const result = await git.tryRun(directory, [
      'rev-parse',
      '--verify',
      '--quiet',
      `${revision}^{commit}`,
    ]);
    if (result.code !== 0) return undefined;
    const hash = result.stdout.toString('utf8').trim();
    present.add(hash);
    return hash;
  }

  async function tree(commit: string, paths: string[]): Promise<GitEntry[]> {
    return parseTree(
      await text(['--literal-pathspecs', 'ls-tree', '-z', '--long', commit, '--', ...paths]),
    );
  }

  async function update(lines: string[]): Promise<void> {
    if (lines.length === 0) return;
    await git.run(directory, ['update-ref', '--stdin'], { input: lines.join('\n') + '\n' });
    await rereadRefs();
  }

  return {
    refs: currentRefs,
    rereadRefs,
    findCommit,
    async log({ from, without = [], path, limit, skip = 0 }) {
      if (from.length === 0) return [];
      const range = ['log', '-z', LOG_FORMAT, `--max-count=${limit}`, `--skip=${skip}`, ...from];
      const paths = path ? ['--', path] : ['--'];
      const excluded = without.length > 0 ? ['--not', ...without] : [];
      return parseLog(await text(['--literal-pathspecs', ...range, ...excluded, ...paths]));
    },
    async hashes(from, without) {
      const output = await text(['rev-list', from, '--not', ...without, '--']);
      return output.split('\n').filter(Boolean);
    },
    async isAncestor(ancestor, descendant) {
      const args = ['merge-base', '--is-ancestor', ancestor, descendant];
      const { code, stderr } = await git.tryRun(directory, args);
      if (code > 1 || code < 0) throw new Error(`git merge-base failed: ${stderr.trim()}`);
      return code === 0;
    },
    diffstat: async (base, head) =>
      parseDiffstat(
        await text(['diff', '--raw', '--numstat', '-z', '-M', '--merge-base', base, head, '--']),
      ),
    async findEntry(commit, path) {
      if (path === '') return { kind: 'directory', path };
      return (await tree(commit, [path]))[0];
    },
    list: (commit, path) => tree(commit, path === '' ? [] : [`${path}/`]),
    read: async (commit, path) =>
      new Uint8Array(await git.run(directory, ['cat-file', 'blob', `${commit}:${path}`])),
    async commit(edit) {
      // Without `from`, fast-import would begin an existing branch anew.
      const from = (await currentRefs()).get(`refs/heads/${edit.branch}`) ?? edit.from;
      await git.run(directory, ['fast-import', '--quiet', '--done'], {
        input: fastImportCommit({ ...edit, ...(from ? { from } : {}) }),
      });
      const hash = (await rereadRefs()).get(`refs/heads/${edit.branch}`);
      if (!hash) throw new Error(`The new commit on ${edit.branch} was not found in ${directory}.`);
      return hash;
    },
    merge: (merge) => mergeCommit(git, directory, merge),
    moveRef: (ref, { from = NO_COMMIT, to = NO_COMMIT }) => update([`update ${ref} ${to} ${from}`]),
    async setHead(branch) {
      await git.run(directory, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
    },
    async takeCommits(from, branch) {
      await fetch(git, directory, directoryOf(from), [`refs/heads/${branch}`]);
    },
    async takeBranches(sourceDirectory) {
      const imported = async () => parseRefs(await text(['for-each-ref', REF_FORMAT, IMPORTED]));
      const before = await imported();
      const branches = [`+refs/heads/*:${IMPORTED}/*`, 'refs/tags/*:refs/tags/*'];
      await fetch(git, directory, sourceDirectory, branches).catch((cause: Error) => {
        const [reason = ''] = /(?<=fatal: ).+/.exec(cause.message) ?? [];
        throw new Error(`${sourceDirectory} cannot be taken over: ${reason}`, { cause });
      });
      await update(unchangedHere(await rereadRefs(), before, await imported()));
    },
  };
}

/** Where the branches of an imported repository stood when they were last taken over. Hidden. */
const IMPORTED = 'refs/imported';

/** Updates for the branches that the source moved and that nobody moved here. */
function unchangedHere(local: GitRefs, before: GitRefs, now: GitRefs): string[] {
  return [...now].flatMap(([name, hash]) => {
    const branch = name.replace(IMPORTED, 'refs/heads');
    const here = local.get(branch);
    const moved = hash !== before.get(name);
    return moved && here === before.get(name)
      ? [`update ${branch} ${hash} ${here ?? NO_COMMIT}`]
      : [];
  });
}

async function fetch(git: GitCommand, into: string, from: string, refspecs: string[]) {
  const quiet = ['--quiet', '--no-tags', '--no-write-fetch-head', '--update-shallow'];
  await git.run(into, ['fetch', ...quiet, '--', from, ...refspecs]);
}

async function mergeCommit(
  git: GitCommand,
  directory: string,
  merge: { base: string; head: string; squash: boolean; message: string; author: GitSignature },
): Promise<string | undefined> {
  const tree = await git.tryRun(directory, ['merge-tree', '--write-tree', merge.base, merge.head]);
  if (tree.code === 1) return undefined;
  if (tree.code !== 0) {
    throw new Error(`git merge-tree failed, which needs git 2.38 or newer: ${tree.stderr.trim()}`);
  }
  const parents = merge.squash ? [merge.base] : [merge.base, merge.head];
  const hash = tree.stdout.toString('utf8').trim();
  const date = `${Math.floor(merge.author.at / 1000)} +0000`;
  const output = await git.run(
    directory,
    ['commit-tree', hash, ...parents.flatMap((parent) => ['-p', parent])],
    {
      input: merge.message,
      env: {
        GIT_AUTHOR_NAME: merge.author.name,
        GIT_AUTHOR_EMAIL: merge.author.email,
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_NAME: committer.name,
        GIT_COMMITTER_EMAIL: committer.email,
        GIT_COMMITTER_DATE: date,
      },
    },
  );
  return output.toString('utf8').trim();
}
