import { html } from 'hono/html';
import type { Project, Repository, Workspace } from '../bitbucket-answers';
import { breadcrumbs, type Html } from './layout';
import { renderModule, type PlacedModule } from './module';

/** Repository settings: the menu at the left, the chosen page at the right. */
export function renderSettingsPage(view: {
  repository: Repository;
  settingsPages: { key: string; title: string }[];
  /** The page of the app that is open, or undefined for Bitbucket's own details. */
  module: PlacedModule | undefined;
}): Html {
  const { repository, module } = view;
  const base = `/${repository.full_name}`;
  return html`<div class="settings">
    <nav class="settings-menu" aria-label="Repository settings">
      <strong>Repository settings</strong>
      <small>General</small>
      <a href="${base}/admin" ${module ? '' : 'aria-current=page'}>Repository details</a>
      <small>Apps</small>
      ${view.settingsPages.map(
        ({ key, title }) =>
          html`<a
            href="${base}/admin/forge/${key}"
            ${key === module?.key ? 'aria-current=page' : ''}
            >${title}</a
          >`,
      )}
    </nav>
    <div class="settings-content">
      ${breadcrumbs(
        [repository.full_name.split('/')[0] ?? '', '/'],
        [repository.name, base],
        ['Repository settings', `${base}/admin`],
      )}
      ${
        module
          ? html`<h1>${module.title}</h1>
              ${renderModule(module)}`
          : renderDetails(repository)
      }
    </div>
  </div>`;
}

/** A page of the app in the settings of a workspace. */
export function renderWorkspaceSettings({ slug }: Workspace, module: PlacedModule): Html {
  return html`<div class="settings-content narrow">
    ${breadcrumbs([slug, '/'], ['Workspace settings', '#'])}
    <h1>${module.title}</h1>
    ${renderModule(module)}
  </div>`;
}

/** A page of the app in the settings of a project. */
export function renderProjectSettings(
  { slug }: Workspace,
  { name }: Project,
  module: PlacedModule,
): Html {
  return html`<div class="settings-content narrow">
    ${breadcrumbs([slug, '/'], [name, '#'], ['Project settings', '#'])}
    <h1>${module.title}</h1>
    ${renderModule(module)}
  </div>`;
}

function renderDetails(repository: Repository): Html {
  return html`<h1>Repository details</h1>
    <dl>
      <dt>Name</dt>
      <dd>${repository.name}</dd>
      <dt>Full name</dt>
      <dd>${repository.full_name}</dd>
      <dt>Access</dt>
      <dd>${repository.is_private ? 'Private' : 'Public'}</dd>
      <dt>Main branch</dt>
      <dd>${repository.mainbranch?.name ?? 'none yet'}</dd>
      <dt>UUID</dt>
      <dd><code>${repository.uuid}</code></dd>
    </dl>
    <p class="subtle">
      The local platform keeps these as they are. The pages below “Apps” can be changed.
    </p>`;
}
