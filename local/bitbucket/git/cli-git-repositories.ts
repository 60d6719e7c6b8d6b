import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { cliGitRepository } from './cli-git-repository';
import { findSource } from './find-source';
import { createGitCommand, type GitCommand } from './git-command';
import type { GitRepositories, GitRepository } from '../git-repository';

/** Repositories on disk, and the git that works on them. */
export interface CliGitRepositories extends GitRepositories {
  readonly git: GitCommand;
  readonly directory: string;
}

/** Folder name of the repository with this id, below the directory of all repositories. */
export function folderOf(id: string): string {
  return `${id}.git`;
}

/** Bare repositories in `directory`, which is made if it is missing. */
export function cliGitRepositories(directory: string): CliGitRepositories {
  const git = createGitCommand(path.join(directory, 'home'));
  const opened = new Map<string, GitRepository>();
  const directoryOf = (id: string) => path.join(directory, folderOf(id));

  function open(id: string): GitRepository {
    const repository = opened.get(id) ?? cliGitRepository(git, directoryOf(id), directoryOf);
    opened.set(id, repository);
    return repository;
  }

  async function remove(id: string): Promise<void> {
    opened.delete(id);
    await rm(directoryOf(id), { recursive: true, force: true });
  }

  return {
    git,
    directory,
    open,
    async create(id, mainBranch) {
      await git.run(directory, ['init', '--quiet', '--bare', '--', folderOf(id)]);
      const repository = open(id);
      await repository.setHead(mainBranch);
      return repository;
    },
    async fork(id, from) {
      await git.run(directory, ['clone', '--quiet', '--bare', '--', folderOf(from), folderOf(id)]);
      return open(id);
    },
    remove,
    async tidy(known) {
      const names = await readdir(directory);
      const there = names.flatMap((name) => /^([0-9a-f-]{36})\.git$/.exec(name)?.[1] ?? []);
      for (const id of there) await (known.has(id) ? removeLocks(directoryOf(id)) : remove(id));
      if ([...known].every((id) => there.includes(id))) return;
      const remedy = 'Bring the folder back as it was, or start with --fresh to forget all state.';
      throw new Error(`Git repositories are missing in ${directory}. ${remedy}`);
    },
    findSource: (source) => findSource(git, source),
    close: () => git.close(),
  };
}

/** No name of a ref ends in `.lock`, and no git of an earlier start is still running. */
async function removeLocks(repository: string): Promise<void> {
  const refs = await readdir(path.join(repository, 'refs'), { recursive: true });
  const names = [...refs.map((name) => path.join('refs', name)), 'packed-refs.lock', 'HEAD.lock'];
  const locks = names.filter((name) => name.endsWith('.lock'));
  await Promise.all(locks.map((name) => rm(path.join(repository, name), { force: true })));
}
