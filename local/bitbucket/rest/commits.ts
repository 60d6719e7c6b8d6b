import { Hono } from 'hono';
import { notFound } from '../api-error';
import { commitJson } from './commit-json';
import type { Repository } from '../records';
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

/** Commits further back than this are not listed. */
const MAX_COMMITS = 5000;

/** `…/commit/{commit}`. */
export function commitRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>().get('/:commit', async (c) => {
    const repository = repositoryOf(site, c, 'read');
    const revision = parameter(c, 'commit');
    const hash = await findCommit(site, repository, revision);
    const [commit] = await gitOf(site, repository).log({ from: [hash], limit: 1 });
    if (!commit) throw notFound(`Commit ${revision}`);
    return answer(c, commitJson(site, repository, commit));
  });
}

/** `…/commits[/{revision}]`, with `include`, `exclude` and `path`. */
export function commitListRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/', (c) => listCommits(site, c, c.req.queries('include') ?? []))
    .get('/:revision{.+}', (c) => listCommits(site, c, [parameter(c, 'revision')]));
}

async function listCommits(site: Site, c: RestContext, include: string[]): Promise<Response> {
  const repository = repositoryOf(site, c, 'read');
  const git = gitOf(site, repository);
  const hashes = (revisions: string[]) =>
    Promise.all(revisions.map((revision) => findCommit(site, repository, revision)));
  const branches = [...(await git.refs())].filter(([ref]) => ref.startsWith('refs/heads/'));
  const path = c.req.query('path');
  if (path && !isTreePath(path)) throw notFound(path);
  const commits = await git.log({
    from: include.length > 0 ? await hashes(include) : branches.map(([, hash]) => hash),
    without: await hashes(c.req.queries('exclude') ?? []),
    ...(path ? { path } : {}),
    limit: MAX_COMMITS,
  });
  const options = { defaultPagelen: 30 };
  return answerPage(site, c, commits, (row) => commitJson(site, repository, row), options);
}

async function findCommit(site: Site, repository: Repository, revision: string): Promise<string> {
  const hash = await gitOf(site, repository).findCommit(revision);
  if (!hash) throw notFound(`Commit ${revision}`);
  return hash;
}
