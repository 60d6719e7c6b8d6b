import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { overflowOf } from '../browser/overflow';
import { cloneRepository, type GitClone } from './git-clone';
import { inSteps } from './in-steps';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';

/** The page answers at once; on a busy machine it takes a while. */
const ANSWERED_MS = 20_000;
/** A deployment takes some seconds; on a busy machine many. */
const DEPLOYED = { timeout: 90_000 };
jest.setTimeout(240_000);

const REPOSITORY = 'demo/blank';
const BRANCH = 'feature/rolls';
const SECRET = 'typed-secret-7f3a';
const PASTED = 'pasted-secret-91c2';
const COLD_OVEN = {
  'test.js': `
    const { test } = require('node:test');
    test('the oven is hot', () => {
      throw new Error('the oven is cold');
    });
  `,
};

/** What a team does with the app from the first day on; each test goes on from the one before. */
describeInBrowser('from an empty folder to a merged pull request', (browser) => {
  let running: RunningPlatform;
  let clone: GitClone;
  let page: Page;
  let pullRequest: number;
  let previewUrl: string;
  const commits: Record<'first' | 'second' | 'broken' | 'fixed', string> = {
    first: '',
    second: '',
    broken: '',
    fixed: '',
  };
  const problems: string[] = [];

  beforeAll(async () => {
    running = await runPlatform();
    const context = await browser().newContext({
      viewport: { width: 1280, height: 1200 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    page.setDefaultTimeout(ANSWERED_MS);
    page.on('pageerror', (error) => problems.push(error.message));
    clone = await cloneRepository(running.url, REPOSITORY);
  });
  afterAll(async () => {
    await page?.context().close();
    await clone?.remove();
    await running?.stop();
  });
  const step = inSteps();
  afterEach(async () => {
    expect(await page.locator('[data-fault]').allInnerTexts()).toEqual([]);
    expect(problems).toEqual([]);
  });

  const settings = () => page.locator('[data-module="settings-page"]');
  const card = () => page.locator('[data-module="preview-card"]');
  const short = (commit: string) => commit.slice(0, 7);
  const runs = (commit: string) => card().getByText(new RegExp(`Runs commit\\s*${short(commit)}`));
  async function openPreview(name: string): Promise<string> {
    const [tab] = await Promise.all([
      page.waitForEvent('popup'),
      card().getByRole('link', { name: 'Open preview' }).click(),
    ]);
    await tab.waitForLoadState();
    const text = await tab.locator('body').innerText();
    await screenshot(tab, `preview-${name}`);
    await tab.close();
    return text;
  }

  step('will pushes the code, and ada connects the provider', async () => {
    await clone.copyShop();
    await clone.commit('Add the shop');
    await clone.push();
    await page.goto(`${running.url}/${REPOSITORY}`);
    await page.getByRole('link', { name: 'Repository settings' }).click();
    await page
      .getByRole('navigation', { name: 'Repository settings' })
      .getByRole('link', { name: 'Previews' })
      .click();
    await settings().getByLabel('API key').waitFor();
    await screenshot(page, '01-settings-before-anything');
    await settings().getByLabel('API key').fill('local-token');
    await settings().getByRole('button', { name: 'Connect' }).click();
    await settings().getByText('Connected to Codesphere').waitFor();
    await screenshot(page, '02-settings-connected');
    expect(await settings().innerText()).not.toContain('local-token');
  });

  step('ada chooses team and plan, sets env vars and saves', async () => {
    await choose('Team', 'Demo');
    await choose('Plan', 'Micro: 0.5 CPU, 2 GiB RAM, $8 a month');
    await addVariable('SHOP_GREETING', 'Rolls of {{branch}}, pull request {{pull_request}}');
    await addVariable('OVEN_TOKEN', SECRET, { secret: true });
    await settings().getByLabel('Test', { exact: true }).check({ force: true });
    await settings().getByLabel('Public: everyone who has the link').check({ force: true });
    await settings().getByRole('button', { name: 'Paste .env' }).click();
    const dialog = page.getByRole('dialog');
    await dialog
      .getByLabel('Text of a .env file')
      .fill(`# from the .env of a colleague\nDATABASE_PASSWORD="${PASTED}"\nexport FLOUR=rye\n`);
    await screenshot(page, '03-settings-paste');
    await dialog.getByRole('button', { name: 'Add variables' }).click();
    await dialog.waitFor({ state: 'detached' });
    await settings().getByText('Pasted, not shown').first().waitFor();
    await screenshot(page, '04-settings-filled');
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    await screenshot(page, '05-settings-saved');
    await page.reload();
    await settings().getByText('Everything is saved.').waitFor();
    await screenshot(page, '06-settings-reloaded');
    const shown = await page.content();
    expect(shown).not.toContain(SECRET);
    expect(shown).not.toContain(PASTED);
    expect(await settings().getByText('Set, not shown').count()).toBe(3);
    // The fields of one kind stand below each other, those of one row beside each other.
    const [names, values] = await Promise.all([leftOf(/^Name /), leftOf(/^Value of /)]);
    expect(names.length).toBe(4);
    expect(new Set(names).size).toBe(1);
    expect(new Set(values).size).toBe(1);
    expect(values[0]).toBeGreaterThan(names[0]!);
    await fitsAPhone('06-settings');
  });

  step('the rules of a workspace and of a project fit a phone, too', async () => {
    for (const [path, rules] of [
      ['workspace/settings/forge/workspace-settings', 'Rules for all repositories'],
      [
        'projects/DEMO/settings/forge/project-settings',
        'Rules for the repositories of this project',
      ],
    ] as const) {
      await page.goto(`${running.url}/demo/${path}`);
      await page.getByRole('heading', { name: rules }).waitFor();
      await fitsAPhone(path.replace(/\/.*/, ''));
    }
  });

  step('a pull request reaches ready before the eyes of its author', async () => {
    await clone.branch(BRANCH);
    commits.first = await clone.commit('Bake rolls', await heading('Rolls, warm'));
    await clone.push();
    pullRequest = await running.openPullRequest(REPOSITORY, BRANCH);
    await page.goto(`${running.url}/${REPOSITORY}/pull-requests/${pullRequest}`);
    await card().getByText('Deploying', { exact: true }).waitFor();
    await screenshot(page, '07-card-deploying');
    await runs(commits.first).waitFor(DEPLOYED);
    await page.getByText('1 of 1 passed').waitFor();
    await screenshot(page, '08-card-ready');
    await fitsAPhone('08-card-ready');
    const [copy, view] = await Promise.all(
      [
        card().getByRole('button', { name: 'Copy link' }),
        card().getByRole('link', { name: 'View in Codesphere' }),
      ].map((one) => one.boundingBox()),
    );
    // They are one row, and neither is broken into lines.
    expect(Math.abs(middleOf(copy) - middleOf(view))).toBeLessThan(3);
    expect(view!.height).toBeLessThan(24);
    await page.getByRole('button', { name: 'Dark theme' }).click();
    await screenshot(page, '09-card-ready-dark');
    await page.getByRole('button', { name: 'Light theme' }).click();
  });

  step('the link leads to the running branch, with its env vars', async () => {
    previewUrl = (await card().getByRole('link', { name: 'Open preview' }).getAttribute('href'))!;
    const text = await openPreview('first');
    expect(text).toContain('Rolls, warm');
    expect(text).toContain(`Rolls of ${BRANCH}, pull request ${pullRequest}`);
    expect(text).toContain(`Branch ${BRANCH}`);
    expect(text).toContain(`Commit ${commits.first.slice(0, 12)}`);
    const [environment] = await ownEnvironments();
    const variables = await provider<{ name: string; value: string }[]>(
      `/workspaces/${environment?.id}/env-vars`,
    );
    expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toMatchObject({
      OVEN_TOKEN: SECRET,
      DATABASE_PASSWORD: PASTED,
      FLOUR: 'rye',
    });
  });

  step('a push brings the new page', async () => {
    commits.second = await clone.commit('Bake more rolls', await heading('Rolls, hot'));
    await clone.push();
    await page.reload();
    await runs(commits.second).waitFor(DEPLOYED);
    expect(await openPreview('second')).toContain('Rolls, hot');
  });

  step('a failing test stage is explained in the card', async () => {
    commits.broken = await clone.commit('Let the oven go cold', COLD_OVEN);
    await clone.push();
    await page.reload();
    await card().getByText('Failed', { exact: true }).waitFor(DEPLOYED);
    await screenshot(page, '10-card-failed');
    await fitsAPhone('10-card-failed');
    await card().getByRole('link', { name: 'Log in Codesphere' }).waitFor();
    const text = await card().innerText();
    expect(text).toContain('Test failed: ');
    expect(text).toContain('the oven is cold');
    expect(text).toContain('Fix the error shown in the log, then push.');
    expect(text).toMatch(new RegExp(`Failed at commit\\s*${short(commits.broken)}`));
    expect(text).not.toContain('Open preview');
    expect(text).not.toContain(SECRET);
  });

  step('a force-pushed fix gets ready', async () => {
    await clone.git('reset', '--quiet', '--hard', commits.second);
    commits.fixed = await clone.commit('Keep the oven hot', await heading('Rolls, at last'));
    await clone.push('--force');
    await page.reload();
    await runs(commits.fixed).waitFor(DEPLOYED);
    await page.getByText('1 of 1 passed').waitFor();
    await screenshot(page, '11-card-ready-again');
    expect(await openPreview('fixed')).toContain('Rolls, at last');
  });

  step('after the merge nothing is left running, and everything says so', async () => {
    await page.getByRole('button', { name: 'Merge' }).click();
    await card().getByText('Removed', { exact: true }).waitFor(DEPLOYED);
    await page.getByText('1 stopped', { exact: true }).waitFor();
    await screenshot(page, '12-card-merged');
    await running.idle();
    const tab = await page.context().newPage();
    expect((await tab.goto(previewUrl))?.status()).toBe(404);
    await tab.close();
    expect(await ownEnvironments()).toEqual([]);
    const comments = await running.comments(REPOSITORY, pullRequest);
    expect(comments.map(({ user }) => user.nickname)).toEqual(['previews']);
    expect(comments[0]?.content.raw).toMatch(/\*\*Removed\*\*[^]*The pull request was merged\./);
  });

  step('each commit has the build status that is true of it', async () => {
    const said = await Promise.all(
      Object.entries(commits).map(async ([name, commit]) => {
        const status = await running.status(REPOSITORY, commit);
        return [name, status?.state, status?.description];
      }),
    );
    expect(said).toEqual([
      ['first', 'STOPPED', `Superseded by ${short(commits.second)}`],
      ['second', 'STOPPED', `Superseded by ${short(commits.broken)}`],
      ['broken', 'STOPPED', `Superseded by ${short(commits.fixed)}`],
      ['fixed', 'STOPPED', 'The pull request was merged'],
    ]);
  });

  /** Looks at the page as it is on a phone. */
  async function fitsAPhone(name: string) {
    const before = page.viewportSize()!;
    await page.setViewportSize({ width: 360, height: 740 });
    await screenshot(page, `${name}-phone`);
    expect(await overflowOf(page)).toEqual([]);
    await page.setViewportSize(before);
  }

  /** Where the fields with such labels begin. */
  async function leftOf(label: RegExp): Promise<(number | undefined)[]> {
    const fields = await settings().getByLabel(label).all();
    return Promise.all(fields.map(async (field) => (await field.boundingBox())?.x));
  }

  const middleOf = (box: { y: number; height: number } | null | undefined) =>
    box!.y + box!.height / 2;

  async function choose(label: string, option: string) {
    await settings().getByRole('combobox', { name: label, exact: true }).press('ArrowDown');
    await page.getByRole('option', { name: option, exact: true }).click();
  }

  async function addVariable(name: string, value: string, { secret = false } = {}) {
    const row = await settings().getByPlaceholder('Name').count();
    await settings().getByRole('button', { name: 'Add variable' }).click();
    await settings().getByPlaceholder('Name').nth(row).fill(name);
    if (secret) await settings().getByLabel('Secret').nth(row).check({ force: true });
    const field = secret ? 'Secret value' : 'Value';
    await settings().getByPlaceholder(field, { exact: true }).last().fill(value);
  }

  async function heading(text: string) {
    const html = await clone.git('show', 'HEAD:public/index.html');
    return { 'public/index.html': html.replace(/<h1>.*<\/h1>/, `<h1>${text}</h1>`) };
  }

  async function provider<T>(path: string): Promise<T> {
    const headers = { authorization: 'Bearer local-token' };
    return (await fetch(`${running.hostingUrl}/api${path}`, { headers })).json() as Promise<T>;
  }

  /** Those that clone this repository, whatever they are called. */
  async function ownEnvironments() {
    const all = await provider<{ id: number; gitUrl: string }[]>('/workspaces/team/1');
    return all.filter(({ gitUrl }) => gitUrl.endsWith(`/${REPOSITORY}.git`));
  }
});
