import { Hono } from 'hono';
import * as v from 'valibot';
import { LIST_FIELDS } from './list-fields';
import { accountJson } from './account-json';
import { getAccount } from '../accounts';
import { signedIn } from '../actor';
import { ApiError, notFound } from '../api-error';
import { raiseCommentEvent } from '../events';
import type { Json } from './fields';
import { requirePermission } from '../permissions';
import { pullRequestUrl } from './pull-request-json';
import { pullRequestOf } from './pull-requests';
import { type Comment, commentsOwner, type PullRequest, type Repository } from '../records';
import { renderMarkdown } from './render-markdown';
import { repositoryApiUrl } from './repository-json';
import {
  answer,
  answerPage,
  numberParameter,
  readBody,
  type RestContext,
  type RestEnv,
} from './rest';
import type { Site } from '../site';
import { restTime } from '../timestamps';

/** Of an edit that follows the last one, or the comment itself, sooner no event tells (Forge documentation). */
const TOLD_AFTER_MS = 10 * 60_000;

const CONTENT = v.object({ raw: v.pipe(v.string(), v.nonEmpty('content.raw is required')) });
const NEW_COMMENT = v.object({
  content: CONTENT,
  parent: v.optional(v.object({ id: v.number() })),
});
const COMMENT_CHANGE = v.object({ content: CONTENT });

/** `…/pullrequests/{id}/comments[/{comment}]`. Inline positions are not kept. */
export function commentRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/:id/comments', (c) => {
      const { repository, pr } = pullRequestOf(site, c);
      const comments = commentsOf(site, pr);
      return answerPage(site, c, comments, (row) => commentJson(site, repository, pr, row), {
        fields: LIST_FIELDS.comments,
      });
    })
    .post('/:id/comments', (c) => createComment(site, c))
    .get('/:id/comments/:comment', (c) => {
      const { repository, pr, comment } = commentOf(site, c);
      return answer(c, commentJson(site, repository, pr, comment));
    })
    .put('/:id/comments/:comment', (c) => updateComment(site, c))
    .delete('/:id/comments/:comment', (c) => deleteComment(site, c));
}

function commentsOf(site: Site, pr: PullRequest): Comment[] {
  return site.records.comments.list(commentsOwner(pr)).sort((a, b) => a.id - b.id);
}

function commentOf(site: Site, c: RestContext) {
  const { repository, pr } = pullRequestOf(site, c);
  const id = numberParameter(c, 'comment');
  const comment = site.records.comments.find(commentsOwner(pr), id);
  if (!comment) throw notFound(`Comment ${id}`);
  return { repository, pr, comment };
}

async function createComment(site: Site, c: RestContext): Promise<Response> {
  const author = signedIn(c.var.actor);
  const body = await readBody(c, NEW_COMMENT);
  const { repository, pr } = pullRequestOf(site, c);
  const others = commentsOf(site, pr);
  const parent = body.parent?.id;
  if (parent !== undefined && !others.some(({ id }) => id === parent)) {
    throw new ApiError(400, `There is no comment ${parent} to answer.`, {
      parent: ['comment not found'],
    });
  }
  const now = site.clock.now();
  const comment: Comment = {
    repository: repository.uuid,
    pullRequest: pr.id,
    id: nextCommentId(site, repository),
    ...(parent === undefined ? {} : { parent }),
    author: author.accountId,
    raw: body.content.raw,
    deleted: false,
    createdAt: now,
    updatedAt: now,
  };
  await site.records.write([site.records.comments.put(comment)]);
  raiseCommentEvent(site, c.var.actor, 'created', repository, pr, comment);
  return answer(c, commentJson(site, repository, pr, comment), { status: 201 });
}

/** Ids differ within a repository, so that one names a comment without its pull request. */
function nextCommentId(site: Site, repository: Repository): number {
  const ids = site.records.pullRequests
    .list(repository.uuid)
    .flatMap((pr) => commentsOf(site, pr).map(({ id }) => id));
  return ids.reduce((highest, id) => Math.max(highest, id), 0) + 1;
}

async function updateComment(site: Site, c: RestContext): Promise<Response> {
  const body = await readBody(c, COMMENT_CHANGE);
  const { repository, pr, comment } = commentOf(site, c);
  if (comment.author !== signedIn(c.var.actor).accountId) {
    throw new ApiError(403, 'Only the author of a comment can edit it.');
  }
  if (comment.deleted) throw notFound(`Comment ${comment.id}`);
  const now = site.clock.now();
  const updated = { ...comment, raw: body.content.raw, updatedAt: now };
  await site.records.write([site.records.comments.put(updated)]);
  if (now - comment.updatedAt >= TOLD_AFTER_MS) {
    raiseCommentEvent(site, c.var.actor, 'updated', repository, pr, updated);
  }
  return answer(c, commentJson(site, repository, pr, updated));
}

async function deleteComment(site: Site, c: RestContext): Promise<Response> {
  const { repository, pr, comment } = commentOf(site, c);
  if (comment.author !== signedIn(c.var.actor).accountId) {
    requirePermission(site, c.var.actor, repository, 'admin');
  }
  if (comment.deleted) throw notFound(`Comment ${comment.id}`);
  const deleted = { ...comment, raw: '', deleted: true, updatedAt: site.clock.now() };
  await site.records.write([site.records.comments.put(deleted)]);
  raiseCommentEvent(site, c.var.actor, 'deleted', repository, pr, deleted);
  return c.body(null, 204);
}

/** A deleted comment is still shown, without its text, as Bitbucket does for the sake of replies. */
function commentJson(site: Site, repository: Repository, pr: PullRequest, comment: Comment): Json {
  const baseUrl = site.baseUrl();
  const api = `${repositoryApiUrl(baseUrl, repository)}/pullrequests/${pr.id}`;
  const html = pullRequestUrl(baseUrl, repository, pr.id);
  return {
    type: 'pullrequest_comment',
    id: comment.id,
    content: renderMarkdown(comment.raw),
    user: accountJson(baseUrl, getAccount(comment.author)),
    deleted: comment.deleted,
    pending: false,
    ...(comment.parent === undefined ? {} : { parent: { id: comment.parent } }),
    created_on: restTime(comment.createdAt),
    updated_on: restTime(comment.updatedAt),
    pullrequest: {
      type: 'pullrequest',
      id: pr.id,
      title: pr.title,
      links: { self: { href: api }, html: { href: html } },
    },
    links: {
      self: { href: `${api}/comments/${comment.id}` },
      html: { href: `${html}#comment-${comment.id}` },
    },
  };
}
