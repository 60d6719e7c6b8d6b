import { html } from 'hono/html';
import type { Comment, PullRequest } from '../bitbucket-answers';
import { renderMarkup } from '../markup';
import { avatar, time, type Html } from './layout';

/** What happened in a pull request, the newest first; replies stand below their comment. */
export function renderActivity(view: { pullRequest: PullRequest; comments: Comment[] }): Html {
  const { pullRequest } = view;
  const shown = view.comments.filter((comment) => !comment.deleted);
  const ids = new Set(shown.map(({ id }) => id));
  const roots = shown.filter(({ parent }) => !parent || !ids.has(parent.id)).reverse();
  const author = pullRequest.author?.display_name ?? 'Someone';
  return html`<ol class="activity">
    ${renderClosing(pullRequest)} ${roots.map((comment) => renderComment(comment, shown))}
    <li class="event">
      ${avatar(author)}
      <p><strong>${author}</strong> opened the pull request ${time(pullRequest.created_on)}</p>
    </li>
  </ol>`;
}

function renderClosing({ state, closed_by, updated_on }: PullRequest): Html {
  if (state === 'OPEN') return html``;
  const name = closed_by?.display_name ?? 'Someone';
  return html`<li class="event">
    ${avatar(name)}
    <p><strong>${name}</strong> ${state.toLowerCase()} the pull request ${time(updated_on)}</p>
  </li>`;
}

function renderComment(comment: Comment, all: Comment[]): Html {
  const replies = all.filter(({ parent }) => parent?.id === comment.id);
  const name = comment.user?.display_name ?? 'Unknown';
  const isEdited = comment.updated_on !== undefined && comment.updated_on !== comment.created_on;
  return html`<li class="comment" id="comment-${comment.id}">
    ${avatar(name)}
    <div class="grow">
      <p class="comment-author">
        <strong>${name}</strong>
        <span class="subtle">${time(comment.created_on)}${isEdited ? ' · edited' : ''}</span>
      </p>
      <div class="markup">${renderMarkup(comment.content.raw)}</div>
      ${
        replies.length > 0
          ? html`<ol class="activity">
              ${replies.map((reply) => renderComment(reply, all))}
            </ol>`
          : ''
      }
    </div>
  </li>`;
}
