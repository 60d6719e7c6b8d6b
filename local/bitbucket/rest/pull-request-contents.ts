import { Hono } from 'hono';
import { commitJson } from './commit-json';
import { diffstatJson } from './diffstat-json';
import { pullRequestOf } from './pull-requests';
import { answerPage, type RestEnv } from './rest';
import { gitOf, type Site } from '../site';

/** More commits of one pull request than this are not listed. */
const MAX_COMMITS = 1000;

/** `…/pullrequests/{id}/commits` and `/diffstat`: what a pull request would bring. */
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
    .get('/:id/diffstat', async (c) => {
      const { repository, pr } = pullRequestOf(site, c);
      const changes = await gitOf(site, repository).diffstat(
        pr.destination.commit,
        pr.source.commit,
      );
      const options = { defaultPagelen: 500, maxPagelen: 5000 };
      return answerPage(
        site,
        c,
        changes,
        (change) => diffstatJson(site, repository, pr, change),
        options,
      );
    });
}
