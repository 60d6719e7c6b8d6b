import { html } from 'hono/html';
import type { Project, PullRequest, Repository } from '../bitbucket-answers';
import { icon } from './icons';
import type { Html } from './layout';
import { stateLozenge } from './pull-request-page';

/** A repository with what the start page links to. */
export interface StartEntry {
  repository: Repository;
  pullRequests: PullRequest[];
}

/** A link of the start page to something beside Bitbucket, such as the local Codesphere. */
export interface ExtraLink {
  title: string;
  href: string;
  description?: string;
}

/** The start: what to do next, and links to every repository, pull request and page of the app. */
export function renderStartPage(view: {
  user: string;
  entries: StartEntry[];
  /** The workspaces that the person belongs to, with their projects. */
  workspaces: { workspace: string; projects: Project[] }[];
  workspacePages: { key: string; title: string }[];
  projectPages: { key: string; title: string }[];
  settingsPages: { key: string; title: string }[];
  links: ExtraLink[];
}): Html {
  return html`<div class="narrow">
    <h1>Your work</h1>
    ${renderNextSteps(view.entries, view.settingsPages)}
    ${
      view.entries.length === 0
        ? html`<p>${view.user} can see no repository. Switch the user at the top right.</p>`
        : ''
    }
    ${view.workspaces.map((one) => renderWorkspace(one, view))}
    ${view.entries.map((entry) => renderEntry(entry, view.settingsPages))}
    ${
      view.links.length > 0
        ? html`<section class="card">
            <h2>Elsewhere</h2>
            <ul>
              ${view.links.map(
                ({ title, href, description }) =>
                  html`<li>
                    <a href="${href}">${title}</a>
                    ${description ? html`<div class="subtle">${description}</div>` : ''}
                  </li>`,
              )}
            </ul>
          </section>`
        : ''
    }
  </div>`;
}

function renderWorkspace(
  { workspace, projects }: { workspace: string; projects: Project[] },
  {
    workspacePages,
    projectPages,
  }: Pick<Parameters<typeof renderStartPage>[0], 'workspacePages' | 'projectPages'>,
): Html | '' {
  if (workspacePages.length === 0) return '';
  return html`<section class="card">
    <h2>Workspace ${workspace}</h2>
    <p class="links">
      ${workspacePages.map(
        ({ key, title }) =>
          html`<a href="/${workspace}/workspace/settings/forge/${key}"
            >${title}: connections and rules for all repositories</a
          >`,
      )}
      ${projects.flatMap((project) =>
        projectPages.map(
          ({ key, title }) =>
            html`<a href="/${workspace}/projects/${project.key}/settings/forge/${key}"
              >${title}: rules for the project ${project.name}</a
            >`,
        ),
      )}
    </p>
  </section>`;
}

function renderNextSteps(
  entries: StartEntry[],
  [settings]: { key: string; title: string }[],
): Html {
  const fresh = entries.find(({ pullRequests }) => pullRequests.length === 0)?.repository.full_name;
  return html`<ol class="next-steps">
    <li>Open a pull request below. Its Preview card leads to the preview.</li>
    <li>Push a commit to its branch, merge it or decline it, and watch the card.</li>
    <li>
      Open <strong>${settings?.title ?? 'the app'}</strong> in a repository's settings to change how
      previews
      run${
        fresh && settings
          ? html`, or <a href="/${fresh}/admin/forge/${settings.key}">set them up in ${fresh}</a>`
          : ''
      }.
    </li>
    <li>Switch the user at the top right to see what others may do.</li>
  </ol>`;
}

function renderEntry(entry: StartEntry, settingsPages: { key: string; title: string }[]): Html {
  const base = `/${entry.repository.full_name}`;
  return html`<section class="card">
    <h2><a href="${base}">${icon('repository')} ${entry.repository.full_name}</a></h2>
    <p class="links">
      <a href="${base}/pull-requests">Pull requests</a>
      <a href="${base}/branches">Branches</a>
      <a href="${base}/admin">Settings</a>
      ${settingsPages.map(
        ({ key, title }) => html`<a href="${base}/admin/forge/${key}">${title}</a>`,
      )}
    </p>
    ${
      entry.pullRequests.length === 0
        ? html`<p class="subtle">No pull request yet.</p>`
        : html`<ul class="plain">
            ${entry.pullRequests.map(
              (pullRequest) =>
                html`<li>
                  <a href="${base}/pull-requests/${pullRequest.id}"
                    >#${pullRequest.id} ${pullRequest.title}</a
                  >
                  ${stateLozenge(pullRequest)}
                  <span class="branch">${pullRequest.source.branch.name}</span>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}
