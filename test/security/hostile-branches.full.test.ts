import { stagesOnly } from '../fixtures/codesphere/chosen-fields';
import { access, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GitClone } from '../end-to-end/git-clone';
import { runPlatform, type RunningPlatform } from '../end-to-end/run-platform';
import { makeConnectedShop } from '../end-to-end/set-up-repository';

jest.setTimeout(240_000);

const REPOSITORY = 'demo/hostile';
/** Where a command that was smuggled in would leave its mark. */
const MARK = join(tmpdir(), `pwned-${process.pid}`);
const TOUCH = 'touch${IFS}' + MARK;

/** Names that git takes for a branch, and that mean something elsewhere. */
const BRANCHES = [
  `$(${TOUCH})`,
  `;${TOUCH};`,
  `\`${TOUCH}\``,
  `"&&${TOUCH}&&"`,
  `'|${TOUCH}|'`,
  '-uall',
  '--upload-pack=x',
  '{{commit}}',
  '%0a%00',
  ']("><img-src=x-onerror=alert(1)>',
  'a\u202egnp.exe\u200b',
  'refs/heads/main',
];

let running: RunningPlatform;
let clone: GitClone;
const opened: { branch: string; commit: string; id: number }[] = [];

beforeAll(async () => {
  running = await runPlatform({ fast: true });
  running.platform.forge.scheduler.stop();
  clone = await makeConnectedShop(running, REPOSITORY, {
    options: stagesOnly('run'),
    variables: [{ name: 'BRANCH', secret: false, value: '{{branch}}' }],
  });
  for (const branch of BRANCHES) {
    await clone.git('checkout', '--quiet', '--detach', 'main');
    const commit = await clone.commit(`${branch}\n\n$(${TOUCH}) <script>`, {
      ['file ;$(touch pwned) \u202e.txt']: branch,
    });
    await clone.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
    const more = { title: `<b>${branch}</b> [x](javascript:alert(1)) @ada` };
    opened.push({ branch, commit, id: await running.openPullRequest(REPOSITORY, branch, more) });
  }
  await running.idle();
});
afterAll(async () => {
  await clone?.remove();
  await running?.stop();
});

test.each(BRANCHES)('the branch %p gets its preview like any other', async (branch) => {
  const { id, commit } = opened.find((one) => one.branch === branch)!;
  const card = await running.card(REPOSITORY, id);
  expect(card).toMatchObject({
    title: 'Ready',
    commit: { short: commit.slice(0, 7), latest: true },
  });
  expect(await running.status(REPOSITORY, commit)).toMatchObject({
    state: 'SUCCESSFUL',
    refname: branch,
    url: card.url,
    description: `Preview of ${commit.slice(0, 7)} is ready`,
  });
  const comments = await running.comments(REPOSITORY, id);
  expect(comments.map(({ content }) => content.raw.split('\n').slice(0, 4))).toEqual([
    [
      '| Preview | **Ready** |',
      '| --- | --- |',
      `| Link | [Open preview](${card.url}) |`,
      `| Commit | [\`${commit.slice(0, 7)}\`](${running.url}/${REPOSITORY}/commits/${commit}) |`,
    ],
  ]);
  const workspace = running.platform.codesphere.controls
    .workspaces()
    .find(({ workspace: { initialBranch } }) => initialBranch === branch)!;
  expect(JSON.stringify(workspace)).toContain(JSON.stringify(branch).slice(1, -1));
});

test('a newer commit of such a branch is fetched, also after a force push', async () => {
  const pushed: { id: number; commit: string }[] = [];
  for (const { branch, id } of opened.slice(0, 7)) {
    await clone.git('checkout', '--quiet', '--detach', 'main');
    const commit = await clone.commit('Other', { 'note.txt': branch });
    await clone.git('push', '--quiet', '--force', 'origin', `HEAD:refs/heads/${branch}`);
    pushed.push({ id, commit });
  }
  await running.idle();
  for (const { id, commit } of pushed) {
    expect(await running.card(REPOSITORY, id)).toMatchObject({
      title: 'Ready',
      commit: { short: commit.slice(0, 7), latest: true },
    });
  }
});

test('a ci.yml and a log that mean to mislead show only what can be read', async () => {
  await clone.git('checkout', '--quiet', '--detach', 'main');
  const evil = '\u202e\u200b<b>[x](javascript:alert(1))</b>';
  const octal = '\\033[2J\\033[31m\\342\\200\\256';
  const print = `printf '${octal}<script>alert(1)</script> $(${TOUCH})\\nhidden\\rend\\000\\n'; exit 3`;
  const step = JSON.stringify({ name: evil, command: print });
  await clone.commit('Mislead', { 'ci.yml': `run:\n  steps:\n    - ${step}\n` });
  await clone.git('push', '--quiet', 'origin', 'HEAD:refs/heads/misleading');
  const id = await running.openPullRequest(REPOSITORY, 'misleading', {});
  await running.idle();
  const card = await running.card(REPOSITORY, id);
  expect(card.title).toBe('Failed');
  expect(card.failure?.logTail).toEqual([`<script>alert(1)</script> $(${TOUCH})`, 'hidden end']);
  const [comment] = await running.comments(REPOSITORY, id);
  const status = await running.status(REPOSITORY, (await clone.git('rev-parse', 'HEAD')).trim());
  for (const said of [card, comment?.content.raw, status]) {
    expect(JSON.stringify(said)).not.toMatch(/[\u202e\u200b]|\\u00[01]|(?<!033)\[2J/);
  }
  // What the author of the file wrote is named, as code; the status is plain text to Bitbucket.
  expect(comment!.content.raw).toContain('**Failed** at Run → `');
  const read = comment!.content.raw.replaceAll(/`[^`]*`/g, '');
  expect(read).not.toMatch(/<|\]\((?!http:\/\/[^)]*\/commits\/[0-9a-f]{40}\))/);
});

test('nothing that was named like a command was run', async () => {
  await expect(access(MARK)).rejects.toThrow('ENOENT');
  for (const folder of [process.cwd(), clone.directory]) {
    expect((await readdir(folder)).filter((name) => name.startsWith('pwned'))).toEqual([]);
  }
});
