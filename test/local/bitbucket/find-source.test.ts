import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSource } from '../../../local/bitbucket/git/find-source';
import { createGitCommand } from '../../../local/bitbucket/git/git-command';

jest.setTimeout(60_000);

let root: string;
/** Has the branches main, develop, release and feature; the last one is checked out. */
let source: string;
/** A clone of it with all of these. */
let clone: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'previews-source-')));
  [source, clone] = [join(root, 'source'), join(root, 'clone')];
  git(root, 'init', '--quiet', '--initial-branch=main', source);
  git(source, 'config', 'uploadpack.allowFilter', 'true');
  writeFileSync(join(source, 'file'), 'content');
  git(source, 'add', '.');
  git(source, ...AUTHOR, 'commit', '--quiet', '-m', 'First');
  for (const name of ['develop', 'release', 'feature']) git(source, 'branch', name);
  git(source, 'checkout', '--quiet', 'feature');
  git(root, 'clone', '--quiet', source, clone);
  for (const name of ['main', 'develop', 'release']) git(clone, 'branch', name, `origin/${name}`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const AUTHOR = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];

function git(directory: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: directory, encoding: 'utf8' }).trim();
}

/** What is found there, or why it is refused. */
async function find(folder: string): Promise<string | undefined> {
  const found = await findSource(createGitCommand(join(root, 'home')), folder).catch(
    (error: Error) => error,
  );
  return found instanceof Error ? found.message : found?.mainBranch;
}

describe('the main branch is', () => {
  it('the one that the remote says', async () => {
    git(clone, 'remote', 'set-head', 'origin', 'release');
    expect(await find(clone)).toBe('release');
  });

  it.each([
    ['main', []],
    ['develop', ['main']],
    ['feature', ['main', 'develop']],
  ])('%s by its name, or else as checked out, without %j', async (expected, removed) => {
    for (const name of removed) git(source, 'branch', '--quiet', '-D', name);
    expect(await find(source)).toBe(expected);
  });

  it('one that is there when a commit is checked out', async () => {
    git(source, 'checkout', '--quiet', '--detach');
    for (const name of ['main', 'develop', 'feature']) git(source, 'branch', '--quiet', '-D', name);
    expect(await find(source)).toBe('release');
  });
});

describe('one clear line refuses', () => {
  it.each([
    ['a repository without a commit', ['init', '--quiet'], 'has no branch'],
    ['one with SHA-256', ['init', '--quiet', '--object-format=sha256'], 'has hashes of SHA-256'],
  ])('%s', async (_, command, reason) => {
    const other = join(root, 'other');
    git(root, ...command, other);
    expect(await find(other)).toMatch(new RegExp(`^${other} ${reason}.*$`));
  });

  it('a checkout of a commit without any branch', async () => {
    git(clone, 'checkout', '--quiet', '--detach');
    const names = ['main', 'develop', 'release', 'feature'];
    git(clone, 'branch', '--quiet', '-D', ...names);
    expect(await find(clone)).toMatch(/^\S+ has no branch\. Make one there: .*$/);
  });

  it('a partial clone, as long as it lacks objects', async () => {
    const other = join(root, 'partial');
    git(root, 'clone', '--quiet', '--filter=blob:none', '--no-checkout', `file://${source}`, other);
    expect(await find(other)).toMatch(/^\S+ is a partial clone that lacks objects\. Run .*$/);
    git(other, 'fetch', '--quiet', '--refetch', '--no-filter');
    expect(await find(other)).toBe('feature');
  });
});

it('finds nothing where there is none', async () => {
  expect(await find(root)).toBeUndefined();
  expect(await find(join(root, 'none'))).toBeUndefined();
});
