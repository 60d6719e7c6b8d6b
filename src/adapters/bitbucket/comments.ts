import { boolean, nullish, object, string } from 'valibot';
import type { PullRequestKey } from '../../domain/preview-key';
import { absent, Id, readAnswer, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { readPages } from './read-pages';
import { pullRequestPath, query } from './repository-path';

const Created = object({ id: Id });
const Comment = object({
  id: Id,
  deleted: nullish(boolean()),
  content: nullish(object({ raw: nullish(string()) })),
  user: nullish(object({ type: string() })),
});

/** Adds a comment and answers its id. */
export async function addComment(
  request: BitbucketRequest,
  key: PullRequestKey,
  markdown: string,
): Promise<number> {
  const call: BitbucketCall = {
    purpose: 'comment on the pull request',
    method: 'POST',
    path: `${pullRequestPath(key)}/comments${query({ fields: 'id' })}`,
    body: { content: { raw: markdown } },
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
 * have quoted ours. An app's account is an `app_user` (Bitbucket's announcement of it).
 */
export async function findComment(
  request: BitbucketRequest,
  key: PullRequestKey,
  marker: string,
): Promise<number | undefined> {
  const fields = 'next,values.id,values.deleted,values.content.raw,values.user.type';
  const call: BitbucketCall = {
    purpose: 'look for our comment on the pull request',
    path: `${pullRequestPath(key)}/comments${query({ sort: '-created_on', pagelen: '100', fields })}`,
  };
  for await (const comments of readPages(request, call, Comment)) {
    const found = comments.find(
      ({ deleted, content, user }) =>
        !deleted && user?.type !== 'user' && content?.raw?.includes(marker),
    );
    if (found) return found.id;
  }
  return undefined;
}
