import { html } from 'hono/html';
import type {
  BuildStatus,
  Comment,
  FileChange,
  Permission,
  PullRequest,
  Repository,
} from '../bitbucket-answers';
import { renderMarkup } from '../markup';
import { renderActivity } from './activity';
import { renderBuilds } from './builds';
import { renderModule, type PlacedModule } from './module';
import { avatar, breadcrumbs, time, type Html } from './layout';
import { icon } from './icons';

/** What a pull request's page shows; a list that could not be read is undefined. */
export interface PullRequestView {
  repository: Repository;
  pullRequest: PullRequest;
  comments: Comment[];
  statuses: BuildStatus[];
  changes: FileChange[] | undefined;
  permission: Permission;
  user: string;
  cards: PlacedModule[];
}

/**
 * The page of one pull request. What changes by itself is marked `data-live` and is replaced from a
 * newer rendering; the app's cards are outside of it and keep running.
 */
export function renderPullRequestPage(view: PullRequestView): Html {
  const { repository, pullRequest } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="pull-request">
    ${breadcrumbs(
      [repository.full_name.split('/')[0] ?? '', '/'],
      [repository.name, base],
      ['Pull requests', `${base}/pull-requests`],
    )}
    <div data-live="header">${renderHeader(view)}</div>
    <div class="columns">
      <div class="column-main">
        <section class="description">
          <h2>Description</h2>
          ${
            (pullRequest.description ?? pullRequest.summary?.raw)
              ? html`<div class="markup">
                  ${renderMarkup(pullRequest.description ?? pullRequest.summary?.raw ?? '')}
                </div>`
              : html`<p class="subtle">No description.</p>`
          }
        </section>
        <section>
          <h2>Activity</h2>
          ${renderCommentForm(view)}
          <div data-live="activity">${renderActivity(view)}</div>
        </section>
        <section data-live="changes">${renderChanges(view.changes)}</section>
      </div>
      <aside class="column-side" aria-label="Details">
        <section class="card" data-live="builds">${renderBuilds(view.statuses)}</section>
        ${view.cards.map(
          (card) =>
            html`<section class="card">
              <h2>${card.title}</h2>
              ${renderModule(card)}
            </section>`,
        )}
      </aside>
    </div>
  </div>`;
}

/** A pull request's state as Bitbucket colours it. */
export function stateLozenge({ state, draft }: PullRequest): Html {
  if (state === 'OPEN' && draft) return html`<span class="lozenge draft">Draft</span>`;
  return html`<span class="lozenge ${state.toLowerCase()}">${state.toLowerCase()}</span>`;
}

function renderHeader(view: PullRequestView): Html {
  const { pullRequest, repository } = view;
  const author = pullRequest.author?.display_name ?? 'Unknown';
  const source = pullRequest.source.repository?.full_name;
  const fork = source === repository.full_name ? '' : `${source ?? 'deleted repository'}: `;
  return html`<div class="pull-request-header">
    <div>
      <h1>${pullRequest.title}</h1>
      <div class="pull-request-facts">
        ${avatar(author)}
        <span class="branch">${icon('branches')}${fork}${pullRequest.source.branch.name}</span>
        ${icon('arrow')}
        <span class="branch">${icon('branches')}${pullRequest.destination.branch.name}</span>
        ${stateLozenge(pullRequest)}
      </div>
      <p class="subtle">
        #${pullRequest.id} · Created by ${author} ${time(pullRequest.created_on)} · Updated
        ${time(pullRequest.updated_on)}${reviewWords(pullRequest)} ·
        <code title="The commit at the source"
          >${pullRequest.source.commit?.hash.slice(0, 12)}</code
        >
      </p>
    </div>
    ${renderActions(view)}
  </div>`;
}

function renderActions({ pullRequest, permission, repository, user }: PullRequestView): Html {
  if (pullRequest.state !== 'OPEN') return html``;
  const base = `/${repository.full_name}/pull-requests/${pullRequest.id}`;
  const mayWrite = permission === 'write' || permission === 'admin';
  const mayClose = mayWrite || pullRequest.author?.nickname === user;
  return html`<div class="actions">
    ${renderReview(pullRequest, user, base)}
    ${
      mayClose
        ? html`<form method="post" action="${base}/draft">
              <input type="hidden" name="draft" value="${pullRequest.draft ? 'no' : 'yes'}" />
              <button class="button">
                ${pullRequest.draft ? 'Mark as ready' : 'Convert to draft'}
              </button>
            </form>
            <form method="post" action="${base}/decline">
              <button class="button">Decline</button>
            </form>`
        : html`<span class="subtle">You can read and comment.</span>`
    }
    ${
      mayWrite
        ? html`<form method="post" action="${base}/merge">
            <button class="button primary">Merge</button>
          </form>`
        : ''
    }
  </div>`;
}

/** What one may say of it, or take back; its author has nothing to say. */
function renderReview(
  { author, participants = [] }: PullRequest,
  user: string,
  base: string,
): Html {
  if (author?.nickname === user) return html``;
  const own = participants.find((one) => one.user.nickname === user)?.state;
  const button = (say: string, label: string) =>
    html`<form method="post" action="${base}/review">
      <input type="hidden" name="say" value="${say}" />
      <button class="button">${label}</button>
    </form>`;
  return html`${
    own === 'approved' ? button('nothing', 'Take approval back') : button('approve', 'Approve')
  }
  ${
    own === 'changes_requested'
      ? button('nothing', 'Ask for no changes')
      : button('ask', 'Ask for changes')
  }`;
}

function reviewWords({ participants = [] }: PullRequest): string {
  const count = (state: string) => participants.filter((one) => one.state === state).length;
  const approved = count('approved');
  const asked = count('changes_requested');
  return [
    ...(approved > 0 ? [` · ${approved} ${approved === 1 ? 'approval' : 'approvals'}`] : []),
    ...(asked > 0 ? [` · Changes asked for`] : []),
  ].join('');
}

function renderCommentForm({ pullRequest, repository, user }: PullRequestView): Html {
  const action = `/${repository.full_name}/pull-requests/${pullRequest.id}/comments`;
  return html`<form method="post" action="${action}" class="comment-form">
    ${avatar(user)}
    <div class="grow">
      <textarea
        name="raw"
        rows="2"
        required
        aria-label="Add a comment"
        placeholder="Add a comment"
      ></textarea>
      <button class="button">Comment</button>
    </div>
  </form>`;
}

function renderChanges(changes: FileChange[] | undefined): Html {
  if (!changes)
    return html`<h2>Files changed</h2>
      <p class="subtle">Could not be read.</p>`;
  return html`<h2>Files changed <span class="count">${changes.length}</span></h2>
    <ul class="changes">
      ${changes.map(
        (change) =>
          html`<li>
            <span class="added">+${change.lines_added}</span>
            <span class="removed">−${change.lines_removed}</span>
            <code>${change.new?.path ?? change.old?.path}</code>
            ${change.status === 'modified' ? '' : html`<span class="subtle">${change.status}</span>`}
          </li>`,
      )}
    </ul>`;
}
