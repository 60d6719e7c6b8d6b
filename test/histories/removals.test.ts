import { environmentOf, shownEnvironment } from '../../src/domain/holding';
import { previewOfPullRequest } from '../../src/domain/preview-key';
import { disconnectProvider } from '../../src/usecases/settings/disconnect-provider';
import { connectHosting } from '../../src/usecases/use-hosting';
import { readSettings } from '../../src/usecases/settings/read-settings';
import { environmentName } from '../../src/domain/environment-name';
import { reconcilePreview } from '../../src/usecases/reconcile/reconcile-preview';
import type { SettingsView } from '../../src/domain/settings-view';
import { exampleSpec } from '../adapters/providers/codesphere/example-spec';
import { ADMIN, connect, save, withOption } from './change-settings';
import { perform } from './perform';
import {
  addNamedToken,
  addToken,
  loseTeam,
  repositoryAt,
  revokeKeys,
  SWEEP_MS,
  type World,
} from './world';
import {
  createConnectedWorld,
  createWorldWithPreview,
  first,
  readRecord,
  OPEN,
} from './world-with-preview';

const MINUTE = 60_000;

async function settingsPage(world: World): Promise<SettingsView> {
  let view: SettingsView | 'refused' = 'refused';
  await world.invoke(
    async (deps) => void (view = await readSettings(deps, repositoryAt(world, 0))),
  );
  if (view === 'refused') throw new Error('The page was refused.');
  return view;
}

test('a delete that the provider accepts and does not carry out is left over, and tried ever less', async () => {
  const world = await createWorldWithPreview();
  world.provider.controls.behave({ ignoredDeletes: 1000 });
  await perform(world, { type: 'merge', ...first });
  await world.pass(30 * MINUTE);
  const record = await readRecord(world);
  const { trouble } = record;
  const environment = shownEnvironment(record);
  expect(trouble?.failure.code).toBe('environment-not-deleted');
  expect(trouble?.count).toBeLessThan(10);
  expect((await settingsPage(world)).leftOver).toMatchObject([
    {
      subject: { kind: 'pull-request', id: 1 },
      page: { url: environment?.pageUrl },
      plan: { price: '$8 a month' },
    },
  ]);

  world.provider.controls.behave({ ignoredDeletes: 0 });
  await world.pass(30 * MINUTE);
  expect((await readRecord(world)).history.at(-1)?.text).toContain('The provider confirmed');
  expect((await settingsPage(world)).leftOver).toBeUndefined();
});

test('what no record knows is deleted at once, and nothing else is expected to turn up', async () => {
  const world = await createConnectedWorld();
  await perform(world, { type: 'settings', step: { change: 'off' }, ...first });
  await perform(world, OPEN);
  await perform(world, { type: 'merge', ...first });
  await world.pass(MINUTE);
  const key = previewOfPullRequest(repositoryAt(world, 0), 1);
  await world.invoke(async (deps) => {
    const hosting = connectHosting(deps, 'codesphere', { token: addToken(world) });
    await hosting.create?.(exampleSpec({ name: environmentName(key) }));
  });
  const madeAt = world.clock.now();
  await world.sweep();
  await world.pass(20_000);
  expect(world.provider.controls.workspaces()).toEqual([]);
  const { state, holdings } = await readRecord(world);
  expect(state).toMatchObject({ type: 'deleted', reason: { why: 'merged' } });
  expect(world.clock.now() - madeAt).toBeLessThan(MINUTE);
  expect(holdings).toEqual([]);
});

test('of trouble that changes the history says each kind once', async () => {
  const world = await createWorldWithPreview();
  world.provider.controls.behave({ outageStatus: 503 });
  await perform(world, { type: 'merge', ...first });
  await world.pass(5 * MINUTE);
  world.provider.controls.behave({ outageStatus: undefined });
  revokeKeys(world);
  await world.pass(60 * MINUTE);
  const said = (await readRecord(world)).history.map(({ text }) => text);
  expect(said.filter((text) => text.includes('503'))).toHaveLength(1);
  expect(said.filter((text) => text.includes('rejected the API key'))).toHaveLength(1);
});

