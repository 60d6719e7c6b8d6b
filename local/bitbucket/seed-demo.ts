import { randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { getPerson } from './accounts';
import type { GitFileEdit } from './git-repository';
import type { Permission, Repository, Workspace } from './records';
import { forkOf, makeRepository, type NewRepository } from './new-repository';
import { findRepository, findWorkspace, gitId, gitOf, type Site } from './site';

/** What is there at the first start, besides `demo/blank` and a fork of the shop. */
export interface DemoSeed {
  shop: Omit<DemoRepository, 'name'>;
  /** More repositories of the workspace `demo`. */
  others?: DemoRepository[];
}

/** A repository with one open pull request. */
interface DemoRepository {
  name: string;
  /** Folder whose files become the first commit. */
  directory: string;
  /** The change that the pull request brings; by default the heading of the front page. */
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
 * Makes what is missing of the workspaces `demo` and `otto`, of `demo/shop`, its fork `otto/shop`,
 * `demo/blank` and more, and opens one pull request in each that has a change. `request` is the REST API as `will`
 * uses it. Begun and interrupted it goes on; once it is done, it never does anything again.
 */
export async function seedDemo(
  site: Site,
  seed: DemoSeed,
  request: (method: string, path: string, body: FormData | object) => Promise<Response>,
): Promise<void> {
  const demo = await ensureWorkspace(site, 'demo', 'Demo', {
    [getPerson('ada').accountId]: 'admin',
    [getPerson('will').accountId]: 'write',
    [getPerson('rita').accountId]: 'read',
  });
  const outside = await ensureWorkspace(site, 'otto', 'Otto', {
    [getPerson('otto').accountId]: 'admin',
  });
  if (demo.isSeeded) return;

  const shop = await ensureRepository(site, { workspace: demo, name: 'shop' }, 'Add the shop', () =>
    filesIn(seed.shop.directory),
  );
  const others = seed.others ?? [];
  for (const { name, directory } of others) {
    const files = () => filesIn(directory);
    await ensureRepository(site, { workspace: demo, name }, 'Add the app', files);
  }
  const readme = Buffer.from('# Blank\n\nA repository with nothing configured.\n');
  await ensureRepository(site, { workspace: demo, name: 'blank' }, 'Add a README', () =>
    Promise.resolve([{ path: 'README.md', content: readme }]),
  );
  if (!findRepository(site, outside.slug, 'shop')) {
    await makeRepository(site, forkOf(site, shop, outside, 'shop'), async (fork) => {
      await site.git.fork(gitId(fork), gitId(shop));
    });
  }
  for (const { name, change, beforePullRequest } of [{ name: 'shop', ...seed.shop }, ...others]) {
    const repository = findRepository(site, demo.slug, name);
    if (!repository || site.records.pullRequests.list(repository.uuid).length > 0) continue;
    await beforePullRequest?.();
    await openPullRequest(site, repository, change ?? FRONT_PAGE, request);
  }
  await site.records.write([site.records.workspaces.put({ ...demo, isSeeded: true })]);
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

async function ensureRepository(
  site: Site,
  wanted: NewRepository,
  message: string,
  files: () => Promise<GitFileEdit[]>,
): Promise<Repository> {
  const existing = findRepository(site, wanted.workspace.slug, wanted.name);
  if (existing) return existing;
  const { displayName: name, email } = getPerson('ada');
  const author = { name, email, at: site.clock.now() };
  return makeRepository(site, wanted, async (row) => {
    const git = await site.git.create(gitId(row), row.mainBranch);
    await git.commit({ branch: row.mainBranch, message, author, files: await files() });
  });
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
  repository: Repository,
  change: NonNullable<DemoRepository['change']>,
  request: (method: string, path: string, body: FormData | object) => Promise<Response>,
): Promise<void> {
  const { title, branch } = PULL_REQUEST;
  const address = `/2.0/repositories/demo/${repository.slug}`;
  const refs = await gitOf(site, repository).refs();
  if (!refs.has(`refs/heads/${branch}`)) {
    const main = refs.get(`refs/heads/${repository.mainBranch}`) ?? '';
    const content = Buffer.from(await gitOf(site, repository).read(main, change.path)).toString(
      'utf8',
    );
    const edited = change.edit(content);
    if (edited === content) throw new Error(`The demo's change leaves ${change.path} as it is.`);
    const form = new FormData();
    form.set('branch', branch);
    form.set('message', title);
    form.set(change.path, new Blob([edited]));
    await succeed(request('POST', `${address}/src`, form));
  }
  const body = {
    title,
    source: { branch: { name: branch } },
    description: 'Open me in a preview.',
  };
  await succeed(request('POST', `${address}/pullrequests`, body));
}

async function succeed(answer: Promise<Response>): Promise<void> {
  const response = await answer;
  if (response.ok) return;
  throw new Error(`The demo's pull request could not be made: ${await response.text()}`);
}
