import type { Context, Hono } from 'hono';
import type { Branch, Commit, Project, Repository, Workspace } from './bitbucket-answers';
import { loadPullRequest } from './load-pull-request';
import type { PagesContext } from './pages-context';
import { menuPagesOf, respond, type PageContent } from './respond';
import {
  getPermission,
  getRepository,
  listBranches,
  listPullRequests,
  repositoryPath,
} from './read-repository';
import { RestError, type RestClient } from './rest';
import { readSession } from './session';
import { renderCommits } from './views/commits-page';
import { renderEditor } from './views/editor-page';
import { renderMessage } from './views/message-page';
import { modulesOf, placeInProject, placeInWorkspace, placeModule } from './views/module';
import { renderCreatePullRequest, renderPullRequestList } from './views/pull-request-list';
import { renderPullRequestPage } from './views/pull-request-page';
import { renderBranchesPage, renderMenuPage, renderRepositoryPage } from './views/repository-page';
import {
  renderProjectSettings,
  renderSettingsPage,
  renderWorkspaceSettings,
} from './views/settings-page';
import { renderStartPage } from './views/start-page';

/** What a person can look at. */
export function addPageRoutes(app: Hono, context: PagesContext): void {
  function page(path: string, load: (request: Context, rest: RestClient) => Promise<PageContent>) {
    app.get(path, (request) => respond(request, context, (rest) => load(request, rest)));
  }
  page('/', (request, rest) => loadStart(context, rest, readSession(request).user));
  page('/:workspace/:repo', loadRepositoryPage);
  page('/:workspace/:repo/branches', loadBranches);
  page('/:workspace/:repo/branches/compare/:range', loadComparison);
  page('/:workspace/:repo/commits/:commit', loadCommit);
  page('/:workspace/:repo/pull-requests', loadPullRequestList);
  page('/:workspace/:repo/pull-requests/new', loadCreateForm);
  page('/:workspace/:repo/pull-requests/:id{[0-9]+}', async (request, rest) => {
    const view = await loadPullRequest(rest, context.app.modules, {
      path: repositoryPath(request),
      id: Number(request.req.param('id')),
      user: readSession(request).user,
    });
    return {
      title: `${view.repository.full_name}: ${view.pullRequest.title}`,
      content: renderPullRequestPage(view),
      repository: view.repository,
      section: 'pull-requests',
    };
  });
  for (const path of ['/:workspace/:repo/admin', '/:workspace/:repo/admin/forge/:module']) {
    page(path, (request, rest) => loadSettings(context, request, rest));
  }
  page('/:workspace/:repo/forge/:module', (request, rest) => loadMenuPage(context, request, rest));
  for (const kind of ['create-file', 'src']) {
    page(`/:workspace/:repo/${kind}/:commit/:path{.+}`, loadEditor);
  }
  page('/:workspace/workspace/settings/forge/:module', (request, rest) =>
    loadWorkspaceSettings(context, request, rest),
  );
  page('/:workspace/projects/:project/settings/forge/:module', (request, rest) =>
    loadProjectSettings(context, request, rest),
  );
  page('*', () =>
    Promise.resolve({
      title: 'Nothing here',
      content: renderMessage('Nothing here', 'There is no page at this address.'),
      status: 404,
    }),
  );
}

function settingsPages(context: PagesContext) {
  return modulesOf(context.app.modules, 'bitbucket:repoSettingsMenuPage');
}

function workspacePages(context: PagesContext) {
  return modulesOf(context.app.modules, 'bitbucket:workspaceSettingsMenuPage');
}

async function loadWorkspaceSettings(
  context: PagesContext,
  request: Context,
  rest: RestClient,
): Promise<PageContent> {
  const slug = encodeURIComponent(request.req.param('workspace') ?? '');
  const workspace = await rest.get<Workspace>(`/2.0/workspaces/${slug}`);
  const { permission } = await rest.get<{ permission: string }>(
    `/2.0/user/workspaces/${slug}/permission`,
  );
  if (permission !== 'owner') {
    throw new RestError(403, 'Only an owner of the workspace can open its settings.');
  }
  const key = request.req.param('module');
  const module = workspacePages(context).find((candidate) => candidate.key === key);
  if (!module) throw new RestError(404, `The app has no page “${key ?? ''}”.`);
  const placed = placeInWorkspace(module, workspace);
  return { title: placed.title, content: renderWorkspaceSettings(workspace, placed) };
}

