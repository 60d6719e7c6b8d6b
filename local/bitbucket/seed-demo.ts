import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { getPerson } from './accounts';
import type { GitFileEdit } from './git-repository';
import type { Permission, Repository, Workspace } from './records';
import { forkOf, newRepository, type NewRepository } from './new-repository';
import { findRepository, findWorkspace, gitId, gitOf, type Site } from './site';

/** What is there at the first start. */
export interface DemoSeed {
  /** Folder whose files become the first commit of `demo/shop`. */
  shopDirectory: string;
  /** The change that the open pull request brings; by default the heading of the front page. */
  change?: { path: string; edit: (content: string) => string };
  /**
   * Called when all repositories are there, before the pull request is opened: the place to connect
   * the app, so that it hears of the pull request like of any other.
   */
  beforePullRequest?: () => Promise<void>;
}

const PULL_REQUEST = { title: 'Say hello on the front page', branch: 'feature/hello' };

const FRONT_PAGE = {
  path: 'public/index.html',
  edit: (html: string) => html.replace(/(<h1[^>]*>)/, '$1Hello! '),
};

/**
 * Makes what is missing of the workspaces `demo` and `otto`, of `demo/shop`, its fork `otto/shop`
 * and `demo/blank`, and opens one pull request in `demo/shop`. `request` is the REST API as `will`
 * uses it. What is there already is left as it is, whatever became of it.
 */
export async function seedDemo(
  site: Site,
  seed: DemoSeed,
  request: (method: string, path: string, body: FormData | object) => Promise<Response>,
): Promise<void> {
  const [ada, will, rita, otto] = (['ada', 'will', 'rita', 'otto'] as const).map(
    (name) => getPerson(name).accountId,
  ) as [string, string, string, string];
  const demo = await ensureWorkspace(site, 'demo', 'Demo', {
    [ada]: 'admin',
    [will]: 'write',
    [rita]: 'read',
  });
  const outside = await ensureWorkspace(site, 'otto', 'Otto', { [otto]: 'admin' });

  const shop = await ensureRepository(site, { workspace: demo, name: 'shop' }, async (row) => {
    const files = await filesIn(seed.shopDirectory);
    await firstCommit(site, row, 'Add the shop', files);
  });
  await ensureRepository(site, { workspace: demo, name: 'blank' }, async (row) => {
    const content = Buffer.from('# Blank\n\nA repository with nothing configured.\n');
    await firstCommit(site, row, 'Add a README', [{ path: 'README.md', content }]);
  });
  if (!findRepository(site, outside.slug, 'shop')) {
    const fork = newRepository(site, forkOf(site, shop, outside, 'shop'));
    await site.git.fork(gitId(fork), gitId(shop));
    await site.records.write([site.records.repositories.put(fork)]);
  }
  if (site.records.pullRequests.list(shop.uuid).length === 0) {
    await seed.beforePullRequest?.();
    await openPullRequest(site, shop, seed.change ?? FRONT_PAGE, request);
  }
}

async function ensureWorkspace(
  site: Site,
  slug: string,
  name: string,
  members: Record<string, Permission>,
): Promise<Workspace> {
  const existing = findWorkspace(site, slug);
  if (existing) return existing;
  const workspace: Workspace = {
    uuid: `{${randomUUID()}}`,
    slug,
    name,
    project: { uuid: `{${randomUUID()}}`, key: slug.toUpperCase(), name },
    members,
    createdAt: site.clock.now(),
  };
  await site.records.write([site.records.workspaces.put(workspace)]);
  return workspace;
}

/** Fills a new repository first and shows it then, so that a crash leaves none half filled. */
async function ensureRepository(
  site: Site,
  wanted: NewRepository,
  fill: (row: Repository) => Promise<void>,
): Promise<Repository> {
  const existing = findRepository(site, wanted.workspace.slug, wanted.name);
  if (existing) return existing;
  const row = newRepository(site, wanted);
  await site.git.create(gitId(row), row.mainBranch);
  await fill(row);
  await site.records.write([site.records.repositories.put(row)]);
  return row;
}

async function firstCommit(
  site: Site,
  row: Repository,
  message: string,
  files: GitFileEdit[],
): Promise<void> {
  const { displayName: name, email } = getPerson('ada');
  const author = { name, email, at: site.clock.now() };
  await gitOf(site, row).commit({ branch: row.mainBranch, message, author, files });
}

async function filesIn(directory: string): Promise<GitFileEdit[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async (entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const { mode } = await stat(file);
      return {
        path: path.relative(directory, file).split(path.sep).join('/'),
        content: await readFile(file),
        executable: (mode & 0o100) !== 0,
      };
    }),
  );
}

async function openPullRequest(
  site: Site,
  shop: Repository,
  change: NonNullable<DemoSeed['change']>,
  request: (method: string, path: string, body: FormData | object) => Promise<Response>,
): Promise<void> {
  const { title, branch } = PULL_REQUEST;
  const refs = await gitOf(site, shop).refs();
  if (!refs.has(`refs/heads/${branch}`)) {
    const main = refs.get(`refs/heads/${shop.mainBranch}`) ?? '';
    const content = Buffer.from(await gitOf(site, shop).read(main, change.path)).toString('utf8');
    const edited = change.edit(content);
    if (edited === content) throw new Error(`The demo's change leaves ${change.path} as it is.`);
    const form = new FormData();
    form.set('branch', branch);
    form.set('message', title);
    form.set(change.path, new Blob([edited]));
    await succeed(request('POST', `/2.0/repositories/demo/shop/src`, form));
  }
  const body = {
    title,
    source: { branch: { name: branch } },
    description: 'Open me in a preview.',
  };
  await succeed(request('POST', '/2.0/repositories/demo/shop/pullrequests', body));
}

async function succeed(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  if (response.ok) return;
  throw new Error(`The demo's pull request could not be made: ${await response.text()}`);
}
