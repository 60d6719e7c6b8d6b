import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import type { GitClone } from './git-clone';
import { inSteps } from './in-steps';
import { openStory, PAGE_SERVER, REPOSITORY, type Story } from './open-story';
import type { RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';

/** A deployment takes some seconds; on a busy machine many. */
const DEPLOYED = { timeout: 90_000 };
jest.setTimeout(240_000);

const DAY_MS = 24 * 60 * 60_000;
const dateIn = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);

/** The life of a preview at Ona, where each commit has an environment of its own; each test goes on from the one before. */
describeInBrowser('at Ona', (browser) => {
  let story: Story;
  let running: RunningPlatform;
  let clone: GitClone;
  let page: Page;
  let pullRequest: number;
  let first: { commit: string; url: string };
  /** A file without which the second app does not start. */
  let gate: string;

  beforeAll(async () => {
    gate = join(await mkdtemp(join(tmpdir(), 'previews-ona-')), 'open');
    story = await openStory(browser());
    ({ running, page, clone } = story);
  });
  afterAll(async () => {
    await story?.close();
    await rm(dirname(gate), { recursive: true, force: true });
  });
  const step = inSteps();

  const settings = () => page.locator('[data-module="settings-page"]');
  const card = () => page.locator('[data-module="preview-card"]');
  const runs = (commit: string, which = '') =>
    card().getByText(new RegExp(`Runs commit\\s*${commit.slice(0, 7)}${which}`));
  const link = () => card().getByRole('link', { name: 'Open preview' });

  step('ada connects it with a token and its date, and says how the app is started', async () => {
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByLabel('Ona (Gitpod)').check({ force: true });
    await connect('local-token', dateIn(200));
    await settings()
      .getByText(/is more than 90 days ahead/)
      .waitFor();
    await connect('local-token', dateIn(9));
    await settings().getByText('Connected to Ona').waitFor();
    await settings()
      .getByText(/The personal access token of Ona expires on/)
      .waitFor();
    await screenshot(page, 'ona-01-connected');
    const classes = settings().getByRole('combobox', { name: 'Environment class', exact: true });
    await classes.press('ArrowDown');
    await page.getByRole('option', { name: /Regular/ }).click();
    await settings().getByLabel('Command', { exact: true }).fill('sh start.sh');
    await settings().getByLabel('Everybody who has the link').check({ force: true });
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    await screenshot(page, 'ona-02-saved');
    expect(await page.content()).not.toContain('local-token');
  });

  step('a pull request gets an environment of its commit', async () => {
    await clone.branch('feature/lab');
    const commit = await clone.commit('Add a lab', {
      'server.js': PAGE_SERVER,
      'start.sh': 'node server.js\n',
      'page.txt': 'the first',
    });
    await clone.push();
    pullRequest = await running.openPullRequest(REPOSITORY, 'feature/lab');
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/${pullRequest}`);
    await runs(commit, ', the latest').waitFor(DEPLOYED);
    await card()
      .getByText(/expires on/)
      .first()
      .waitFor();
    await screenshot(page, 'ona-03-ready');
    first = { commit, url: await addressOf() };
    expect(await visit(first.url)).toBe('the first');
    // Its page at Ona is one of this machine.
    const shown = await visit(await pageAtOna());
    expect(shown).toMatch(/^preview-.*: running\n/);
    expect(shown).toContain(`commit ${commit.slice(0, 7)}`);
  });

  step(
    'while a push is deployed the first one stays up, and then the link leads to the other',
    async () => {
      const commit = await clone.commit('Take longer', {
        // Until the test has seen it deploy.
        'start.sh': `until [ -e ${gate} ]; do sleep 0.2; done\nnode server.js\n`,
        'page.txt': 'the second',
      });
      await clone.push();
      await page.reload();
      await card().getByText('Deploying', { exact: true }).waitFor(DEPLOYED);
      await runs(first.commit, ', not the latest').waitFor();
      expect(await addressOf()).toBe(first.url);
      expect(await visit(first.url)).toBe('the first');
      await screenshot(page, 'ona-04-replacing');
      await writeFile(gate, '');
      await runs(commit, ', the latest').waitFor(DEPLOYED);
      const url = await addressOf();
      expect(url).not.toBe(first.url);
      expect(await visit(url)).toBe('the second');
      await running.idle();
      expect(await visit(first.url)).toContain('There is no environment here');
      expect(await environments()).toHaveLength(1);
      first = { commit, url };
    },
  );

  step('what fails leaves it up, and says why', async () => {
    await clone.commit('Break the app', { 'start.sh': 'echo the oven is cold\nexit 3\n' });
    await clone.push();
    await page.reload();
    await card().getByText('Failed', { exact: true }).waitFor(DEPLOYED);
    await runs(first.commit, ', not the latest').waitFor();
    await screenshot(page, 'ona-05-failed');
    expect(await card().innerText()).toContain('the oven is cold');
    expect(await visit(await pageAtOna())).toContain('the oven is cold');
    expect(await visit(await addressOf())).toBe('the second');
  });

  step('after the merge both are gone', async () => {
    await page.getByRole('button', { name: 'Merge' }).click();
    await card().getByText('Removed', { exact: true }).waitFor(DEPLOYED);
    await running.idle();
    expect(await environments()).toEqual([]);
  });

  async function connect(token: string, expires: string) {
    await settings().getByLabel('personal access token').fill(token);
    await settings().getByLabel('date of expiry').fill(expires);
    await settings().getByRole('button', { name: 'Connect' }).click();
  }

  async function addressOf(): Promise<string> {
    return (await link().getAttribute('href')) ?? '';
  }

  async function pageAtOna(): Promise<string> {
    const page = card().getByRole('link', { name: 'View in Ona' });
    return (await page.getAttribute('href')) ?? '';
  }

  async function visit(url: string): Promise<string> {
    const tab = await page.context().newPage();
    await tab.goto(url);
    const text = await tab.locator('body').innerText();
    await tab.close();
    return text.trim();
  }

  async function environments(): Promise<unknown[]> {
    const method = 'gitpod.v1.EnvironmentService/ListEnvironments';
    const answer = await fetch(`${running.hostingUrl}/ona/api/${method}`, {
      method: 'POST',
      headers: { authorization: 'Bearer local-token', 'content-type': 'application/json' },
      body: '{}',
    });
    const { environments: all = [] } = (await answer.json()) as { environments?: unknown[] };
    return all;
  }
});
