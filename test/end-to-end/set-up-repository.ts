import { ALL_STAGES } from '../fixtures/codesphere/chosen-fields';
import type { SettingsForm, SettingsLoadResult, SettingsResult } from '../../src/contract';
import type { SettingsView } from '../../src/contract';
import { cloneRepository, type GitClone } from './git-clone';
import type { PlatformClient } from './platform-client';

/** The form that most tests save: team Demo, plan Micro, all stages. */
const FORM: SettingsForm = {
  enabled: true,
  options: ALL_STAGES,
  variables: [],
};

/** An admin's calls of the settings page of one repository. */
export interface Settings {
  load(): Promise<SettingsView>;
  connect(token?: string): Promise<SettingsResult>;
  /** On top of what is stored now, unless `revision` says otherwise. */
  save(changes?: Partial<SettingsForm>, revision?: number): Promise<SettingsResult>;
  disconnect(previews: 'delete' | 'keep'): Promise<SettingsResult>;
}

export function settingsOf(client: PlatformClient, repository: string): Settings {
  const call = <T>(name: string, payload?: unknown) =>
    client.invoke<T>({
      user: 'ada',
      module: 'settings-page',
      repository,
      function: name,
      payload,
    });
  async function load() {
    const result = await call<SettingsLoadResult>('loadSettings');
    if (result.type !== 'view') throw new Error(result.message);
    return result.view;
  }
  return {
    load,
    connect: (token = 'local-token') =>
      call('connect', { provider: 'codesphere', credentials: { token } }),
    save: async (changes = {}, revision) =>
      call('saveSettings', {
        revision: revision ?? (await load()).revision,
        form: { ...FORM, ...changes, options: { ...FORM.options, ...changes.options } },
      }),
    disconnect: (previews) => call('disconnect', { previews }),
  };
}

/** Makes a repository with the demo shop in it; answers will's clone of it. */
export async function makeShop(client: PlatformClient, repository: string): Promise<GitClone> {
  await client.rest('ada', 'POST', `/repositories/${repository}`, { is_private: true });
  const clone = await cloneRepository(client.url, repository);
  await clone.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  await clone.copyShop();
  await clone.commit('Add the shop');
  await clone.push();
  return clone;
}

/** Makes a repository with the demo shop in it, connected and switched on. */
export async function makeConnectedShop(
  client: PlatformClient,
  repository: string,
  changes: Partial<SettingsForm> = {},
): Promise<GitClone> {
  const clone = await makeShop(client, repository);
  const settings = settingsOf(client, repository);
  for (const result of [await settings.connect(), await settings.save(changes)]) {
    if (result.type !== 'saved') throw new Error(`Not saved: ${JSON.stringify(result)}`);
  }
  return clone;
}
