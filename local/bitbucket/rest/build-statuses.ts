import { Hono } from 'hono';
import * as v from 'valibot';
import { notFound } from '../api-error';
import { LIST_FIELDS } from './list-fields';
import { commitReference } from './commit-json';
import { raiseBuildStatusEvent } from '../events';
import type { Json } from './fields';
import { pullRequestOf } from './pull-requests';
import { type BuildStatus, type Repository, statusesOwner } from '../records';
import { repositoryApiUrl, repositoryReference } from './repository-json';
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
import { restTime } from '../timestamps';

const STATE = v.picklist(['INPROGRESS', 'SUCCESSFUL', 'FAILED', 'STOPPED']);
const OPTIONAL_TEXT = v.optional(v.nullable(v.string()));
const REQUIRED_URL = v.pipe(v.string(), v.url('url must be a valid URL'));

const DETAILS = { name: OPTIONAL_TEXT, description: OPTIONAL_TEXT, refname: OPTIONAL_TEXT };
const NEW_STATUS = v.object({
  key: v.pipe(v.string(), v.nonEmpty('key is required'), v.maxLength(40)),
  state: STATE,
  url: REQUIRED_URL,
  ...DETAILS,
});
const STATUS_CHANGE = v.object({
  state: v.optional(STATE),
  url: v.optional(REQUIRED_URL),
  ...DETAILS,
});

/** `…/commit/{commit}/statuses` and `…/commit/{commit}/statuses/build[/{key}]`. */
export function buildStatusRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>()
    .get('/:commit/statuses', async (c) => {
      const { repository, commit } = await commitOf(site, c, 'read');
      const refname = c.req.query('refname');
      const rows = statusesOf(site, repository, commit).filter(
        (status) => !refname || !status.refname || status.refname === refname,
      );
      return answerPage(site, c, rows, (row) => statusJson(site, repository, row), {
        fields: LIST_FIELDS.statuses,
      });
    })
    .post('/:commit/statuses/build', async (c) => {
      const { repository, commit } = await commitOf(site, c, 'write');
      return saveStatus(site, c, repository, commit, await readBody(c, NEW_STATUS), 201);
    })
    .get('/:commit/statuses/build/:key', async (c) => {
      const { repository, status } = await statusOf(site, c, 'read');
      return answer(c, statusJson(site, repository, status));
    })
    .put('/:commit/statuses/build/:key', async (c) => {
      const { repository, status } = await statusOf(site, c, 'write');
      const body = await readBody(c, STATUS_CHANGE);
      const { key, state, url } = status;
      const kept = { ...status, ...body, key, state: body.state ?? state, url: body.url ?? url };
      return saveStatus(site, c, repository, status.commit, kept, 200);
    });
}

/**
 * `…/pullrequests/{id}/statuses`: the statuses of the source commit that carry the source branch as
 * their `refname`; without one Bitbucket does not attach a status to a pull request.
 */
export function pullRequestStatusRoutes(site: Site): Hono<RestEnv> {
  return new Hono<RestEnv>().get('/:id/statuses', (c) => {
    const { repository, pr } = pullRequestOf(site, c);
    const rows = statusesOf(site, repository, pr.source.commit).filter(
      ({ refname }) => refname === pr.source.branch,
    );
    return answerPage(site, c, rows, (row) => statusJson(site, repository, row), {
      fields: LIST_FIELDS.statuses,
    });
  });
}

function statusesOf(site: Site, repository: Repository, commit: string): BuildStatus[] {
  return site.records.statuses
    .list(statusesOwner(repository.uuid, commit))
    .sort((a, b) => a.createdAt - b.createdAt || (a.key < b.key ? -1 : 1));
}

async function commitOf(site: Site, c: RestContext, permission: 'read' | 'write') {
  const repository = repositoryOf(site, c, permission);
  const commit = await gitOf(site, repository).findCommit(parameter(c, 'commit'));
  if (!commit) throw notFound(`Commit ${parameter(c, 'commit')}`);
  return { repository, commit };
}

async function statusOf(site: Site, c: RestContext, permission: 'read' | 'write') {
  const { repository, commit } = await commitOf(site, c, permission);
  const key = parameter(c, 'key');
  const status = site.records.statuses.find(statusesOwner(repository.uuid, commit), key);
  if (!status) throw notFound(`Build status ${key} of commit ${commit}`);
  return { repository, status };
}

async function saveStatus(
  site: Site,
  c: RestContext,
  repository: Repository,
  commit: string,
  body: v.InferOutput<typeof NEW_STATUS>,
  status: 200 | 201,
): Promise<Response> {
  const owner = statusesOwner(repository.uuid, commit);
  const before = site.records.statuses.find(owner, body.key);
  const now = site.clock.now();
  const row: BuildStatus = {
    repository: repository.uuid,
    commit,
    key: body.key,
    state: body.state,
    url: body.url,
    ...(body.name ? { name: body.name } : {}),
    ...(body.description ? { description: body.description } : {}),
    ...(body.refname ? { refname: body.refname } : {}),
    createdAt: before?.createdAt ?? now,
    updatedAt: now,
  };
  await site.records.write([site.records.statuses.put(row)]);
  raiseBuildStatusEvent(site, c.var.actor, before ? 'updated' : 'created', repository, row);
  return answer(c, statusJson(site, repository, row), { status });
}

function statusJson(site: Site, repository: Repository, status: BuildStatus): Json {
  const baseUrl = site.baseUrl();
  const commitUrl = `${repositoryApiUrl(baseUrl, repository)}/commit/${status.commit}`;
  return {
    type: 'build',
    key: status.key,
    name: status.name ?? '',
    description: status.description ?? '',
    state: status.state,
    url: status.url,
    refname: status.refname ?? null,
    created_on: restTime(status.createdAt),
    updated_on: restTime(status.updatedAt),
    commit: commitReference(baseUrl, repository, status.commit),
    repository: repositoryReference(baseUrl, repository),
    links: {
      self: { href: `${commitUrl}/statuses/build/${encodeURIComponent(status.key)}` },
      commit: { href: commitUrl },
    },
  };
}