function projectPages(context: PagesContext) {
  return modulesOf(context.app.modules, 'bitbucket:projectSettingsMenuPage');
}

async function loadProjectSettings(
  context: PagesContext,
  request: Context,
  rest: RestClient,
): Promise<PageContent> {
  const slug = encodeURIComponent(request.req.param('workspace') ?? '');
  const projectKey = encodeURIComponent(request.req.param('project') ?? '');
  const workspace = await rest.get<Workspace>(`/2.0/workspaces/${slug}`);
  const project = await rest.get<Project>(`/2.0/workspaces/${slug}/projects/${projectKey}`);
  const key = request.req.param('module');
  const module = projectPages(context).find((candidate) => candidate.key === key);
  if (!module) throw new RestError(404, `The app has no page “${key ?? ''}”.`);
  const placed = placeInProject(module, workspace, project);
  return { title: placed.title, content: renderProjectSettings(workspace, project, placed) };
}

async function loadStart(context: PagesContext, rest: RestClient, user: string) {
  const workspaces = await rest.list<{ workspace: { slug: string } }>('/2.0/user/workspaces');
  const projects = await Promise.all(
    workspaces.map(async ({ workspace: { slug } }) => ({
      workspace: slug,
      projects: await rest.list<Project>(`/2.0/workspaces/${encodeURIComponent(slug)}/projects`),
    })),
  );
  const lists = await Promise.all(
    workspaces.map(({ workspace }) =>
      rest.list<Repository>(`/2.0/repositories/${encodeURIComponent(workspace.slug)}`),
    ),
  );
  const entries = await Promise.all(
    lists.flat().map(async (repository) => ({
      repository,
      pullRequests: await listPullRequests(rest, repository, ['OPEN', 'MERGED', 'DECLINED']),
    })),
  );
  return {
    title: 'Your work',
    content: renderStartPage({
      user,
      entries,
      workspaces: projects,
      workspacePages: workspacePages(context),
      projectPages: projectPages(context),
      settingsPages: settingsPages(context),
      links: context.links ?? [],
    }),
  };
}

async function loadRepositoryPage(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const cloneUrl =
    repository.links?.clone?.find(({ name }) => name === 'https')?.href ??
    new URL(`/${repository.full_name}.git`, request.req.url).href;
  return {
    title: repository.full_name,
    content: renderRepositoryPage({
      repository,
      cloneUrl,
      user: readSession(request).user,
      openPullRequests: await listPullRequests(rest, repository, ['OPEN']),
    }),
    repository,
    section: 'source',
  };
}

async function loadBranches(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const branches = await listBranches(rest, repository);
  const content = renderBranchesPage(repository, branches);
  return { title: 'Branches', content, repository, section: 'branches' };
}

/** Bitbucket's own address for this: what the first commit has and the second one has not. */
async function loadComparison(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const [to = '', from = ''] = (request.req.param('range') ?? '').split('\r');
  const commits = await rest.list<Commit>(
    `/2.0/repositories/${repository.full_name}/commits/${encodeURIComponent(to)}?exclude=${encodeURIComponent(from)}`,
  );
  const title = `From ${from.slice(0, 7)} to ${to.slice(0, 7)}`;
  const content = renderCommits({ repository, title, commits });
  return { title, content, repository, section: 'branches' };
}

async function loadCommit(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const hash = encodeURIComponent(request.req.param('commit') ?? '');
  const commit = await rest.get<Commit>(`/2.0/repositories/${repository.full_name}/commit/${hash}`);
  const title = `Commit ${commit.hash.slice(0, 7)}`;
  const content = renderCommits({ repository, title, commits: [commit] });
  return { title, content, repository, section: 'source' };
}

