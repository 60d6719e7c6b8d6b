import { Hono } from 'hono';
import * as v from 'valibot';
import { ApiError, notFound } from '../api-error';
import { LIST_FIELDS } from './list-fields';
import { commitJson } from './commit-json';
import type { Json } from './fields';
import type { GitCommit } from '../git-repository';
import type { Repository } from '../records';
import { applyRefChanges } from '../ref-changes';
import { isBranchName } from '../ref-name';
import { repositoryApiUrl, repositoryUrl } from './repository-json';
import {
  answer,
  answerPage,
  parameter,
  readBody,
  repositoryOf,
  type RestContext,
  type RestEnv,
} from './rest';
import { gitOf, type Site } from '../site';

const NEW_BRANCH = v.object({
  name: v.pipe(v.string(), v.check(isBranchName, 'not a name for a branch')),
  target: v.object({ hash: v.string() }),
});

/** `…/refs/branches[/{name}]`; names may hold slashes, encoded or not. */
export function branchRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/branches', async (c) => {
      const repository = repositoryOf(site, c, 'read');
      const names = (await branchesOf(site, repository)).map(([name]) => name);
      const tips = await Promise.all(names.map((name) => tipOf(site, repository, name)));
      return answerPage(site, c, tips, (tip) => branchJson(site, repository, tip), {
        fields: LIST_FIELDS.branches,
      });
    })
    .post('/branches', async (c) => {
      const repository = repositoryOf(site, c, 'write');
      const { name, target } = await readBody(c, NEW_BRANCH);
      const to = await gitOf(site, repository).findCommit(target.hash);
      if (!to) throw notFound(`Commit ${target.hash}`);
      await moveBranch(site, c, repository, name, to);
      return answer(c, branchJson(site, repository, await tipOf(site, repository, name)), {
        status: 201,
      });
    })
    .get('/branches/:name{.+}', async (c) => {
      const repository = repositoryOf(site, c, 'read');
      const tip = await tipOf(site, repository, parameter(c, 'name'));
      return answer(c, branchJson(site, repository, tip));
    })
    .delete('/branches/:name{.+}', async (c) => {
      const repository = repositoryOf(site, c, 'write');
      const { name } = await tipOf(site, repository, parameter(c, 'name'));
      if (name === repository.mainBranch) {
        throw new ApiError(400, `${name} is the main branch and cannot be deleted.`);
      }
      await moveBranch(site, c, repository, name, undefined);
      return c.body(null, 204);
    });
}

interface Tip {
  name: string;
  commit: GitCommit;
}

async function branchesOf(site: Site, repository: Repository): Promise<[string, string][]> {
  const refs = await gitOf(site, repository).refs();
  const prefix = 'refs/heads/';
  return [...refs].flatMap(([ref, hash]): [string, string][] =>
    ref.startsWith(prefix) ? [[ref.slice(prefix.length), hash]] : [],
  );
}

async function tipOf(site: Site, repository: Repository, name: string): Promise<Tip> {
  const git = gitOf(site, repository);
  const hash = (await git.refs()).get(`refs/heads/${name}`);
  const [commit] = hash ? await git.log({ from: [hash], limit: 1 }) : [];
  if (!commit) throw notFound(`Branch ${name}`);
  return { name, commit };
}

function moveBranch(
  site: Site,
  c: RestContext,
  repository: Repository,
  name: string,
  to: string | undefined,
): Promise<void> {
  return site.lock(repository.uuid, async () => {
    const git = gitOf(site, repository);
    const before = await git.refs();
    const from = before.get(`refs/heads/${name}`);
    if (from && to) throw new ApiError(400, `Branch ${name} already exists.`);
    await git.moveRef(`refs/heads/${name}`, { ...(from ? { from } : {}), ...(to ? { to } : {}) });
    await applyRefChanges(site, c.var.actor, repository.uuid, before, await git.refs());
  });
}

function branchJson(site: Site, repository: Repository, { name, commit }: Tip): Json {
  const baseUrl = site.baseUrl();
  return {
    type: 'branch',
    name,
    target: commitJson(site, repository, commit),
    merge_strategies: ['merge_commit', 'squash', 'fast_forward'],
    default_merge_strategy: 'merge_commit',
    links: {
      self: { href: `${repositoryApiUrl(baseUrl, repository)}/refs/branches/${name}` },
      html: { href: `${repositoryUrl(baseUrl, repository)}/branch/${name}` },
    },
  };
}
