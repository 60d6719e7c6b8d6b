import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRepository } from '../../local/check-repository';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'previews-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const failureOf = (path: string, more = {}) =>
  checkRepository(path, { ...process.env, ...more }).then(
    () => undefined,
    (error: Error) => error.message,
  );

it('takes a repository, and says of others in one line what they are', async () => {
  expect(await failureOf(folder)).toMatch(
    /^--repo \S+ cannot be used: not a git repository.*[^\n]$/,
  );
  expect(await failureOf(join(folder, 'none'))).toMatch(
    /cannot be used: cannot change to .*[^\n]$/,
  );
  execFileSync('git', ['init', '--quiet', folder]);
  expect(await failureOf(folder)).toBeUndefined();
});

it("tells how to trust somebody else's, which git does not read", async () => {
  execFileSync('git', ['init', '--quiet', folder]);
  // As git's own tests play it: only root can give a folder away.
  const failure = await failureOf(folder, { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });
  expect(failure).toContain('dubious ownership');
  expect(failure).toMatch(/run: git config --global --add safe\.directory \S+$/);
  expect(failure).not.toContain('\n');
});
