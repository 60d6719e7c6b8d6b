import { defined } from '../../domain/defined';
import type { FieldError } from '../../domain/field';
import type { RepositoryKey } from '../../domain/preview-key';
import type { Credentials, ProviderDescription } from '../../domain/provider-kind';
import { changedAt, emptySettings, type RepositorySettings } from '../../domain/settings';
import type { SettingsView } from '../../domain/settings-view';
import { checkCredentials } from './check-credentials';
import type { Dependencies } from '../dependencies';
import { lookAtAll } from '../events/note-events';
import { findProject } from '../events/note-project';
import { viewAfterWrite } from './read-settings';
import { ConflictError } from '../reconcile/reconcile-run';
import { providerKindOf } from '../use-hosting';

/** How a writing call about settings ended. */
export type SettingsOutcome =
  | { type: 'saved'; view: SettingsView; changes: string[] }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; view: SettingsView }
  | { type: 'refused' };

/** What a person entered to connect a provider. */
export interface ConnectForm {
  provider: string;
  credentials: Credentials;
}

/**
 * Checks credentials at the provider and stores them, in place of earlier ones. Admins only. They are
 * stored only when they open at least one place.
 */
export async function connectProvider(
  deps: Dependencies,
  repository: RepositoryKey,
  form: ConnectForm,
  accountId: string,
): Promise<SettingsOutcome> {
  const [permission, stored] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    deps.store.readSettings(repository),
  ]);
  if (permission !== 'admin') return { type: 'refused' };
  const kind = providerKindOf(deps, form.provider);
  const refused = refusalOf(kind, stored);
  if (refused) return invalidAt(refused);
  const saved = stored?.options?.provider;
  const [checked, project] = await Promise.all([
    checkCredentials(deps, kind, form.credentials, saved),
    findProject(deps, repository),
  ]);
  if ('problem' in checked) return invalidAt(checked.problem);
  const { credentials, offer } = checked;

  const id = repository.repositoryId;
  // A row first: by it the sweep finds credentials whose connection was never stored.
  if (!stored?.connection) await update(deps, repository, (before) => before);
  await deps.store.writeCredentials(id, credentials);
  const connection = {
    id,
    provider: kind.id,
    places: offer.places,
    setAt: deps.clock.now(),
    setBy: accountId,
  };
  const settings = await update(deps, repository, (before) => ({
    ...before,
    connection,
    ...defined({ project: project ?? before.project }),
    updatedBy: accountId,
  }));
  // A new key may be what previews that failed were waiting for.
  await lookAtAll(deps, repository, 'settings');
  const changes = [
    stored?.connection ? `The ${kind.words.key} was replaced.` : `${kind.title} is connected.`,
  ];
  return { type: 'saved', view: await viewAfterWrite(deps, settings, offer), changes };
}

function refusalOf(
  kind: ProviderDescription,
  stored: RepositorySettings | undefined,
): string | undefined {
  if (stored?.disconnecting) return 'Wait until the running previews are deleted.';
  const { connection } = stored ?? {};
  if (connection?.shared) {
    return 'This connection belongs to the workspace: its key is replaced in the workspace settings.';
  }
  return connection && connection.provider !== kind.id
    ? 'Another hosting provider is connected. Disconnect it first.'
    : undefined;
}

/** What is wrong with the connection. */
export function invalidAt(message: string): SettingsOutcome {
  return { type: 'invalid', errors: [{ field: 'connection', message }] };
}

/** How often a change that cannot clash with another person's is written again. */
const WRITE_ATTEMPTS = 3;

/** Makes a person's change of the settings, on top of whatever somebody else wrote meanwhile. */
export async function update(
  deps: Dependencies,
  repository: RepositoryKey,
  changeSettings: (before: RepositorySettings) => RepositorySettings,
): Promise<RepositorySettings> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const before = (await deps.store.readSettings(repository)) ?? emptySettings(repository);
    const updatedAt = changedAt(before, deps.clock.now());
    const next = { ...changeSettings(before), updatedAt, revision: before.revision + 1 };
    if ((await deps.store.writeSettings(next)) === 'written') return next;
  }
  throw new ConflictError();
}
