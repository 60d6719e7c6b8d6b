import type { SettingsLoadResult, SettingsResult, SettingsView } from '../../src/contract';
import type { InvokeResolver } from '../control/invoke-resolver';
import type { DemoConnection } from './connections';

/**
 * Connects a repository to a hosting provider the way an admin does, through the app's own settings
 * page. A repository that somebody connected before is left as it is.
 *
 * @throws Error that says what the app answered
 */
export async function connectRepository(
  invokeResolver: InvokeResolver,
  repository: string,
  { provider, credentials, choose }: DemoConnection,
): Promise<void> {
  const call = async (name: string, payload?: unknown): Promise<unknown> => {
    const answer = await invokeResolver({
      user: 'ada',
      module: 'settings-page',
      repository,
      function: name,
      payload,
    });
    if ('error' in answer) throw new Error(`The app could not be connected: ${answer.error}`);
    return answer.result;
  };
  const loaded = (await call('loadSettings')) as SettingsLoadResult;
  if (loaded.type !== 'view') throw new Error(`The app could not be connected: ${loaded.message}`);
  if (loaded.view.connection) return;
  const payload = { provider, credentials };
  const connected = expectSaved((await call('connect', payload)) as SettingsResult);
  const form = choose(connected, repository);
  expectSaved(
    (await call('saveSettings', { revision: connected.revision, form })) as SettingsResult,
  );
}

function expectSaved(result: SettingsResult): SettingsView {
  if (result.type === 'saved') return result.view;
  const reason =
    result.type === 'invalid'
      ? result.errors.map(({ field, message }) => `${field}: ${message}`).join(' ')
      : result.message;
  throw new Error(`The app could not be connected: ${reason}`);
}
