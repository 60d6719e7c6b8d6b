import { html } from 'hono/html';
import type { Project, Repository, Workspace } from '../bitbucket-answers';
import type { Html } from './layout';

/** A module as the manifest names it. */
export interface ModuleEntry {
  key: string;
  type: string;
  title: string;
  resource: string;
}

/** Where a module stands, as the page tells the browser. */
export interface Placement {
  module: string;
  moduleType: string;
  resource: string;
  workspaceUuid: string;
  /** The name of the workspace, for a module that belongs to all of it. */
  workspace?: string;
  /** `<workspace>/<key>`, for a module that belongs to a project. */
  project?: string;
  projectUuid?: string;
  repository?: string;
  repositoryUuid?: string;
  pullRequest?: number;
}

/** A module of the app at a place in a page. */
export interface PlacedModule extends ModuleEntry {
  placement: Placement;
}

/** The modules that Bitbucket shows at one kind of place. */
export function modulesOf<M extends ModuleEntry>(modules: M[], type: string): M[] {
  return modules.filter((module) => module.type === type);
}

/** Puts a module into a repository, or into one of its pull requests. */
export function placeModule(
  module: ModuleEntry,
  repository: Repository,
  pullRequest?: number,
): PlacedModule {
  return placed(module, {
    repository: repository.full_name,
    repositoryUuid: repository.uuid,
    workspaceUuid: repository.workspace?.uuid ?? '',
    ...(pullRequest === undefined ? {} : { pullRequest }),
  });
}

/** Puts a module into a workspace. */
export function placeInWorkspace(module: ModuleEntry, workspace: Workspace): PlacedModule {
  return placed(module, { workspace: workspace.slug, workspaceUuid: workspace.uuid });
}

/** Puts a module into a project. */
export function placeInProject(
  module: ModuleEntry,
  { slug, uuid }: Workspace,
  project: Project,
): PlacedModule {
  return placed(module, {
    project: `${slug}/${project.key}`,
    projectUuid: project.uuid,
    workspaceUuid: uuid,
  });
}

function placed(
  module: ModuleEntry,
  place: Omit<Placement, 'module' | 'moduleType' | 'resource'>,
): PlacedModule {
  const { key, type, resource } = module;
  return { ...module, placement: { module: key, moduleType: type, resource, ...place } };
}

/** The place at which the browser draws a module; the script finds it by `data-module`. */
export function renderModule({ key, placement }: PlacedModule): Html {
  return html`<div
    class="module"
    data-module="${key}"
    data-placement="${JSON.stringify(placement)}"
  ></div>`;
}