test('a delete names the admin who caused it, not the one who changed something else since', async () => {
  const world = await createWorldWithPreview();
  revokeKeys(world);
  const repository = repositoryAt(world, 0);
  await world.invoke((deps) => save(deps, repository, (form) => ({ ...form, enabled: false })));
  await world.pass(MINUTE);
  expect((await readRecord(world)).state.type).toBe('deleting');
  // The price is known though the provider cannot be asked.
  expect((await settingsPage(world)).leftOver).toMatchObject([{ plan: { price: '$8 a month' } }]);

  await world.invoke(async (deps) => {
    await connect(deps, repository, addToken(world), 'another-admin');
  });
  await world.pass(30 * MINUTE);
  expect((await readRecord(world)).history.at(-1)).toMatchObject({
    text: expect.stringContaining('Deleted: Previews are switched off') as string,
    by: ADMIN,
  });
});

test('what the sweep notes in the middle of a save does not spoil it', async () => {
  const world = await createWorldWithPreview();
  const repository = repositoryAt(world, 0);
  world.interrupt(5, async () => {
    const stored = await world.store.readSettings(repository);
    if (!stored) throw new Error('There are no settings.');
    await world.store.writeSettings({
      ...stored,
      waitingForSweep: 2,
      revision: stored.revision + 1,
    });
  });
  await world.invoke((deps) =>
    save(deps, repository, (form) => withOption(form, { visibility: 'restricted' })),
  );
  expect(await world.store.readSettings(repository)).toMatchObject({
    waitingForSweep: 2,
    options: { provider: { visibility: 'restricted' } },
  });
});

test('an environment with an earlier plan is left over with its price', async () => {
  const world = await createWorldWithPreview();
  const repository = repositoryAt(world, 0);
  await world.invoke((deps) => save(deps, repository, (form) => ({ ...form, planId: '9' })));
  revokeKeys(world);
  await perform(world, { type: 'merge', ...first });
  await world.pass(30 * MINUTE);
  expect(shownEnvironment(await readRecord(world))?.size).toBe('8');
  expect((await settingsPage(world)).leftOver).toMatchObject([{ plan: { price: '$8 a month' } }]);
});

test('after a lost look of a repository that was deleted its previews go in parts, all of them', async () => {
  const world = await createWorldWithPreview();
  const repository = repositoryAt(world, 0);
  for (let count = 0; count < 5; count += 1) {
    await perform(world, OPEN);
    await world.pass(2 * MINUTE);
  }
  const environments = () => world.provider.controls.workspaces().length;
  expect(environments()).toBe(6);
  world.events.trouble.push({ fate: 'lost', seconds: 0 });
  await perform(world, { type: 'delete-repository', repository: 0 });
  // The event was noted, and its function was killed before it had anything looked at.
  const settings = await world.store.readSettings(repository);
  if (!settings) throw new Error('There are no settings.');
  const { revision } = settings;
  const repositoryDeletedAt = world.clock.now();
  await world.store.writeSettings({ ...settings, repositoryDeletedAt, revision: revision + 1 });
  await world.pass(SWEEP_MS);
  expect(environments()).toBe(3);
  await world.pass(30 * MINUTE);
  expect(environments()).toBe(0);
  expect(await world.store.readSettings(repository)).toBeUndefined();
});

