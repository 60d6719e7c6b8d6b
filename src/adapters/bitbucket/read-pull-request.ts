import {
  array,
  boolean,
  check,
  nullish,
  object,
  picklist,
  pipe,
  string,
  type InferOutput,
} from 'valibot';
import { parseUuid, type PullRequestKey } from '../../domain/preview-key';
import type { CommitHint } from '../../ports/bitbucket';
import { defined } from '../../domain/defined';
import { tokenIn } from '../../domain/rules';
import { isFullHash, type PullRequest } from '../../domain/pull-request';
import { Reviewed, REVIEW_FIELDS, reviewOf } from './review';
import { Id, misfit, readAnswer, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { cloneOf } from './clone-of';
import { Link } from './page-link';
import { pullRequestPath, query, repositoryPath } from './repository-path';

/**
 * The lengths are generous: git keeps a branch in a file, whose name has 255 bytes at most. All of this
 * goes into the record, some of it several times, and Forge stores none of more than 240 KiB.
 */
const LONGEST_NAME = 1_000;

const Name = pipe(
  string(),
  check((name) => name.length <= LONGEST_NAME),
);
const Private = nullish(boolean());

/** Parts of the source are null once a fork or a branch is deleted. */
const PullRequestAnswer = object({
  id: Id,
  state: picklist(['OPEN', 'MERGED', 'DECLINED', 'SUPERSEDED']),
  draft: nullish(boolean()),
  title: nullish(string()),
  ...Reviewed,
  source: object({
    branch: nullish(object({ name: Name })),
    commit: nullish(object({ hash: Name })),
    repository: nullish(object({ uuid: string(), is_private: Private, links: nullish(Link) })),
  }),
  destination: object({
    branch: object({ name: Name }),
    repository: object({ uuid: string(), full_name: Name, is_private: Private, links: Link }),
  }),
  links: Link,
});

/** What the schema reads. `is_private` is not in the short form of a repository unless asked for. */
const FIELDS = [
  'id,state,draft,title,links.html.href',
  ...REVIEW_FIELDS,
  'source.branch.name,source.commit.hash,source.repository.uuid',
  'source.repository.is_private,source.repository.links.html.href',
  'destination.branch.name,destination.repository.uuid,destination.repository.full_name',
  'destination.repository.is_private,destination.repository.links.html.href',
].join(',');

const Commit = object({ hash: string() });
/** A full hash, or what will be one, that may be the wanted one. */
type Known = Promise<string | undefined> | string | undefined;
const Commits = object({ values: array(Commit) });

/** The pull request, or `absent` for a 404, which alone does not say that it is gone. */
export async function readPullRequest(
  request: BitbucketRequest,
  key: PullRequestKey,
  hint: CommitHint = {},
): Promise<PullRequest | 'absent'> {
  const newest = hint.isNew ? readNewestCommit(request, key) : undefined;
  const call: BitbucketCall = {
    purpose: 'read the pull request',
    path: `${pullRequestPath(key)}${query({ fields: FIELDS })}`,
  };
  const answer = await readAnswer(request, call, PullRequestAnswer);
  if (answer === 'absent') return 'absent';
  const { source, destination } = answer;
  const { repository } = destination;
  if (answer.id !== key.pullRequestId) throw misfit(call, 'id');
  if (parseUuid(repository.uuid) !== key.repositoryId) {
    throw misfit(call, 'destination.repository.uuid');
  }
  const fork = parseUuid(source.repository?.uuid) !== key.repositoryId;
  const page = source.repository?.links;
  const hash = source.commit?.hash ?? '';
  const state = stateOf(answer.state);
  // Whoever owns a fork can make another commit that begins with the same digits: nothing is remembered of it.
  const known = fork ? [] : [hint.pushed, hint.known];
  const full = await completeHash(request, key, { hash, fork, known: [newest, ...known] });
  // Of a deleted fork Bitbucket may show no commit, or one that cannot be read any more.
  if (full === undefined && state === 'open' && source.repository) {
    throw misfit(call, 'source.commit.hash');
  }
  return {
    id: answer.id,
    state,
    draft: answer.draft ?? false,
    ...defined({
      review: reviewOf(answer),
      token: tokenIn(answer.title ?? ''),
      author: answer.author?.uuid ?? undefined,
    }),
    branch: source.branch?.name ?? '',
    destinationBranch: destination.branch.name,
    commit: full ?? (state === 'open' ? '' : hash),
    fork,
    ...(fork && page ? { forkSource: cloneOf(page, source.repository?.is_private) } : {}),
    pageUrl: answer.links.html.href,
    repository: {
      slug: repository.full_name.split('/').at(-1) ?? '',
      ...cloneOf(repository.links, repository.is_private),
    },
  };
}

/** Superseded: declined by another pull request's merge. */
function stateOf(state: InferOutput<typeof PullRequestAnswer>['state']): PullRequest['state'] {
  if (state === 'OPEN') return 'open';
  return state === 'MERGED' ? 'merged' : 'declined';
}

/** The full hash of the pull request's newest commit, which Bitbucket lists first, if it answers. */
async function readNewestCommit(
  request: BitbucketRequest,
  key: PullRequestKey,
): Promise<string | undefined> {
  const purpose = 'read the commit of the pull request';
  const path = `${pullRequestPath(key)}/commits${query({ pagelen: '1', fields: 'values.hash' })}`;
  try {
    const answer = await readAnswer(request, { purpose, path }, Commits);
    return answer === 'absent' ? undefined : answer.values.map(({ hash }) => hash).find(isFullHash);
  } catch {
    // It only saves time: whoever needs the hash asks for it by its beginning.
    return undefined;
  }
}

/**
 * The full hash that begins with `hash`; undefined when Bitbucket does not know it. A fork's
 * repository may be closed to the app, so its commit is looked for among those of the pull request. One
 * that also came into the repository in another way is not listed there; the repository itself has it.
 */
async function completeHash(
  request: BitbucketRequest,
  key: PullRequestKey,
  source: { hash: string; fork: boolean; known: Known[] },
): Promise<string | undefined> {
  const { hash, fork } = source;
  if (isFullHash(hash)) return hash;
  if (!/^[0-9a-f]{12,39}$/.test(hash)) return undefined;
  for (const known of source.known) {
    const commit = await known;
    if (commit?.startsWith(hash)) return commit;
  }
  const purpose = 'read the commit of the pull request';
  const fits = (one: { hash: string }) => isFullHash(one.hash) && one.hash.startsWith(hash);
  if (fork) {
    const path = `${pullRequestPath(key)}/commits${query({ pagelen: '50', fields: 'values.hash' })}`;
    const listed = await readAnswer(request, { purpose, path }, Commits);
    const found = listed === 'absent' ? undefined : listed.values.find(fits);
    if (found) return found.hash;
  }
  const path = `${repositoryPath(key)}/commit/${hash}${query({ fields: 'hash' })}`;
  const commit = await readAnswer(request, { purpose, path }, Commit);
  return commit !== 'absent' && fits(commit) ? commit.hash : undefined;
}
