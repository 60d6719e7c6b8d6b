import { Hono } from 'hono';
import { signedIn } from '../actor';
import { ApiError, notFound } from '../api-error';
import { LIST_FIELDS } from './list-fields';
import { commitReference } from './commit-json';
import { escapedPath } from './diffstat-json';
import type { Json } from './fields';
import type { GitEntry, GitFileEdit } from '../git-repository';
import type { Repository } from '../records';
import { applyRefChanges } from '../ref-changes';
import { isBranchName } from '../ref-name';
import { repositoryApiUrl } from './repository-json';
import {
  answer,
  answerPage,
  parameter,
  repositoryOf,
  type RestContext,
  type RestEnv,
} from './rest';
import { gitOf, type Site } from '../site';
import { isTreePath } from './tree-path';

/** `…/src[/{commit}/{path}]`: files, folders, and commits made without a clone. */
export function sourceFileRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/', (c) => {
      const { mainBranch } = repositoryOf(site, c, 'read');
      return answerSource(site, c, mainBranch, '');
    })
    .post('/', (c) => commitFiles(site, c))
    .get('/:commit', (c) => answerSource(site, c, parameter(c, 'commit'), ''))
    .get('/:commit/:path{.*}', (c) =>
      answerSource(site, c, parameter(c, 'commit'), parameter(c, 'path')),
    );
}

async function answerSource(
  site: Site,
  c: RestContext,
  revision: string,
  pathWithSlash: string,
): Promise<Response> {
  const repository = repositoryOf(site, c, 'read');
  const path = pathWithSlash.replace(/\/+$/, '');
  const git = gitOf(site, repository);
  // Bitbucket calls the newest commit of the main branch HEAD.
  const commit = await git.findCommit(revision === 'HEAD' ? repository.mainBranch : revision);
  if (!commit) throw notFound(`Commit ${revision}`);
  const entry = path === '' || isTreePath(path) ? await git.findEntry(commit, path) : undefined;
  if (!entry) throw new ApiError(404, `No such file or directory: ${path}`);
  if (c.req.query('format') === 'meta')
    return answer(c, entryJson(site, repository, commit, entry));
  if (entry.kind === 'directory') {
    const entries = await git.list(commit, path);
    return answerPage(site, c, entries, (row) => entryJson(site, repository, commit, row), {
      fields: LIST_FIELDS.files,
    });
  }
  return new Response(await git.read(commit, path), {
    headers: {
      'content-type': path.endsWith('.json') ? 'application/json' : 'text/plain; charset=utf-8',
      // The file is a stranger's: a browser must not run it as a page of this host.
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    },
  });
}

function entryJson(site: Site, repository: Repository, commit: string, entry: GitEntry): Json {
  const api = repositoryApiUrl(site.baseUrl(), repository);
  const self = { href: `${api}/src/${commit}/${escapedPath(entry.path)}` };
  const reference = commitReference(site.baseUrl(), repository, commit);
  if (entry.kind === 'directory') {
    return { type: 'commit_directory', path: entry.path, commit: reference, links: { self } };
  }
  return {
    type: 'commit_file',
    path: entry.path,
    escaped_path: escapedPath(entry.path),
    size: entry.size,
    attributes: entry.executable ? ['executable'] : [],
    commit: reference,
    links: { self },
  };
}

/** Names in the form that are not paths of files. */
const FORM_FIELDS = ['message', 'author', 'branch', 'parents', 'files'];

async function commitFiles(site: Site, c: RestContext): Promise<Response> {
  const repository = repositoryOf(site, c, 'write');
  const form = await c.req.raw.formData().catch(() => {
    throw new ApiError(400, 'The body is not a form (multipart/form-data or urlencoded).');
  });
  const field = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const files = await editsOf(form);
  if (files.length === 0) throw new ApiError(400, 'The form names no file.');
  const branch = field('branch') ?? repository.mainBranch;
  if (!isBranchName(branch)) throw new ApiError(400, `${branch} is not a name for a branch.`);
  const account = signedIn(c.var.actor);
  const commit = await site.lock(repository.uuid, async () => {
    const git = gitOf(site, repository);
    const before = await git.refs();
    const from =
      before.get(`refs/heads/${branch}`) ?? before.get(`refs/heads/${repository.mainBranch}`);
    const hash = await git.commit({
      branch,
      ...(from ? { from } : {}),
      message: field('message') ?? 'Edited through the REST API',
      author: { name: account.displayName, email: account.email, at: site.clock.now() },
      files,
    });
    await applyRefChanges(site, c.var.actor, repository.uuid, before, await git.refs());
    return hash;
  });
  const location = `${repositoryApiUrl(site.baseUrl(), repository)}/commit/${commit}`;
  return c.body(null, 201, { location });
}

/** A path without content under `files` is deleted. */
async function editsOf(form: FormData): Promise<GitFileEdit[]> {
  const edits: GitFileEdit[] = [];
  for (const [name, value] of form.entries()) {
    if (FORM_FIELDS.includes(name)) continue;
    const content =
      typeof value === 'string' ? Buffer.from(value) : new Uint8Array(await value.arrayBuffer());
    edits.push({ path: checkedPath(name), content });
  }
  for (const value of form.getAll('files')) {
    const path = typeof value === 'string' ? checkedPath(value) : '';
    if (path && !edits.some((edit) => edit.path === path)) edits.push({ path, deleted: true });
  }
  return edits;
}

function checkedPath(name: string): string {
  const path = name.replace(/^\/+/, '');
  if (!isTreePath(path)) throw new ApiError(400, `${name} is not a path that a commit can hold.`);
  return path;
}
