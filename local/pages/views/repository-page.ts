import { html } from 'hono/html';
import type { Branch, PullRequest, Repository } from '../bitbucket-answers';
import { icon } from './icons';
import { breadcrumbs, time, type Html } from './layout';
import { renderModule, type PlacedModule } from './module';
import { stateLozenge } from './pull-request-page';

/** A repository: where to clone it, how to push a branch, and its open pull requests. */
export function renderRepositoryPage(view: {
  repository: Repository;
  cloneUrl: string;
  user: string;
  openPullRequests: PullRequest[];
}): Html {
  const { repository, openPullRequests } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="narrow">
    ${breadcrumbs([repository.full_name.split('/')[0] ?? '', '/'])}
    <div class="title-row">
      <h1>${repository.name}</h1>
      <a class="button" href="${base}/branches">Branches</a>
      <a class="button" href="${base}/admin">Settings</a>
      <a class="button primary" href="${base}/pull-requests/new">Create pull request</a>
    </div>
    ${repository.description ? html`<p>${repository.description}</p>` : ''}
    ${
      repository.parent
        ? html`<p class="subtle">
            Fork of <a href="/${repository.parent.full_name}">${repository.parent.full_name}</a>
          </p>`
        : ''
    }
    <section class="card">
      <h2>Clone and push</h2>
      <p>Any password will do.</p>
      <pre class="commands">${cloneCommands(view)}</pre>
    </section>
    <section class="card">
      <h2><a href="${base}/pull-requests">Pull requests</a></h2>
      ${renderPullRequestTable(repository, openPullRequests)}
    </section>
  </div>`;
}

function cloneCommands({
  cloneUrl,
  user,
  repository,
  openPullRequests,
}: {
  cloneUrl: string;
  user: string;
  repository: Repository;
  openPullRequests: PullRequest[];
}): string {
  const own = openPullRequests.find(
    ({ source }) => source.repository?.full_name === repository.full_name,
  );
  const address = new URL(cloneUrl);
  address.username = user;
  address.password = 'local';
  return [
    `git clone ${address.href}`,
    `cd ${repository.slug}`,
    own
      ? `git switch ${own.source.branch.name}  # the branch of pull request ${own.id}`
      : 'git switch -c my-branch',
    'date >> change.txt  # or any other change',
    'git add . && git commit -m "Change something"',
    own ? 'git push' : 'git push -u origin my-branch',
  ].join('\n');
}

/** Pull requests as rows; the same in every list. */
export function renderPullRequestTable(repository: Repository, pullRequests: PullRequest[]): Html {
  if (pullRequests.length === 0) return html`<p class="subtle">None here.</p>`;
  return html`<table class="rows">
    ${pullRequests.map(
      (pullRequest) =>
        html`<tr>
          <td>
            <a href="/${repository.full_name}/pull-requests/${pullRequest.id}"
              >${pullRequest.title}</a
            >
            <div class="subtle">
              #${pullRequest.id} · ${pullRequest.author?.display_name ?? 'Unknown'} ·
              ${time(pullRequest.updated_on)}
            </div>
          </td>
          <td>
            <span class="branch">${pullRequest.source.branch.name}</span> ${icon('arrow')}
            <span class="branch">${pullRequest.destination.branch.name}</span>
          </td>
          <td>${stateLozenge(pullRequest)}</td>
        </tr>`,
    )}
  </table>`;
}

/** A page of the app in the menu of a repository. */
export function renderMenuPage({ full_name, name }: Repository, module: PlacedModule): Html {
  return html`<div class="narrow">
    ${breadcrumbs([full_name.split('/')[0] ?? '', '/'], [name, `/${full_name}`])}
    <h1>${module.title}</h1>
    ${renderModule(module)}
  </div>`;
}

/** The branches of a repository, each with a link that begins a pull request from it. */
export function renderBranchesPage(repository: Repository, branches: Branch[]): Html {
  const base = `/${repository.full_name}`;
  return html`<div class="narrow">
    ${breadcrumbs([repository.full_name.split('/')[0] ?? '', '/'], [repository.name, base])}
    <h1>Branches</h1>
    <table class="rows">
      ${branches.map(
        ({ name, target }) =>
          html`<tr>
            <td><span class="branch">${icon('branches')}${name}</span></td>
            <td>
              <code>${target.hash.slice(0, 12)}</code>
              ${target.message?.split('\n')[0]}
              ${target.date ? html`<div class="subtle">${time(target.date)}</div>` : ''}
            </td>
            <td>
              ${
                name === repository.mainbranch?.name
                  ? html`<span class="lozenge">Main</span>`
                  : html`<a href="${base}/pull-requests/new?source=${encodeURIComponent(name)}"
                      >Create pull request</a
                    >`
              }
            </td>
          </tr>`,
      )}
    </table>
  </div>`;
}
