import { failureOf, type Failure } from '../domain/failure';
import type { FieldError } from '../domain/field';
import type { RepositoryKey } from '../domain/preview-key';
import type { Credentials, ProviderDescription } from '../domain/provider-kind';
import { ownValue } from '../domain/resolve-variables';
import { changedAt, emptySettings, type RepositorySettings } from '../domain/settings';
import type { SettingsView } from '../domain/settings-view';
import type { Dependencies } from './dependencies';
import { lookAtAll } from './note-events';
import { viewAfterWrite } from './read-settings';
import { ConflictError } from './reconcile-run';
import { connectHosting, providerKindOf } from './use-hosting';

/** How a writing call about settings ended. */
export type SettingsOutcome =
  | { type: 'saved'; view: SettingsView; changes: string[] }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; view: SettingsView }
  | { type: 'refused' };

/** No key that a provider gives is longer. */
const LONGEST_CREDENTIAL = 4096;

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
  const credentials = trimmed(kind, form.credentials);
  const invalid = problemOf(kind, credentials, stored);
  if (invalid) return invalidAt(invalid);

  let offer;
  try {
    offer = await connectHosting(deps, kind.id, credentials).offer(stored?.options?.provider);
  } catch (error) {
    return invalidAt(wordsAtField(failureOf(error), kind));
  }
  if (offer.places.length === 0) return invalidAt(kind.words.noPlaces);

  // A row first: by it the sweep finds credentials whose connection was never stored.
  if (!stored?.connection) await update(deps, repository, (before) => before);
  await deps.store.writeCredentials(repository, credentials);
  const connection = {
    provider: kind.id,
    places: offer.places,
    setAt: deps.clock.now(),
    setBy: accountId,
  };
  const settings = await update(deps, repository, (before) => ({
    ...before,
    connection,
    updatedBy: accountId,
  }));
  // A new key may be what previews that failed were waiting for.
  await lookAtAll(deps, repository, 'settings');
  const changes = [stored?.connection ? 'The key was replaced.' : `${kind.title} is connected.`];
  return { type: 'saved', view: await viewAfterWrite(deps, settings, offer), changes };
}

/** What was entered in the provider's own fields, without the blanks that come along when it is pasted. */
function trimmed(kind: ProviderDescription, entered: Credentials): Credentials {
  return Object.fromEntries(
    kind.credentials.map(({ name }) => [name, ownValue(entered, name)?.trim() ?? '']),
  );
}

/** The remedies are meant for whoever reads a card; the reader here is at the field and acts at once. */
function wordsAtField(
  { code, kind: how, message, remedy }: Failure,
  { words }: ProviderDescription,
): string {
  if (code === 'token-rejected') {
    return `${message} Copy it once more, or make a new ${words.key} and paste that one. ${words.keyFrom}`;
  }
  return `${message} ${how === 'transient' ? 'Try again in a minute.' : remedy}`;
}

function problemOf(
  kind: ProviderDescription,
  credentials: Credentials,
  stored: RepositorySettings | undefined,
): string | undefined {
  if (stored?.disconnecting) return 'Wait until the running previews are deleted.';
  const other = stored?.connection?.provider;
  if (other !== undefined && other !== kind.id) {
    return 'Another hosting provider is connected. Disconnect it first.';
  }
  const problems = kind.credentials.map(({ name, label }) => {
    const entered = credentials[name] ?? '';
    if (!entered) return `Enter the ${label}.`;
    // Only such characters can travel in the header that carries a key.
    const isFit = entered.length <= LONGEST_CREDENTIAL && /^[\x21-\x7e]+$/.test(entered);
    return isFit ? undefined : `This is not the ${label}: it is one word of plain characters.`;
  });
  return problems.find((problem) => problem !== undefined);
}

function invalidAt(message: string): SettingsOutcome {
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