describe('an environment whose team the key does not open', () => {
  const lost = {
    code: 'place-unavailable',
    message: expect.stringContaining('does not open its Codesphere team 1') as string,
    remedy: expect.stringContaining('connects an API key that opens this team') as string,
  };
  const machines = (world: World) =>
    world.provider.controls.workspaces().map(({ workspace }) => workspace.teamId);

  test('is left over after a merge, until the team is open again', async () => {
    const world = await createWorldWithPreview();
    const token = (await world.store.readCredentials(repositoryAt(world, 0).repositoryId))?.token;
    loseTeam(world, 1);
    await perform(world, { type: 'merge', ...first });
    await world.pass(60 * MINUTE);
    const record = await readRecord(world);
    const { state, trouble } = record;
    const environment = shownEnvironment(record);
    expect([state.type, trouble?.failure]).toMatchObject(['deleting', lost]);
    expect(environment).toBeDefined();
    expect((await settingsPage(world)).leftOver).toMatchObject([
      {
        subject: { kind: 'pull-request', id: 1 },
        page: { url: environment?.pageUrl },
        message: lost.message,
      },
    ]);
    expect(machines(world)).toEqual([1]);

    addNamedToken(world, token!);
    await world.pass(30 * MINUTE);
    expect((await readRecord(world)).history.at(-1)?.text).toContain('The provider confirmed');
    expect(machines(world)).toEqual([]);
  });

  test('is not called gone after a push, and gets the commit once a key opens the team', async () => {
    const world = await createWorldWithPreview();
    const repository = repositoryAt(world, 0);
    const environment = environmentOf(await readRecord(world));
    loseTeam(world, 1);
    await perform(world, { type: 'push', ...first });
    await world.pass(30 * MINUTE);
    const failed = await readRecord(world);
    expect(failed).toMatchObject({ deployment: { failure: lost } });
    expect(environmentOf(failed)).toEqual(environment);
    expect(failed.history.map(({ text }) => text).join()).not.toContain('gone');

    await world.invoke(async (deps) => {
      await connect(deps, repository, addToken(world));
    });
    await world.pass(5 * MINUTE);
    const ready = await readRecord(world);
    expect([ready.state.type, environmentOf(ready)?.id]).toEqual(['ready', environment?.id]);
    expect(machines(world)).toEqual([1]);
  });

  test('stays known when another account and its team are chosen, until it is given up', async () => {
    const world = await createWorldWithPreview();
    const repository = repositoryAt(world, 0);
    await perform(world, { type: 'settings', step: { change: 'other-key' }, ...first });
    await world.pass(60 * MINUTE);
    const record = await readRecord(world);
    const { state, trouble } = record;
    const environment = shownEnvironment(record);
    expect([state.type, environment?.place, trouble?.failure]).toMatchObject([
      ...['deleting', '1', lost],
    ]);
    expect((await settingsPage(world)).leftOver).toHaveLength(1);
    expect(machines(world)).toEqual([1]);

    await world.invoke(async (deps) => {
      await disconnectProvider(deps, repository, 'keep', ADMIN);
    });
    await world.pass(5 * MINUTE);
    expect((await readRecord(world)).state).toEqual({
      type: 'none',
      reason: { why: 'left-running' },
    });
    expect(machines(world)).toEqual([1]);
  });

  test('is not called gone when nobody knows its id and the other team lacks it', async () => {
    const world = await createWorldWithPreview();
    world.faults.arm({ target: 'provider', skip: 0, kind: 'lost-reply' });
    await perform(world, OPEN);
    await world.pass(1000);
    await perform(world, { type: 'settings', step: { change: 'other-key' }, ...first });
    await world.pass(30 * MINUTE);
    await perform(world, { type: 'merge', ...first, pullRequest: 1 });
    await world.pass(30 * MINUTE);
    const second = previewOfPullRequest(repositoryAt(world, 0), 2);
    expect(await world.store.readPreview(second)).toMatchObject({
      state: { type: 'deleting', reason: { why: 'merged' } },
      holdings: [{ state: 'perhaps', place: '1' }],
      trouble: { failure: { code: 'place-unavailable' } },
    });
    expect(machines(world)).toEqual([1, 1]);

    await world.invoke(async (deps) => {
      await connect(deps, second, addToken(world));
    });
    await world.pass(30 * MINUTE);
    expect((await world.store.readPreview(second))?.state.type).toBe('deleted');
  });

  test('does not keep a look that its listing caused from acting upon a merge', async () => {
    const world = await createWorldWithPreview();
    await perform(world, { type: 'events', trouble: [{ fate: 'lost', seconds: 0 }] });
    await perform(world, { type: 'merge', ...first });
    loseTeam(world, 1);
    const key = previewOfPullRequest(repositoryAt(world, 0), 1);
    await world.invoke(async (deps) => {
      await reconcilePreview(deps, { key, cause: 'environment' });
    });
    expect((await readRecord(world)).state).toMatchObject({ reason: { why: 'merged' } });
  });
});
