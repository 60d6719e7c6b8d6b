import { boolean, nullish, number, object, string } from 'valibot';
import { defined } from '../../domain/defined';
import { parseUuid, type RepositoryKey } from '../../domain/preview-key';
import type { RepositoryFacts, RootEntry } from '../../domain/starter';
import {
  absent,
  misfit,
  readAnswer,
  readText,
  RefusalError,
  type BitbucketRequest,
} from './read-answer';
import { Link, withoutSlashes } from './page-link';
import { readPages } from './read-pages';
import { query, repositoryPath } from './repository-path';

const Repository = object({
  uuid: string(),
  is_private: nullish(boolean()),
  mainbranch: nullish(object({ name: string() })),
  project: nullish(object({ uuid: string() })),
  links: Link,
});

const Entry = object({
  type: string(),
  path: string(),
  size: nullish(number()),
  commit: object({ hash: string() }),
});

/** Whether the repository is private, where its page is, and what lies in the root of its main branch. */
export async function readRepository(
  request: BitbucketRequest,
  key: RepositoryKey,
): Promise<RepositoryFacts> {
  const fields = 'uuid,is_private,mainbranch.name,project.uuid,links.html.href';
  const call = {
    purpose: 'read the repository',
    path: `${repositoryPath(key)}${query({ fields })}`,
  };
  const [answer, root] = await Promise.all([
    readAnswer(request, call, Repository),
    readRoot(request, key),
  ]);
  if (answer === 'absent') throw absent(call);
  if (parseUuid(answer.uuid) !== key.repositoryId) throw misfit(call, 'uuid');
  const branch = answer.mainbranch?.name;
  return {
    isPrivate: answer.is_private ?? true,
    pageUrl: withoutSlashes(answer.links.html.href),
    ...defined({ project: parseUuid(answer.project?.uuid) }),
    ...(branch !== undefined && root ? { main: { branch, ...root } } : {}),
  };
}

/** The text of a file in the root of the repository; undefined when this commit has none. */
export function readRootFile(
  request: BitbucketRequest,
  key: RepositoryKey,
  { commit, path }: { commit: string; path: string },
): Promise<string | undefined> {
  const purpose = 'read a file of the repository';
  const at = `${encodeURIComponent(commit)}/${encodeURIComponent(path)}`;
  return readText(request, { purpose, path: `${repositoryPath(key)}/src/${at}` });
}

/** The root of the main branch, which is called HEAD here; undefined while nothing was pushed. */
async function readRoot(
  request: BitbucketRequest,
  key: RepositoryKey,
): Promise<{ commit: string; root: RootEntry[] } | undefined> {
  const fields = 'next,values.type,values.path,values.size,values.commit.hash';
  const call = {
    purpose: 'list the files of the repository',
    path: `${repositoryPath(key)}/src/HEAD/${query({ pagelen: '100', fields })}`,
  };
  const root: RootEntry[] = [];
  let commit: string | undefined;
  try {
    for await (const page of readPages(request, call, Entry)) {
      for (const entry of page) {
        commit ??= entry.commit.hash;
        const isFolder = entry.type === 'commit_directory';
        root.push({ path: isFolder ? `${entry.path}/` : entry.path, size: entry.size ?? 0 });
      }
    }
  } catch (error) {
    if (error instanceof RefusalError && error.status === 404) return undefined;
    throw error;
  }
  return commit === undefined ? undefined : { commit, root };
}
