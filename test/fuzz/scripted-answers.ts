import { getPullRequest } from '../../src/domain/preview-key';
import { COMMIT, ENVIRONMENT, KEY, pullRequestWith } from '../domain/preview-fixture';
import { PROJECT, type Asked } from './app-in-process';

const { branch, destinationBranch, pageUrl } = pullRequestWith();
const REPOSITORY = {
  uuid: `{${KEY.repositoryId}}`,
  full_name: 'demo/shop',
  is_private: true,
  mainbranch: { name: 'main' },
  project: { uuid: PROJECT },
  links: { html: { href: 'https://bitbucket.org/demo/shop' } },
};

/** The pull request, open at the commit that the preview of the fixture runs. */
export const PULL_REQUEST = {
  id: getPullRequest(KEY).pullRequestId,
  state: 'OPEN',
  draft: false,
  source: {
    branch: { name: branch },
    commit: { hash: COMMIT.slice(0, 12) },
    repository: { uuid: REPOSITORY.uuid },
  },
  destination: { branch: { name: destinationBranch }, repository: REPOSITORY },
  links: { html: { href: pageUrl } },
};

/** Somebody who may write asks for a redeploy. */
export const COMMENT = {
  content: { raw: '/preview redeploy' },
  user: { type: 'user', uuid: '{a0000000-0000-4000-8000-000000000001}', account_id: 'a' },
  ...{ deleted: false, pending: false, created_on: new Date().toISOString() },
};

const ROOT_FOLDER = {
  values: [{ type: 'commit_file', path: 'ci.yml', size: 99, commit: { hash: COMMIT } }],
};
/** A usable file: what is written as JSON is YAML as well. */
const CI_YML = { run: { steps: [{ name: 'Serve', command: 'npm start' }] } };

/** What Bitbucket answers when all is well, to somebody who may do everything. */
function bitbucketAnswer({ path, method }: Asked): unknown {
  if (path.includes('/permissions/repositories')) {
    const { user } = COMMENT;
    return { values: [{ permission: 'admin', repository: REPOSITORY, user }] };
  }
  if (/\/user\/workspaces\/[^/]+\/permission(\?|$)/.test(path)) return { permission: 'owner' };
  if (method === 'GET' && /\/comments\/\d+\?/.test(path)) return COMMENT;
  if (path.includes('/projects/')) return { uuid: PROJECT };
  if (/\/pullrequests\/\d+\/comments/.test(path))
    return method === 'GET' ? { values: [] } : { id: 1 };
  if (/\/pullrequests\/\d+(\?|$)/.test(path)) return PULL_REQUEST;
  if (/^\/2\.0\/repositories\/[^/?]+\?/.test(path)) {
    return { values: [{ uuid: REPOSITORY.uuid, slug: 'shop', project: { name: 'Demo' } }] };
  }
  if (path.includes('/pullrequests?')) return { values: [PULL_REQUEST] };
  if (path.includes('/statuses/')) return { key: 'preview-7' };
  if (path.includes('/commit/')) return { hash: COMMIT };
  if (path.includes('/src/HEAD/')) return ROOT_FOLDER;
  if (path.endsWith(`/src/${COMMIT}/ci.yml`)) return CI_YML;
  return REPOSITORY;
}

const WORKSPACE = {
  id: Number(ENVIRONMENT.id),
  teamId: 1,
  planId: 8,
  name: ENVIRONMENT.name,
  restricted: false,
  devDomain: '42-3000.2.codesphere.com',
  createdAt: '2026-09-01T11:59:00.000Z',
};
const PLAN = {
  ...{ id: 8, title: 'Boost', priceUsd: 8, deprecated: false },
  characteristics: { CPU: 1, RAM: 2 ** 31, SSD: 2 ** 33, onDemand: false },
};

/** What Codesphere answers when all is well and every stage is done. */
function providerAnswer({ path, method }: Asked): unknown {
  if (path.endsWith('/teams')) return [{ id: 1, name: 'Web' }];
  if (path.endsWith('/workspace-plans')) return [PLAN];
  if (path.includes('/workspaces/team/')) return [WORKSPACE];
  if (path.endsWith('/status')) return { isRunning: true };
  if (path.endsWith('/git/head')) return { head: COMMIT };
  if (path.endsWith('/execute')) return { output: '' };
  if (path.endsWith('/env-vars')) return [{ name: 'A', value: 'value-of-a' }];
  if (path.includes('/pipeline/') && method === 'GET') {
    return [{ state: 'success', steps: [{ state: 'success' }], server: 'codesphere-ide' }];
  }
  return WORKSPACE;
}

/** What either answers when all is well. */
export function goodAnswer(asked: Asked): unknown {
  return asked.to === 'bitbucket' ? bitbucketAnswer(asked) : providerAnswer(asked);
}

/** Answers when all is well, and what was deleted at the provider is gone until it is made again. */
export function wellAnswers(): (asked: Asked) => Response {
  let deleted = false;
  return (asked) => {
    const { to, method, path } = asked;
    if (method === 'DELETE' && !path.endsWith('/env-vars')) deleted = true;
    if (to === 'provider' && method === 'POST' && path.endsWith('/workspaces')) deleted = false;
    if (!deleted || to !== 'provider') return Response.json(goodAnswer(asked));
    if (path.includes('/workspaces/team/')) return Response.json([]);
    return Response.json({ title: 'Workspace is not found' }, { status: 404 });
  };
}
