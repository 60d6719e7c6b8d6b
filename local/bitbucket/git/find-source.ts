import { realpath, stat } from 'node:fs/promises';
import type { GitSource } from '../git-repository';
import type { GitCommand } from './git-command';

/** Names of main branches, the likeliest first, for a repository that does not say which it is. */
const USUAL_NAMES = ['main', 'master', 'develop', 'trunk'];

/**
 * The repository that a folder of the machine lies in; undefined when it lies in none.
 *
 * @throws Error in one line when it is one that cannot be taken over
 */
export async function findSource(git: GitCommand, folder: string): Promise<GitSource | undefined> {
  const isDirectory = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isDirectory) return undefined;
  const ask = async (...args: string[]) => {
    const { code, stdout } = await git.tryRun(folder, args);
    return code === 0 ? stdout.toString('utf8').trim() : undefined;
  };
  const gitDirectory = await ask('rev-parse', '--absolute-git-dir');
  if (!gitDirectory) return undefined;
  const directory = await realpath((await ask('rev-parse', '--show-toplevel')) ?? gitDirectory);
  const reason = await findObstacle(ask);
  if (reason !== undefined) throw new Error(`${directory} ${reason}`);
  const mainBranch = await findMainBranch(ask);
  if (mainBranch !== undefined) return { directory, mainBranch };
  throw new Error(`${directory} has no branch. Make one there: "git switch -c main", and commit.`);
}

type Ask = (...args: string[]) => Promise<string | undefined>;

/** What a fetch would fail of, with many lines of git. */
async function findObstacle(ask: Ask): Promise<string | undefined> {
  if ((await ask('rev-parse', '--show-object-format')) === 'sha256') {
    return 'has hashes of SHA-256, which Bitbucket does not take. Pass a repository with SHA-1.';
  }
  const isPartial = await ask('config', '--get-regexp', '^remote\\..*\\.promisor$', 'true');
  if (isPartial === undefined) return undefined;
  const missing = ['--objects', '--quiet', '--missing=print', '--branches', '--tags'];
  if ((await ask('rev-list', ...missing)) === '') return undefined;
  return 'is a partial clone that lacks objects. Run "git fetch --refetch --no-filter" there.';
}

/** As its remote says, else by its name, else the one that is checked out, else any. */
async function findMainBranch(ask: Ask): Promise<string | undefined> {
  const branches = (await ask('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads')) ?? '';
  const known = branches.split('\n').filter(Boolean);
  const ofRemote = await ask('symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD');
  const checkedOut = await ask('symbolic-ref', '--quiet', '--short', 'HEAD');
  const wanted = [ofRemote?.replace(/^origin\//, ''), ...USUAL_NAMES, checkedOut, ...known];
  return wanted.find((name) => name !== undefined && known.includes(name));
}
