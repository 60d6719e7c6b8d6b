import { boolean, nullish, object, string } from 'valibot';
import type { PullRequestKey } from '../../domain/preview-key';
import type { PersonsComment } from '../../ports/bitbucket';
import { absent, Id, readAnswer, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { readPages } from './read-pages';
import { pullRequestPath, query } from './repository-path';

const Created = object({ id: Id });
const Comment = object({
  id: Id,
  deleted: nullish(boolean()),
  content: nullish(object({ raw: nullish(string()) })),
  user: nullish(object({ type: string() })),
  parent: nullish(object({ id: Id })),
});
const Read = object({
  deleted: nullish(boolean()),
  pending: nullish(boolean()),
  content: nullish(object({ raw: nullish(string()) })),
  user: nullish(object({ type: string(), uuid: nullish(string()), account_id: nullish(string()) })),
  created_on: nullish(string()),
});

/** Adds a comment, or with `parent` a reply to that one, and answers its id. */
export async function addComment(
  request: BitbucketRequest,
  key: PullRequestKey,
  markdown: string,
  parent?: number,
): Promise<number> {
  const call: BitbucketCall = {
    purpose: 'comment on the pull request',
    method: 'POST',
    path: `${pullRequestPath(key)}/comments${query({ fields: 'id' })}`,
    body: {
      content: { raw: markdown },
      ...(parent === undefined ? {} : { parent: { id: parent } }),
    },
  };
  const comment = await readAnswer(request, call, Created);
  if (comment === 'absent') throw absent(call);
  return comment.id;
}

/** Replaces a comment's text. */
export async function editComment(
  request: BitbucketRequest,
  key: PullRequestKey,
  id: number,
  markdown: string,
): Promise<'edited' | 'gone'> {
  const call: BitbucketCall = {
    purpose: 'edit the comment on the pull request',
    method: 'PUT',
    path: `${pullRequestPath(key)}/comments/${id}${query({ fields: 'id' })}`,
    body: { content: { raw: markdown } },
  };
  return (await readAnswer(request, call, Created)) === 'absent' ? 'gone' : 'edited';
}

/**
 * The id of the newest comment that contains `marker`, is not deleted and is not a person's: somebody may
 * have quoted ours. An app's account is an `app_user` (Bitbucket's announcement of it). With `parent` it is a
 * reply to that comment.
 */
export async function findComment(
  request: BitbucketRequest,
  key: PullRequestKey,
  marker: string,
  parent?: number,
): Promise<number | undefined> {
  const fields =
    'next,values.id,values.deleted,values.content.raw,values.user.type,values.parent.id';
  const call: BitbucketCall = {
    purpose: 'look for our comment on the pull request',
    path: `${pullRequestPath(key)}/comments${query({ sort: '-created_on', pagelen: '100', fields })}`,
  };
  for await (const comments of readPages(request, call, Comment)) {
    const found = comments.find(
      ({ deleted, content, user, parent: to }) =>
        !deleted &&
        user?.type !== 'user' &&
        content?.raw?.includes(marker) &&
        (parent === undefined || to?.id === parent),
    );
    if (found) return found.id;
  }
  return undefined;
}

/**
 * A comment that a person wrote; `gone` for any other: of an app, whose account is no `user`, deleted, or kept back
 * until a review is sent. What Bitbucket does not tell of one makes it such, too.
 */
export async function readComment(
  request: BitbucketRequest,
  key: PullRequestKey,
  id: number,
): Promise<PersonsComment | 'gone'> {
  const fields = 'deleted,pending,content.raw,user.type,user.uuid,user.account_id,created_on';
  const call: BitbucketCall = {
    purpose: 'read a comment on the pull request',
    path: `${pullRequestPath(key)}/comments/${id}${query({ fields })}`,
  };
  const comment = await readAnswer(request, call, Read);
  if (comment === 'absent' || comment.deleted || comment.pending) return 'gone';
  const { type, uuid, account_id: accountId } = comment.user ?? {};
  const createdAt = Date.parse(comment.created_on ?? '');
  if (type !== 'user' || !uuid || !accountId || Number.isNaN(createdAt)) return 'gone';
  return { text: comment.content?.raw ?? '', author: { accountId, uuid }, createdAt };
}
