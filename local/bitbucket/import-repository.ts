import path from 'node:path';
import { getPerson } from './accounts';
import { everything, type Repository } from './records';
import { applyRefChanges } from './ref-changes';
import { makeRepository } from './new-repository';
import { findRepository, findWorkspace, gitId, gitOf, type Site } from './site';
import { slugOf } from './slug';

/**
 * Takes a git repository of this machine as `demo/<its name>`; when that name is taken, with a
 * number behind it. Taken again, branches that moved there and not here follow, as if ada had
 * pushed them. Only reads from the source. Throws one clear line when it is not a repository.
 */
export async function importRepository(site: Site, sourcePath: string): Promise<Repository> {
  const source = await site.git.findSource(path.resolve(sourcePath));
  if (!source) {
    throw new Error(`${sourcePath} is not a git repository. Pass the folder of one.`);
  }
  const imported = site.records.repositories
    .list(everything)
    .find(({ importedFrom }) => importedFrom === source.directory);
  if (imported) return takeAgain(site, imported, source.directory);

  const workspace = findWorkspace(site, 'demo');
  if (!workspace) throw new Error('The workspace demo is missing. Call seedDemo first.');
  const name = path.basename(source.directory).replace(/\.git$/, '') || 'repository';
  const wanted = {
    workspace,
    name,
    slug: freeSlug(site, slugOf(name)),
    mainBranch: source.mainBranch,
    importedFrom: source.directory,
  };
  return makeRepository(site, wanted, async (row) => {
    const git = await site.git.create(gitId(row), row.mainBranch);
    await git.takeBranches(source.directory);
  });
}

async function takeAgain(site: Site, row: Repository, directory: string): Promise<Repository> {
  await site.lock(row.uuid, async () => {
    const git = gitOf(site, row);
    const before = await git.refs();
    await git.takeBranches(directory);
    const pusher = { kind: 'person', account: getPerson('ada') } as const;
    await applyRefChanges(site, pusher, row.uuid, before, await git.refs());
  });
  return site.records.repositories.find(everything, row.uuid) ?? row;
}

function freeSlug(site: Site, wanted: string): string {
  let slug = wanted;
  for (let n = 2; findRepository(site, 'demo', slug); n++) slug = `${wanted}-${n}`;
  return slug;
}
