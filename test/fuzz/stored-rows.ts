import type { Preview } from '../../src/domain/preview';
import { previewId } from '../../src/domain/preview-key';
import type { RepositorySettings, StoredSettings } from '../../src/domain/settings';
import type { AppInProcess } from './app-in-process';

type Stores = Pick<AppInProcess, 'store'>;

/** Stores a row past the app, as it would be after another version of the app wrote it. */
async function put({ store }: Stores, table: string, key: string, value: unknown): Promise<void> {
  await store.write([store.table(table).put(key, { value, createdAt: 0, updatedAt: 0 })]);
}

/** Stores the preview; `body` in place of what the app would write. */
export function putPreview(app: Stores, preview: Preview, body: unknown = preview): Promise<void> {
  const { key, revision, state } = preview;
  const isWaiting = state.type === 'waiting';
  const row = {
    repository: key.repositoryId,
    phase: 'live',
    queue: isWaiting ? key.repositoryId : 'none',
    waitingSince: isWaiting ? Math.floor(state.since / 60_000) : 0,
    subject: key.subject,
    target: key.target,
  };
  return put(app, 'entity', `preview/${previewId(key)}`, { ...row, revision, body });
}

/** Stores the settings, their rules as the repository's own; `body` in place of what the app would write. */
export function putSettings(
  app: Stores,
  settings: RepositorySettings,
  body: unknown = withOwnRules(settings),
): Promise<void> {
  const { repository, revision } = settings;
  const row = { group: 'all', repository: repository.repositoryId, revision, body };
  return put(app, 'entity', `repository/${repository.repositoryId}`, row);
}

function withOwnRules({ rules, ...settings }: RepositorySettings): StoredSettings {
  return rules ? { ...settings, ownRules: rules } : settings;
}

/** Stores what the settings name by `secretsId`: the values of secret env vars. */
export function putSecretValues(app: Stores, id: string, values: unknown): Promise<void> {
  return put(app, 'secret', `variables:${id}`, values);
}

/** Stores the key of the hosting provider. */
export function putCredentials(
  app: Stores,
  settings: RepositorySettings,
  credentials: unknown,
): Promise<void> {
  return put(app, 'secret', `credentials:${settings.repository.repositoryId}`, credentials);
}
