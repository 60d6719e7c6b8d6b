import { Hono } from 'hono';
import { notFound } from '../api-error';
import { commitJson } from './commit-json';
import { diffstatJson } from './diffstat-json';
import type { GitFileChange } from '../git-repository';
import { repositoryApiUrl } from './repository-json';
import { pullRequestOf } from './pull-requests';
import { answerPage, parameter, repositoryOf, type RestEnv } from './rest';
import { gitOf, type Site } from '../site';

/** More commits of one pull request than this are not listed. */
const MAX_COMMITS = 1000;

/** `…/pullrequests/{id}/commits` and `/diffstat`: what a pull request would bring. The latter leads to `diffstatRoutes`. */
export function pullRequestContentRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/:id/commits', async (c) => {
      const { repository, pr } = pullRequestOf(site, c);
      const commits = await gitOf(site, repository).log({
        from: [pr.source.commit],
        without: [pr.destination.commit],
        limit: MAX_COMMITS,
      });
      return answerPage(site, c, commits, (commit) => commitJson(site, repository, commit));
    })
    .get('/:id/diffstat', (c) => {
      const { repository, pr } = pullRequestOf(site, c);
      const { source, destination } = pr;
      const own = new URL(repositoryApiUrl(site.baseUrl(), repository));
      const spec = `${own.pathname.split('/').slice(-2).join('/')}:${source.commit}%0D${destination.commit}`;
      const { searchParams: asked } = new URL(c.req.url);
      const pagelen = asked.get('pagelen');
      const query = new URLSearchParams({
        ...(pagelen === null ? {} : { pagelen }),
        from_pullrequest_id: String(pr.id),
        topic: 'true',
      });
      return c.redirect(`${own.href}/diffstat/${spec}?${query}`, 302);
    });
}

/** `…/diffstat/{workspace}/{slug}:{source}\r{destination}`: what changed since both went apart. */
export function diffstatRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>().get('/:spec{[^]+}', async (c) => {
    const repository = repositoryOf(site, c, 'read');
    const hashes = /:([0-9a-f]{40})\r([0-9a-f]{40})$/.exec(parameter(c, 'spec'));
    const [, source, destination] = hashes ?? [];
    if (!source || !destination) throw notFound('The changes');
    const changes = await gitOf(site, repository).diffstat(destination, source);
    const options = { defaultPagelen: 500, maxPagelen: 5000 };
    const shown = (change: GitFileChange) =>
      diffstatJson(site, repository, { source, destination }, change);
    return answerPage(site, c, changes, shown, options);
  });
}
