import type { Locator, Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { openPage } from './open-page';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';
import { makeShop, settingsOf } from './set-up-repository';

jest.setTimeout(240_000);

const REPOSITORY = 'demo/bakery';

/** An owner connects the provider once; a repository of the workspace uses it without a key. */
describeInBrowser('a connection for all repositories of a workspace', (browser) => {
  let running: RunningPlatform;
  let page: Page;

  beforeAll(async () => {
    running = await runPlatform({ fast: true });
    const clone = await makeShop(running, REPOSITORY);
    await clone.git('checkout', '-b', 'rolls');
    await clone.commit('Begin with rolls', { 'public/rolls.css': '/* rolls */' });
    await clone.push();
    await clone.remove();
    page = await openPage(browser());
  });
  afterAll(async () => {
    await page?.context().close();
    await running?.stop();
  });

  const workspace = () => page.locator('[data-module="workspace-settings"]');
  const settings = () => page.locator('[data-module="settings-page"]');
  const openWorkspace = () =>
    page.goto(`${running.url}/demo/workspace/settings/forge/workspace-settings`);

  const project = () => page.locator('[data-module="project-settings"]');

  async function choose(within: Locator, field: string, option: string): Promise<void> {
    await within.getByLabel(field, { exact: true }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  }

  async function connect(key: string): Promise<void> {
    await workspace().getByLabel('API key').fill(key);
    await workspace().getByRole('button', { name: 'Connect', exact: true }).click();
  }

  test('an owner connects it under a name, and reads what is wrong at the field', async () => {
    await page.goto(running.url);
    await page
      .getByRole('link', { name: 'Previews: connections and rules for all repositories' })
      .click();
    await workspace().getByLabel('Name').waitFor();
    await connect('local-token');
    await workspace().getByText('Give it a name').waitFor();
    await workspace().getByLabel('Name').fill('Web team');
    await connect('wrong-key');
    await workspace().getByText('Copy it once more').waitFor();
    await connect('local-token');
    await workspace().getByText('Web team is connected. Repositories can use it now.').waitFor();
    await workspace().getByText('No repository uses it.').waitFor();
    await screenshot(page, 'workspace-connections');
    expect(await page.content()).not.toContain('local-token');
  });

  test('the admin of a repository uses it without a key, and a pull request is previewed', async () => {
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByText('Web team: Codesphere, Demo, Bakery').waitFor();
    await screenshot(page, 'settings-shared-connection');
    await settings().getByRole('button', { name: 'Use this connection' }).click();
    await settings().getByText('a connection of the workspace').waitFor();
    expect(await settings().getByRole('button', { name: 'Replace API key' }).count()).toBe(0);
    await settings().getByLabel('Public: everyone who has the link').check({ force: true });
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Saved', { exact: true }).waitFor();
    const id = await running.openPullRequest(REPOSITORY, 'rolls');
    await running.idle();
    expect(await running.card(REPOSITORY, id)).toMatchObject({ title: 'Ready' });
    // All is read at once: the message says which key belongs to it.
    const calls = running.callsSince(0).filter(({ kind }) => kind === 'egress');
    expect(calls.length).toBeGreaterThan(0);
  });

  test('its key is replaced once for all, and it stays while somebody uses it', async () => {
    await openWorkspace();
    await workspace().getByText('1 repository uses it.').waitFor();
    await workspace().getByRole('button', { name: 'Replace API key' }).click();
    await connect('local-token');
    await workspace().getByText('The key of Web team was replaced.').waitFor();
    await workspace().getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove connection' }).click();
    await workspace()
      .getByText('1 repository uses Web team. Disconnect the provider in its settings first.')
      .waitFor();
  });

  test('an owner limits how many previews run over it at once', async () => {
    const limit = (label: string) => choose(workspace(), 'Previews at once', label);
    await limit('At most 1');
    await workspace().getByText('Web team runs at most one preview at once.').waitFor();
    await screenshot(page, 'workspace-limit');
    await running.idle();
    const files = { 'public/buns.css': '/* buns */' };
    const change = { repository: REPOSITORY, branch: 'buns', message: 'Begin with buns', files };
    await running.commit('ada', change);
    const id = await running.openPullRequest(REPOSITORY, 'buns');
    await running.idle();
    expect(await running.card(REPOSITORY, id)).toMatchObject({
      title: 'Waiting',
      message: expect.stringContaining(
        'The one preview that the repositories of this connection may have at once is taken.',
      ) as string,
    });
    await workspace().getByRole('button', { name: 'Show them' }).click();
    await workspace().getByText('Web team: 1 of at most 1').waitFor();
    await workspace().getByText('; 1 waits').waitFor();
    await workspace().getByText('buns', { exact: true }).waitFor();
    await screenshot(page, 'workspace-previews');
    await limit('Any number');
    await workspace().getByText('Web team runs any number of previews at once.').waitFor();
    await running.idle();
    expect(await running.card(REPOSITORY, id)).toMatchObject({ title: 'Ready' });
  });

  test('an owner sets rules for all repositories, and keeps one from being changed', async () => {
    await choose(workspace(), 'It stays', 'Until 3 days after the last push or redeploy');
    await workspace()
      .getByLabel('Projects and repositories cannot change “It stays”')
      .check({ force: true });
    await workspace().getByRole('button', { name: 'Save rules' }).click();
    await workspace().getByText('It stays: Say why, so that admins').waitFor();
    await workspace()
      .getByLabel('Why “It stays” is the same for all')
      .fill('Each costs 8 dollars.');
    await workspace().getByRole('button', { name: 'Save rules' }).click();
    await workspace().getByText('It stays: the same for all.').waitFor();
    await screenshot(page, 'workspace-rules');
    expect(await running.card(REPOSITORY, 1)).toMatchObject({
      livesUntil: expect.any(Number) as number,
    });
  });

  test('a save says first which previews of which repositories it would delete', async () => {
    await workspace().getByRole('textbox', { name: 'Into these branches' }).fill('release/*');
    await workspace().getByRole('button', { name: 'Save rules' }).click();
    // Those of the demo's own repository, too.
    await page.getByText('Delete 3 previews?').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await running.idle();
    expect(await running.card(REPOSITORY, 1)).toMatchObject({ title: 'Ready' });
  });

  test('a project sets its own rules, which others of the workspace read', async () => {
    await page.goto(running.url);
    await page.getByRole('link', { name: 'Previews: rules for the project' }).first().click();
    await project().getByText('The workspace sets this for all: Each costs 8 dollars.').waitFor();
    await project().getByLabel('Have none', { exact: true }).first().check({ force: true });
    await project().getByRole('button', { name: 'Save rules' }).click();
    await project().getByText('Saved', { exact: true }).waitFor();
    await screenshot(page, 'project-rules');
    const seen = await running.invoke<{ layer: { mayChange: boolean } }>({
      ...{ user: 'rita', module: 'project-settings', project: 'demo/DEMO' },
      function: 'loadLayer',
    });
    expect(seen).toMatchObject({ type: 'layer', layer: { mayChange: false } });
  });

  test('a repository follows them, or sets its own where it may', async () => {
    await page.goto(`${running.url}/${REPOSITORY}/admin/forge/settings-page`);
    await settings().getByText('The workspace sets this for all: Each costs 8 dollars.').waitFor();
    await settings().getByText('The project sets this.').waitFor();
    await settings().getByLabel('Have one like others').check({ force: true });
    await settings().getByText('The project sets: have none.').waitFor();
    await screenshot(page, 'settings-rules-above');
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Drafts: have one like others.').waitFor();
    await settings().getByRole('button', { name: 'Use that for “Drafts”' }).click();
    await settings().getByRole('button', { name: 'Save' }).click();
    await settings().getByText('Drafts: have none.').waitFor();
    await openWorkspace();
  });

  async function switchOn(): Promise<void> {
    await workspace().getByRole('button', { name: 'Switch previews on in 1' }).click();
    await page.getByRole('button', { name: 'Switch previews on', exact: true }).click();
  }

  test('an owner sets up many repositories at once', async () => {
    const clone = await makeShop(running, 'demo/cakes');
    await clone.remove();
    await openWorkspace();
    await workspace().getByRole('button', { name: 'Choose repositories' }).click();
    await workspace().getByText('Where previews run').waitFor();
    await workspace().getByLabel('Name of the repository').fill('cak');
    await workspace().getByLabel('Choose all 1').check({ force: true });
    await workspace().getByLabel('Name of the repository').fill('');
    await workspace().getByLabel('blank', { exact: true }).check({ force: true });
    await screenshot(page, 'workspace-set-up');
    // One begins with what was chosen here, the other as a third one is.
    await workspace().getByLabel('blank', { exact: true }).uncheck({ force: true });
    await switchOn();
    await workspace().getByText('Previews are on in 1 repository.').waitFor();
    await workspace().getByText('2 repositories use it.').waitFor();
    await workspace().getByLabel('blank', { exact: true }).check({ force: true });
    await choose(workspace(), 'They begin with', 'A copy of bakery');
    await switchOn();
    await workspace().getByText('blank: The branch main has no ci.yml').waitFor();
    await workspace().getByText('3 repositories use it.').waitFor();
    await screenshot(page, 'workspace-set-up-done');
    const { saved } = await settingsOf(running, REPOSITORY).load();
    for (const repository of ['demo/cakes', 'demo/blank']) {
      const settings = settingsOf(running, repository);
      const view = await settings.load();
      expect(view).toMatchObject({ enabled: true, connection: { shared: 'Web team' } });
      if (repository === 'demo/blank') expect(view.saved!.options).toEqual(saved!.options);
      await settings.disconnect('delete');
    }
  });

  test('a repository that disconnects deletes its previews and leaves the key to others', async () => {
    const call = <T>(function_: string, payload?: object) =>
      running.invoke<T>({
        ...{ user: 'ada', module: 'settings-page', repository: REPOSITORY },
        ...{ function: function_, payload },
      });
    await call('disconnect', { previews: 'delete' });
    await running.idle();
    await openWorkspace();
    await workspace().getByText('No repository uses it.').waitFor();
    const again = await call<{ view: { shared: { id: string }[] } }>('loadSettings');
    const { id } = again.view.shared[0]!;
    expect(await call('useConnection', { id })).toMatchObject({ type: 'saved' });
    await call('disconnect', { previews: 'delete' });
    await running.idle();
    await openWorkspace();
    await workspace().getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Remove connection' }).click();
    await workspace().getByText('Web team was removed, and its key deleted.').waitFor();
    expect(await call('useConnection', { id })).toMatchObject({
      errors: [{ message: 'The workspace has this connection no more. Choose another one.' }],
    });
  });

  test('who owns nothing does not get there', async () => {
    await page.goto(running.url);
    await page.getByLabel('Signed in as').selectOption('will');
    await page
      .locator('.user-switcher option[value=will][selected]')
      .waitFor({ state: 'attached' });
    await openWorkspace();
    await page.getByText('Only an owner of the workspace can open its settings.').waitFor();
    expect(
      await running.invoke({
        ...{ user: 'will', module: 'workspace-settings', workspace: 'demo' },
        function: 'loadConnections',
      }),
    ).toMatchObject({ type: 'refused' });
  });
});
