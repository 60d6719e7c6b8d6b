import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A repository with a bare copy that can be cloned, pushed to and rewritten. */
export interface TestRepository {
  /** The path of the bare copy: a `gitUrl` for the stand-in. */
  url: string;
  /** Commits these files on a branch and pushes it; returns the full hash. */
  commit(branch: string, files: Record<string, string>): string;
  /** Commits these files in the place of the branch's newest commit and force-pushes. */
  amend(branch: string, files: Record<string, string>): string;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** The demo shop's folder. */
export const SHOP = join(__dirname, '../../../local/demo/shop');

/** A repository in `directory`, whose branch `main` holds `files`, or the contents of a folder. */
export function createRepository(
  directory: string,
  files: Record<string, string> | string,
): TestRepository {
  const work = join(directory, 'work');
  const url = join(directory, 'repository.git');
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: work,
      encoding: 'utf8',
      env: { ...process.env, ...IDENTITY },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();

  mkdirSync(work, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  git('init', '--quiet', '--bare', '--initial-branch=main', url);
  git('remote', 'add', 'origin', url);
  if (typeof files === 'string') cpSync(files, work, { recursive: true });
  commit('main', typeof files === 'string' ? {} : files);

  function write(branch: string, changes: Record<string, string>): void {
    git('checkout', '--quiet', '-B', branch);
    for (const [name, text] of Object.entries(changes)) {
      mkdirSync(dirname(join(work, name)), { recursive: true });
      writeFileSync(join(work, name), text);
    }
    git('add', '--all');
  }

  function commit(branch: string, changes: Record<string, string>): string {
    write(branch, changes);
    git('commit', '--quiet', '--allow-empty', '--message', 'Change the shop');
    git('push', '--quiet', 'origin', branch);
    return git('rev-parse', 'HEAD');
  }

  return {
    url,
    commit,
    amend(branch, changes) {
      write(branch, changes);
      git('commit', '--quiet', '--amend', '--message', 'Change the shop otherwise');
      git('push', '--quiet', '--force', 'origin', branch);
      return git('rev-parse', 'HEAD');
    },
  };
}
