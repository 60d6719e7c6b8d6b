import { html } from 'hono/html';
import type { Commit, Repository } from '../bitbucket-answers';
import { breadcrumbs, time, type Html } from './layout';

/** Commits of a repository, the newest first: one alone, or those that one has and another has not. */
export function renderCommits(view: {
  repository: Repository;
  title: string;
  commits: Commit[];
}): Html {
  const { repository, title, commits } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="narrow">
    ${breadcrumbs([repository.full_name.split('/')[0] ?? '', '/'], [repository.name, base])}
    <h1>${title}</h1>
    ${commits.length === 0 ? html`<p class="subtle">None.</p>` : ''}
    <table class="rows">
      ${commits.map(
        ({ hash, message, date, author }) =>
          html`<tr>
            <td><code>${hash.slice(0, 12)}</code></td>
            <td>
              ${message.split('\n')[0]}
              <div class="subtle">${author.user?.display_name ?? author.raw} · ${time(date)}</div>
            </td>
          </tr>`,
      )}
    </table>
    <p class="subtle">The local platform does not draw what is in a commit: git shows it.</p>
  </div>`;
}
