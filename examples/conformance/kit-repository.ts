import { execFile } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { serveRepositories } from './git-server';

/** A branch of the kit's repository, as the protocol names a source. */
export interface KitSource {
  cloneUrl: string;
  branch: string;
  commit: string;
}

/** The commits that the checks deploy, each on a branch of its own. */
export interface KitSources {
  /** Two versions of the app; the second one follows the first. */
  first: KitSource;
  second: KitSource;
  /** Its build takes about half a minute. */
  slow: KitSource;
  /** Its build ends with exit code 3. */
  failing: KitSource;
  /** Branched off `first`, and changes another file than `second` does. */
  apart: KitSource;
  /** Branched off `first`, and changes the same line as `second`. */
  conflicting: KitSource;
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Conformance kit',
  GIT_AUTHOR_EMAIL: 'kit@example.com',
  GIT_COMMITTER_NAME: 'Conformance kit',
  GIT_COMMITTER_EMAIL: 'kit@example.com',
};

const BRANCHES: Record<keyof KitSources, { on?: keyof KitSources; files: Record<string, string> }> =
  {
    first: { files: { 'version.txt': 'first\n' } },
    second: { on: 'first', files: { 'version.txt': 'second\n' } },
    slow: { on: 'first', files: { 'version.txt': 'slow\n', 'slow.txt': '30\n' } },
    failing: { on: 'first', files: { 'version.txt': 'failing\n', 'fail.txt': '\n' } },
    apart: { on: 'first', files: { 'apart.txt': 'apart\n' } },
    conflicting: { on: 'first', files: { 'version.txt': 'conflicting\n' } },
  };

/**
 * Makes the repository in `folder` from the files of an app and pushes its branches to `remote`,
 * which hosts reach as `cloneUrl`.
 */
async function makeKitRepository(
  folder: string,
  app: string,
  remote: string,
  cloneUrl: string,
): Promise<KitSources> {
  const env = { ...process.env, ...IDENTITY };
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: folder, env })).stdout.trim();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await git('init', '--quiet');
  await cp(app, folder, { recursive: true });
  const sources = {} as KitSources;
  for (const [key, { on, files }] of Object.entries(BRANCHES)) {
    const branch = `kit-${key}`;
    await git('checkout', '--quiet', '-B', branch, ...(on ? [`kit-${on}`] : []));
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', `Be ${key}`);
    sources[key as keyof KitSources] = { cloneUrl, branch, commit: await git('rev-parse', 'HEAD') };
  }
  await git('push', '--quiet', '--force', remote, 'refs/heads/kit-*');
  return sources;
}

/** The kit's repository, and whatever serves it. */
export interface KitRepository {
  sources: KitSources;
  close(): Promise<void>;
}

/** Makes the repository and lets hosts clone it: from `gitUrl`, or without one from this machine. */
export async function openKitRepository(
  folder: string,
  app: string,
  gitUrl?: string,
): Promise<KitRepository> {
  const work = join(folder, 'work');
  if (gitUrl !== undefined) {
    const sources = await makeKitRepository(work, app, gitUrl, withoutAccount(gitUrl));
    return { sources, close: () => Promise.resolve() };
  }
  const bare = join(folder, 'served', 'kit.git');
  await promisify(execFile)('git', ['init', '--quiet', '--bare', bare]);
  const server = await serveRepositories(join(folder, 'served'));
  const sources = await makeKitRepository(work, app, bare, `${server.url}/kit.git`);
  return { sources, close: () => server.stop() };
}

/** Hosts clone with an account of their own. */
function withoutAccount(gitUrl: string): string {
  return gitUrl.replace(/^(https?:\/\/)[^/@]*@/, '$1');
}
