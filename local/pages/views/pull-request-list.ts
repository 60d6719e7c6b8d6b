import { html } from 'hono/html';
import type { Branch, PullRequest, Repository } from '../bitbucket-answers';
import { breadcrumbs, type Html } from './layout';
import { renderPullRequestTable } from './repository-page';

const states = ['OPEN', 'MERGED', 'DECLINED'] as const;

/** The pull requests of one state. */
export function renderPullRequestList(view: {
  repository: Repository;
  state: string;
  pullRequests: PullRequest[];
}): Html {
  const { repository } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="narrow">
    ${breadcrumbs([repository.full_name.split('/')[0] ?? '', '/'], [repository.name, base])}
    <div class="title-row">
      <h1>Pull requests</h1>
      <a class="button primary" href="${base}/pull-requests/new">Create pull request</a>
    </div>
    <p class="links">
      ${states.map(
        (state) =>
          html`<a
            href="${base}/pull-requests?state=${state}"
            ${state === view.state ? 'aria-current=page' : ''}
            >${state.slice(0, 1)}${state.slice(1).toLowerCase()}</a
          >`,
      )}
    </p>
    <div data-live="list">${renderPullRequestTable(repository, view.pullRequests)}</div>
  </div>`;
}

/** What a person fills in to open a pull request. */
export interface PullRequestDraft {
  title: string;
  description: string;
  source: string;
  destination: string;
}

/** The form that opens a pull request; for a fork, `target` is the repository that it goes to. */
export function renderCreatePullRequest(view: {
  repository: Repository;
  sourceBranches: Branch[];
  target: Repository;
  targetBranches: Branch[];
  draft: PullRequestDraft;
}): Html {
  const { repository, target, draft } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="narrow">
    ${breadcrumbs([repository.full_name.split('/')[0] ?? '', '/'], [repository.name, base])}
    <h1>Create pull request</h1>
    <form method="post" action="${base}/pull-requests" class="stacked">
      <div class="two">
        ${renderBranchSelect('source', `From ${repository.full_name}`, view.sourceBranches, draft)}
        ${renderBranchSelect('destination', `To ${target.full_name}`, view.targetBranches, draft)}
      </div>
      <label for="title">Title</label>
      <input id="title" name="title" required value="${draft.title}" />
      <label for="description">Description</label>
      <textarea id="description" name="description" rows="5">${draft.description}</textarea>
      <label class="check"><input type="checkbox" name="draft" value="yes" /> Draft</label>
      <p><button class="button primary">Create pull request</button></p>
    </form>
  </div>`;
}

function renderBranchSelect(
  name: 'source' | 'destination',
  label: string,
  branches: Branch[],
  draft: PullRequestDraft,
): Html {
  return html`<div>
    <label for="${name}">${label}</label>
    <select id="${name}" name="${name}" required>
      ${branches.map(
        (branch) =>
          html`<option value="${branch.name}" ${branch.name === draft[name] ? 'selected' : ''}>
            ${branch.name}
          </option>`,
      )}
    </select>
  </div>`;
}
