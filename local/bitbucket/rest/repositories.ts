import { Hono } from 'hono';
import * as v from 'valibot';
import { signedIn } from '../actor';
import { ApiError, notFound } from '../api-error';
import { raiseRepositoryEvent } from '../events';
import { permissionOf } from '../permissions';
import { commentsOwner, everything, type Repository, type Workspace } from '../records';
import { LIST_FIELDS } from './list-fields';
import { repositoryJson } from './repository-json';
import {
  answer,
  answerPage,
  parameter,
  readBody,
  repositoryOf,
  type RestContext,
  type RestEnv,
} from './rest';
import { findRepository, findWorkspace, gitId, gitOf, repositoriesOf, type Site } from '../site';
import { forkOf, makeRepository, type NewRepository } from '../new-repository';
import { isBranchName } from '../ref-name';
import { slugOf } from '../slug';

const REPOSITORY = v.object({
  name: v.optional(v.pipe(v.string(), v.nonEmpty())),
  description: v.optional(v.string()),
  is_private: v.optional(v.boolean()),
  mainbranch: v.optional(
    v.object({ name: v.pipe(v.string(), v.check(isBranchName, 'not a name for a branch')) }),
  ),
});

const FORK = v.object({
  name: v.optional(v.pipe(v.string(), v.nonEmpty())),
  workspace: v.optional(v.object({ slug: v.optional(v.string()), uuid: v.optional(v.string()) })),
});

/** `/2.0/repositories/{workspace}[/{slug}[/forks]]`. */
export function repositoryRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/:workspace', (c) => {
      const workspace = findWorkspace(site, parameter(c, 'workspace'));
      if (!workspace) throw notFound(`Workspace ${parameter(c, 'workspace')}`);
      return answerRepositories(site, c, repositoriesOf(site, workspace.slug));
    })
    .get('/:workspace/:slug', (c) => answer(c, repositoryJson(site, repositoryOf(site, c, 'read'))))
    .post('/:workspace/:slug', (c) => createFromRequest(site, c))
    .put('/:workspace/:slug', (c) =>
      findRepository(site, parameter(c, 'workspace'), parameter(c, 'slug'))
        ? updateRepository(site, c)
        : createFromRequest(site, c),
    )
    .delete('/:workspace/:slug', (c) => deleteRepository(site, c))
    .get('/:workspace/:slug/forks', (c) => {
      const { uuid } = repositoryOf(site, c, 'read');
      const all = site.records.repositories.list(everything);
      return answerRepositories(
        site,
        c,
        all.filter(({ parent }) => parent === uuid),
      );
    })
    .post('/:workspace/:slug/forks', (c) => forkRepository(site, c));
}

function answerRepositories(site: Site, c: RestContext, repositories: Repository[]): Response {
  const visible = repositories.filter((row) => permissionOf(site, c.var.actor, row));
  return answerPage(site, c, visible, (row) => repositoryJson(site, row), {
    fields: LIST_FIELDS.repositories,
  });
}

/** The workspace that the actor may make repositories in. */
function administeredWorkspace(site: Site, c: RestContext, selector: string): Workspace {
  const { accountId } = signedIn(c.var.actor);
  const workspace = findWorkspace(site, selector);
  if (!workspace) throw notFound(`Workspace ${selector}`);
  if (workspace.members[accountId] === 'admin') return workspace;
  throw new ApiError(403, `Only an admin of ${workspace.slug} can make repositories in it.`);
}

async function createFromRequest(site: Site, c: RestContext): Promise<Response> {
  const body = await readBody(c, REPOSITORY);
  const workspace = administeredWorkspace(site, c, parameter(c, 'workspace'));
  const slug = parameter(c, 'slug');
  if (slug !== slugOf(slug)) throw new ApiError(400, `${slug} is not a slug: try ${slugOf(slug)}.`);
  const wanted: NewRepository = {
    workspace,
    name: body.name ?? slug,
    slug,
    isPrivate: body.is_private ?? true,
    ...(body.description ? { description: body.description } : {}),
    ...(body.mainbranch ? { mainBranch: body.mainbranch.name } : {}),
  };
  const row = await makeRepository(site, wanted, async ({ uuid, mainBranch }) => {
    await site.git.create(gitId({ uuid }), mainBranch);
  });
  raiseRepositoryEvent(site, c.var.actor, 'created', row);
  return answer(c, repositoryJson(site, row));
}

async function updateRepository(site: Site, c: RestContext): Promise<Response> {
  const body = await readBody(c, REPOSITORY);
  const before = repositoryOf(site, c, 'admin');
  const slug = body.name && body.name !== before.name ? slugOf(body.name) : before.slug;
  if (slug !== before.slug && findRepository(site, before.workspace, slug)) {
    throw new ApiError(400, `${before.workspace} already has a repository ${slug}.`);
  }
  const row: Repository = {
    ...before,
    slug,
    name: body.name ?? before.name,
    description: body.description ?? before.description,
    isPrivate: body.is_private ?? before.isPrivate,
    mainBranch: body.mainbranch?.name ?? before.mainBranch,
    updatedAt: site.clock.now(),
  };
  const saved = site.records.write([site.records.repositories.put(row)]);
  if (row.mainBranch !== before.mainBranch) await gitOf(site, row).setHead(row.mainBranch);
  await saved;
  const compared = ['name', 'slug', 'description'] as const;
  const changes = compared
    .filter((field) => row[field] !== before[field])
    .map((field) => [field, { old: before[field], new: row[field] }] as const);
  raiseRepositoryEvent(site, c.var.actor, 'updated', row, { changes: Object.fromEntries(changes) });
  return answer(c, repositoryJson(site, row));
}

/** Its pull requests go with it; those from it into others stay, without a source repository. */
async function deleteRepository(site: Site, c: RestContext): Promise<Response> {
  const row = repositoryOf(site, c, 'admin');
  const { repositories, pullRequests, comments } = site.records;
  await site.lock(row.uuid, async () => {
    const gone = pullRequests
      .list(row.uuid)
      .flatMap((pr) => [
        ...comments.list(commentsOwner(pr)).map((comment) => comments.remove(comment)),
        pullRequests.remove(pr),
      ]);
    await site.records.write([repositories.remove(row), ...gone]);
    await site.git.remove(gitId(row));
  });
  raiseRepositoryEvent(site, c.var.actor, 'deleted', row);
  return c.body(null, 204);
}

async function forkRepository(site: Site, c: RestContext): Promise<Response> {
  const body = await readBody(c, FORK);
  const parent = repositoryOf(site, c, 'read');
  const { slug, uuid } = body.workspace ?? {};
  const workspace = administeredWorkspace(site, c, slug ?? uuid ?? signedIn(c.var.actor).nickname);
  const wanted = forkOf(site, parent, workspace, body.name ?? parent.name);
  const row = await makeRepository(site, wanted, async (fork) => {
    await site.git.fork(gitId(fork), gitId(parent));
  });
  raiseRepositoryEvent(site, c.var.actor, 'created', row);
  return answer(c, repositoryJson(site, row), { status: 201 });
}
