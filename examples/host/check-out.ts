import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeploymentRequest, Source } from './deployment-request';
import { type Failure, FailureError } from './failure';
import { startCommand } from './processes';

/** An account for cloning, used for repositories below `url` and for nothing else. */
export interface GitAccount {
  /** For instance `https://bitbucket.org/`. */
  url: string;
  username: string;
  password: string;
}

/** Where a commit is checked out to, and with what. */
export interface CheckOut {
  request: DeploymentRequest;
  /** The release's folder, which is made. */
  folder: string;
  /** A folder for git's own files. */
  home: string;
  account: GitAccount | undefined;
  signal: AbortSignal;
}

type Log = (text: string) => void;

/** The commands whose output is for people. */
const SHOWN = ['fetch', 'checkout', 'merge', 'submodule'];

/** Fetches the source's commit into the folder. Answers the commit that git says is checked out. */
export async function fetchSource(checkOut: CheckOut, log: Log): Promise<string> {
  const { source, destination } = checkOut.request;
  const git = gitIn(checkOut, log);
  await mkdir(checkOut.folder, { recursive: true });
  await git('init', '--quiet', '.');
  await git('remote', 'add', 'origin', source.cloneUrl);
  // A merge needs the history up to where the two parted.
  await fetchCommit(git, source, !destination);
  await must(git('checkout', '--quiet', '--detach', source.commit), 'check out the commit');
  await updateSubmodules(checkOut, log);
  return (await git('rev-parse', 'HEAD')).output.trim();
}

/** Merges the destination's commit into what was checked out. */
export async function mergeDestination(
  checkOut: CheckOut,
  destination: Source,
  log: Log,
): Promise<void> {
  const git = gitIn(checkOut, log);
  await fetchCommit(git, destination, false);
  const merge = await git('merge', '--no-edit', destination.commit);
  if (merge.code !== 0) {
    const unmerged = await git('diff', '--name-only', '--diff-filter=U');
    const files = unmerged.output.split('\n').filter(Boolean);
    throw conflict(checkOut.request.source.branch, destination.branch, files);
  }
  await updateSubmodules(checkOut, log);
}

interface GitResult {
  code: number | null;
  output: string;
}

type Git = (...args: string[]) => Promise<GitResult>;

/** git with an environment of its own: variables of the preview, as `GIT_DIR`, do not reach it. */
function gitIn({ folder, home, account, signal }: CheckOut, log: Log): Git {
  return async (...args) => {
    let output = '';
    const { exited } = startCommand({
      program: 'git',
      args,
      cwd: folder,
      release: folder,
      signal,
      env: {
        PATH: process.env.PATH ?? '/usr/bin:/bin',
        HOME: home,
        LC_ALL: 'C.UTF-8',
        GIT_TERMINAL_PROMPT: '0',
        GIT_ALLOW_PROTOCOL: 'http:https',
        ...configuration(account),
      },
      onOutput(text) {
        output += text;
        if (SHOWN.includes(args[0] ?? '')) log(text);
      },
    });
    return { code: await exited, output };
  };
}

function configuration(account: GitAccount | undefined): Record<string, string> {
  const settings: [string, string][] = [
    ['core.hooksPath', '/dev/null'],
    ['user.name', 'Preview host'],
    ['user.email', 'preview-host@localhost'],
    // A redirect could lead the account's password astray.
    ['http.followRedirects', 'false'],
  ];
  if (account) {
    const password = Buffer.from(`${account.username}:${account.password}`).toString('base64');
    settings.push([`http.${account.url}.extraHeader`, `Authorization: Basic ${password}`]);
  }
  const variables = settings.flatMap(([key, value], n) => [
    [`GIT_CONFIG_KEY_${n}`, key],
    [`GIT_CONFIG_VALUE_${n}`, value],
  ]);
  // In the environment, since everybody on the machine can read a command's arguments.
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...variables,
  ]) as Record<string, string>;
}

async function fetchCommit(git: Git, source: Source, shallow: boolean): Promise<void> {
  const { cloneUrl, branch, commit } = source;
  // The quick way; not every git server gives a commit by its hash.
  if (shallow) await git('fetch', '--quiet', '--no-tags', '--depth=1', cloneUrl, commit);
  if (await has(git, commit)) return;
  const fetched = await git('fetch', '--quiet', '--no-tags', cloneUrl, `refs/heads/${branch}`);
  if (await has(git, commit)) return;
  if (fetched.code !== 0) {
    const { code } = await git('ls-remote', '--exit-code', cloneUrl, `refs/heads/${branch}`);
    if (code !== 0 && code !== 2) throw cloneFailed(cloneUrl);
  }
  throw commitMissing(source);
}

async function has(git: Git, commit: string): Promise<boolean> {
  return (await git('cat-file', '-e', `${commit}^{commit}`)).code === 0;
}

async function updateSubmodules(checkOut: CheckOut, log: Log): Promise<void> {
  const { folder, request, account } = checkOut;
  if (!existsSync(join(folder, '.gitmodules'))) return;
  // Which repositories these are is written in the commit, which for a fork an outsider wrote.
  const git = gitIn({ ...checkOut, account: request.fork ? undefined : account }, log);
  await must(git('submodule', 'update', '--init', '--recursive'), 'fetch the submodules');
}

async function must(result: Promise<GitResult>, what: string): Promise<void> {
  const { code } = await result;
  if (code === 0) return;
  const remedy = 'See what git says in the log of this step, correct it, then push.';
  throw new FailureError({
    code: 'clone-failed',
    message: `git could not ${what}.`,
    remedy,
    mends: 'person',
  });
}

function cloneFailed(cloneUrl: string): FailureError {
  return new FailureError({
    code: 'clone-failed',
    message: `The host could not fetch from ${cloneUrl}.`,
    remedy: 'Give the host an account that may read this repository.',
    mends: 'provider',
  });
}

function commitMissing({ branch, commit }: Source): FailureError {
  return new FailureError({
    code: 'commit-missing',
    message: `The branch ${branch} does not have the commit ${commit.slice(0, 12)}.`,
    remedy: 'Push again, if the branch was rewritten or deleted meanwhile.',
    mends: 'person',
  });
}

function conflict(source: string, destination: string, files: string[]): FailureError {
  const where = files.length === 0 ? '' : ` in ${files.slice(0, 5).join(', ')}`;
  const more = files.length > 5 ? ` and ${files.length - 5} files more` : '';
  const message = `${source} and ${destination} cannot be merged: they conflict${where}${more}.`;
  return new FailureError({
    code: 'merge-conflict',
    message: message.slice(0, 1000),
    remedy: `Merge ${destination} into ${source}, resolve the conflict, then push.`.slice(0, 1000),
    mends: 'person',
  } satisfies Failure);
}
