import type { Page } from 'playwright-core';
import { describeInBrowser } from '../browser/describe-in-browser';
import { openPage } from './open-page';
import { runPlatform, type RunningPlatform } from './run-platform';
import { screenshot } from './screenshot';
import { makeShop } from './set-up-repository';

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
    const limit = async (label: string) => {
      await workspace().getByLabel('Previews at once').click();
      await page.getByRole('option', { name: label, exact: true }).click();
    };
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
    await limit('Any number');
    await workspace().getByText('Web team runs any number of previews at once.').waitFor();
    await running.idle();
    expect(await running.card(REPOSITORY, id)).toMatchObject({ title: 'Ready' });
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
