import { array, boolean, check, nullish, object, pipe, string } from 'valibot';
import { parseUuid, type RepositoryKey } from '../../domain/preview-key';
import { isFullHash, type SubjectSource } from '../../domain/pull-request';
import type { BranchList } from '../../ports/bitbucket';
import { cloneOf } from './clone-of';
import { Link, withoutSlashes } from './page-link';
import { absent, misfit, readAnswer, type BitbucketRequest } from './read-answer';
import { query, repositoryPath } from './repository-path';

const Repository = object({
  uuid: string(),
  full_name: string(),
  is_private: nullish(boolean()),
  links: Link,
});

const Branch = object({
  name: string(),
  target: object({ hash: pipe(string(), check(isFullHash)) }),
});

/**
 * A branch of the repository with its newest commit; `gone` only when the repository itself can be read. Both
 * are asked for at once.
 */
export async function readBranch(
  request: BitbucketRequest,
  key: RepositoryKey,
  name: string,
): Promise<SubjectSource | 'gone'> {
  const path = `${repositoryPath(key)}/refs/branches/${encodeURIComponent(name)}`;
  const call = {
    purpose: 'read the branch',
    path: `${path}${query({ fields: 'name,target.hash' })}`,
  };
  const fields = 'uuid,full_name,is_private,links.html.href';
  const ofRepository = {
    purpose: 'read the repository',
    path: `${repositoryPath(key)}${query({ fields })}`,
  };
  const [branch, repository] = await Promise.all([
    readAnswer(request, call, Branch),
    readAnswer(request, ofRepository, Repository),
  ]);
  if (repository === 'absent') throw absent(ofRepository);
  if (parseUuid(repository.uuid) !== key.repositoryId) throw misfit(ofRepository, 'uuid');
  if (branch === 'absent') return 'gone';
  if (branch.name !== name) throw misfit(call, 'name');
  return {
    state: 'open',
    draft: false,
    branch: name,
    destinationBranch: '',
    commit: branch.target.hash,
    fork: false,
    pageUrl: `${withoutSlashes(repository.links.html.href)}/branch/${encodeURIComponent(name)}`,
    repository: {
      slug: repository.full_name.split('/').at(-1) ?? '',
      ...cloneOf(repository.links, repository.is_private),
    },
  };
}

const Branches = object({ values: array(Branch), next: nullish(string()) });

/** As the port says: one page, sorted by when the newest commits were made. */
export async function listBranches(
  request: BitbucketRequest,
  key: RepositoryKey,
): Promise<BranchList> {
  const fields = 'next,values.name,values.target.hash';
  const search = query({ sort: '-target.date', pagelen: '100', fields });
  const call = {
    purpose: 'list the branches',
    path: `${repositoryPath(key)}/refs/branches${search}`,
  };
  const answer = await readAnswer(request, call, Branches);
  if (answer === 'absent') throw absent(call);
  const branches = answer.values.map(({ name, target }) => ({ name, commit: target.hash }));
  return { branches, isWhole: !answer.next };
}
