import { boolean, check, nullish, object, pipe, string } from 'valibot';
import { defined } from '../../domain/defined';
import { parseUuid, type RepositoryKey } from '../../domain/preview-key';
import { tokenIn } from '../../domain/rules';
import type { Bitbucket, BuildStatus, ListedPullRequest } from '../../ports/bitbucket';
import { changesFile } from './changes-file';
import { addComment, editComment, findComment, readComment } from './comments';
import {
  absent,
  Id,
  misfit,
  readAnswer,
  type BitbucketCall,
  type BitbucketRequest,
} from './read-answer';
import { listRepositories } from './list-repositories';
import { createPermissionReader } from './own-permission';
import { ownsWorkspace } from './owns-workspace';
import { listBranches, readBranch } from './read-branch';
import { readPages } from './read-pages';
import { readPermissionOf } from './permission-of';
import { readProject, readProjectOf } from './read-project';
import { readPullRequest } from './read-pull-request';
import { readRepository, readRootFile } from './read-repository';
import { Reviewed, REVIEW_FIELDS, reviewOf } from './review';
import { query, repositoryPath } from './repository-path';
import { watchBudget } from './watch-budget';

const Branch = object({ name: string() });
const Repository = object({ uuid: string() });

/** Parts of the source are null once a fork is deleted; one such must not hide all others. */
const OpenPullRequest = object({
  id: Id,
  draft: nullish(boolean()),
  title: nullish(string()),
  ...Reviewed,
  destination: object({ branch: object({ name: string() }) }),
  source: object({
    commit: nullish(object({ hash: pipe(string(), check(isHash)) })),
    repository: nullish(Repository),
  }),
});

/** What a list is asked for. */
const LISTED = [
  'id',
  'draft',
  'title',
  ...REVIEW_FIELDS,
  'destination.branch.name',
  'source.commit.hash',
  'source.repository.uuid',
];

function isHash(text: string): boolean {
  return /^[0-9a-f]{12,40}$/.test(text);
}

/** Bitbucket Cloud through its REST API 2.0. */
export function createBitbucket(request: {
  asApp: BitbucketRequest;
  asUser: BitbucketRequest;
  now: () => number;
}): Bitbucket {
  const { asUser, now } = request;
  const { request: asApp, isLow } = watchBudget(request.asApp, now);
  return {
    isBudgetLow: isLow,
    async readPullRequest(key, hint) {
      const pullRequest = await readPullRequest(asApp, key, hint);
      if (pullRequest !== 'absent') return pullRequest;
      if (!(await repositoryExists(asApp, key))) {
        throw absent({ purpose: 'read the pull request', path: '' });
      }
      // The app may have had no access when it asked first.
      const again = await readPullRequest(asApp, key, hint);
      return again === 'absent' ? 'gone' : again;
    },
    changesFile: (key, isMeant) => changesFile(asApp, key, isMeant),
    listOpenPullRequests: (repository) => listOpenPullRequests(asApp, repository),
    readBranch: (repository, branch) => readBranch(asApp, repository, branch),
    listBranches: (repository) => listBranches(asApp, repository),
    repositoryExists: (repository) => repositoryExists(asApp, repository),
    async branchExists(repository, branch) {
      const path = `${repositoryPath(repository)}/refs/branches/${encodeURIComponent(branch)}`;
      const call = { purpose: 'read the branch', path: `${path}${query({ fields: 'name' })}` };
      if ((await readAnswer(asApp, call, Branch)) !== 'absent') return true;
      if (await repositoryExists(asApp, repository)) return false;
      throw absent(call);
    },
    readRepository: (repository) => readRepository(asApp, repository),
    readProjectOf: (repository) => readProjectOf(asApp, repository),
    readRootFile: (repository, at) => readRootFile(asApp, repository, at),
    setBuildStatus: (repository, commit, status) =>
      setBuildStatus(asApp, repository, commit, status),
    addComment: (key, markdown, parent) => addComment(asApp, key, markdown, parent),
    editComment: (key, id, markdown) => editComment(asApp, key, id, markdown),
    findComment: (key, marker, parent) => findComment(asApp, key, marker, parent),
    readComment: (key, id) => readComment(asApp, key, id),
    readPermissionOf: (repository, uuid) => readPermissionOf(asApp, repository, uuid),
    readOwnPermission: createPermissionReader(asUser),
    ownsWorkspace: (workspaceId) => ownsWorkspace(asUser, workspaceId),
    readProject: (workspaceId, key) => readProject(asUser, workspaceId, key),
    listRepositories: (workspaceId) => listRepositories(asUser, workspaceId),
  };
}

async function listOpenPullRequests(
  request: BitbucketRequest,
  repository: RepositoryKey,
): Promise<ListedPullRequest[]> {
  const fields = LISTED.map((field) => `values.${field}`).join(',');
  const call: BitbucketCall = {
    purpose: 'list the open pull requests',
    path: `${repositoryPath(repository)}/pullrequests${query({ state: 'OPEN', pagelen: '50', fields: `next,${fields}` })}`,
  };
  const found: ListedPullRequest[] = [];
  for await (const page of readPages(request, call, OpenPullRequest)) {
    for (const one of page) {
      const { id, source, destination, draft, title } = one;
      found.push({
        id,
        commitPrefix: source.commit?.hash ?? '',
        sourceGone: !source.repository,
        fork: parseUuid(source.repository?.uuid) !== repository.repositoryId,
        draft: draft ?? false,
        destinationBranch: destination.branch.name,
        ...defined({ review: reviewOf(one), token: tokenIn(title ?? '') }),
      });
    }
  }
  return found;
}

async function repositoryExists(
  request: BitbucketRequest,
  repository: RepositoryKey,
): Promise<boolean> {
  const path = `${repositoryPath(repository)}${query({ fields: 'uuid' })}`;
  const call: BitbucketCall = { purpose: 'read the repository', path };
  const answer = await readAnswer(request, call, Repository);
  if (answer === 'absent') return false;
  if (parseUuid(answer.uuid) !== repository.repositoryId) throw misfit(call, 'uuid');
  return true;
}

async function setBuildStatus(
  request: BitbucketRequest,
  repository: RepositoryKey,
  commit: string,
  status: BuildStatus,
): Promise<void> {
  const call: BitbucketCall = {
    purpose: 'set the build status',
    method: 'POST',
    path: `${repositoryPath(repository)}/commit/${encodeURIComponent(commit)}/statuses/build${query({ fields: 'key' })}`,
    body: status,
  };
  if ((await readAnswer(request, call, object({}))) === 'absent') throw absent(call);
}
