import { nullish, object, string } from 'valibot';
import { defined } from '../../domain/defined';
import { parseUuid } from '../../domain/preview-key';
import type { ListedRepository } from '../../domain/set-up';
import type { RepositoryList } from '../../ports/bitbucket';
import { misfit, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { readPages } from './read-pages';
import { braced, query } from './repository-path';

const Repository = object({
  uuid: string(),
  slug: string(),
  project: nullish(object({ name: string() })),
});

/** Of more than these 2,000 repositories the page could not be drawn. */
const MOST_PAGES = 20;

/** The repositories of a workspace that the person who calls can see, by name, a hundred with each request. */
export async function listRepositories(
  request: BitbucketRequest,
  workspaceId: string,
): Promise<RepositoryList> {
  const fields = 'next,values.uuid,values.slug,values.project.name';
  const call: BitbucketCall = {
    purpose: 'list the repositories of the workspace',
    path: `/2.0/repositories/${braced(workspaceId)}${query({ pagelen: '100', sort: 'name', fields })}`,
  };
  const repositories: ListedRepository[] = [];
  let pages = 0;
  for await (const page of readPages(request, call, Repository)) {
    if (pages === MOST_PAGES) return { repositories, isWhole: false };
    pages += 1;
    for (const { uuid, slug, project } of page) {
      const id = parseUuid(uuid);
      if (id === undefined) throw misfit(call, 'uuid');
      repositories.push({ id, name: slug, ...defined({ project: project?.name }) });
    }
  }
  return { repositories, isWhole: true };
}