async function loadPullRequestList(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const state = request.req.query('state') ?? 'OPEN';
  const pullRequests = await listPullRequests(rest, repository, [state]);
  return {
    title: 'Pull requests',
    content: renderPullRequestList({ repository, state, pullRequests }),
    repository,
    section: 'pull-requests',
  };
}

async function loadCreateForm(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const sourceBranches = await listBranches(rest, repository);
  const { target, targetBranches } = await readTarget(rest, repository, sourceBranches);
  const main = target.mainbranch?.name ?? '';
  const first = sourceBranches.find(({ name }) => name !== main)?.name ?? '';
  const {
    source = first,
    destination = main,
    title = source,
    description = '',
  } = request.req.query();
  return {
    title: 'Create pull request',
    content: renderCreatePullRequest({
      repository,
      sourceBranches,
      target,
      targetBranches,
      draft: { title, description, source, destination },
    }),
    repository,
    section: 'pull-requests',
  };
}

/** The addresses are those of Bitbucket's own editor: `create-file` begins empty, `src` with the file. */
async function loadEditor(request: Context, rest: RestClient): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const { at = repository.mainbranch?.name ?? '', ...typed } = request.req.query();
  const { path: filePath, commit } = request.req.param() as { path: string; commit: string };
  const exists = request.req.path.startsWith(`/${repositoryPath(request)}/src/`);
  const draft = {
    path: filePath,
    text: exists ? await readFile(rest, repository, `${commit}/${filePath}`) : '',
    branch: at,
    message: `${exists ? 'Edit' : 'Add'} ${filePath}`,
    ...typed,
  };
  return {
    title: filePath,
    content: renderEditor({ repository, action: request.req.path, draft }),
    repository,
    section: 'source',
  };
}

async function readFile(rest: RestClient, { full_name }: Repository, at: string): Promise<string> {
  const answer = await rest.request(`/2.0/repositories/${full_name}/src/${at}`);
  if (!answer.ok) throw new RestError(answer.status, `There is no file ${at}.`);
  return answer.text();
}

/**
 * Where pull requests of a repository go. Who owns a fork may open one without seeing the parent: then the
 * fork's own main branch is offered, which is called as the parent's was.
 */
async function readTarget(rest: RestClient, repository: Repository, own: Branch[]) {
  const { parent, mainbranch } = repository;
  if (!parent) return { target: repository, targetBranches: own };
  try {
    const target = await rest.get<Repository>(`/2.0/repositories/${parent.full_name}`);
    return { target, targetBranches: await listBranches(rest, target) };
  } catch (error) {
    if (!(error instanceof RestError) || error.status !== 404) throw error;
    const target = { ...repository, full_name: parent.full_name };
    return { target, targetBranches: own.filter(({ name }) => name === mainbranch?.name) };
  }
}

async function loadMenuPage(
  context: PagesContext,
  request: Context,
  rest: RestClient,
): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  const key = request.req.param('module') ?? '';
  const module = menuPagesOf(context).find((candidate) => candidate.key === key);
  if (!module) throw new RestError(404, `The app has no page “${key}”.`);
  const placed = placeModule(module, repository);
  return {
    title: placed.title,
    content: renderMenuPage(repository, placed),
    repository,
    section: `forge/${key}`,
  };
}

async function loadSettings(
  context: PagesContext,
  request: Context,
  rest: RestClient,
): Promise<PageContent> {
  const repository = await getRepository(request, rest);
  if ((await getPermission(rest, repository)) !== 'admin') {
    throw new RestError(403, 'Only an admin of the repository can open its settings.');
  }
  const key = request.req.param('module');
  const module = settingsPages(context).find((candidate) => candidate.key === key);
  if (key !== undefined && !module) throw new RestError(404, `The app has no page “${key}”.`);
  const placed = module && placeModule(module, repository);
  return {
    title: placed?.title ?? 'Repository details',
    content: renderSettingsPage({
      repository,
      settingsPages: settingsPages(context),
      module: placed,
    }),
    repository,
    section: 'settings',
  };
}
