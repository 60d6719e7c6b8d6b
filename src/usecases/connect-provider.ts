import { failureOf, type Failure } from '../domain/failure';
import type { RepositoryKey } from '../domain/preview-key';
import { changedAt, emptySettings, type RepositorySettings } from '../domain/settings';
import type { FieldError } from '../domain/settings-form';
import type { SettingsView } from '../domain/settings-view';
import type { Dependencies } from './dependencies';
import { lookAtAll } from './note-events';
import { askOffer, viewAfterWrite } from './read-settings';
import { ConflictError } from './reconcile-run';
import { connectHosting } from './use-hosting';

/** How a writing call about settings ended. */
export type SettingsOutcome =
  | { type: 'saved'; view: SettingsView; changes: string[] }
  | { type: 'invalid'; errors: FieldError[] }
  | { type: 'conflict'; view: SettingsView }
  | { type: 'refused' };

const OTHER_KEY = 'Copy it once more, or make a new API key in Codesphere and paste that one.';

/** No key that a provider gives is longer. */
const LONGEST_TOKEN = 4096;

/**
 * Checks a key at the provider and stores it, in place of an earlier one. Admins only. The key is
 * stored only when it opens at least one team.
 */
export async function connectProvider(
  deps: Dependencies,
  repository: RepositoryKey,
  token: string,
  accountId: string,
): Promise<SettingsOutcome> {
  const [permission, stored] = await Promise.all([
    deps.bitbucket.readOwnPermission(repository),
    deps.store.readSettings(repository),
  ]);
  if (permission !== 'admin') return { type: 'refused' };
  const invalid = checkToken(token, stored);
  if (invalid) return tokenError(invalid);

  let offer;
  try {
    offer = await askOffer(connectHosting(deps, 'codesphere', { token: token.trim() }));
  } catch (error) {
    return tokenError(wordsAtField(failureOf(error)));
  }
  if (offer.teams.length === 0) {
    return tokenError(
      'This key works, but it opens no team. Have its owner added to a team in Codesphere, or use the key of a member of one.',
    );
  }

  // A row first: by it the sweep finds a key whose connection was never stored.
  if (!stored?.connection) await update(deps, repository, (before) => before);
  await deps.store.writeToken(repository, token.trim());
  const now = deps.clock.now();
  const connection = {
    provider: 'codesphere' as const,
    teams: offer.teams,
    setAt: now,
    setBy: accountId,
  };
  const settings = await update(deps, repository, (before) => ({
    ...before,
    connection,
    updatedBy: accountId,
  }));
  // A new key may be what previews that failed were waiting for.
  await lookAtAll(deps, repository, 'settings');
  const changes = [stored?.connection ? 'The key was replaced.' : 'Codesphere is connected.'];
  return { type: 'saved', view: await viewAfterWrite(deps, settings, offer), changes };
}

/** The remedies are meant for whoever reads a card; the reader here is at the field and acts at once. */
function wordsAtField({ code, kind, message, remedy }: Failure): string {
  if (code === 'token-rejected') return `${message} ${OTHER_KEY}`;
  return `${message} ${kind === 'transient' ? 'Try again in a minute.' : remedy}`;
}

function checkToken(token: string, stored: RepositorySettings | undefined): string | undefined {
  if (stored?.disconnecting) return 'Wait until the running previews are deleted.';
  const bare = token.trim();
  if (!bare) return 'Enter the API key.';
  // Only such characters can travel in the header that carries the key.
  if (bare.length > LONGEST_TOKEN || !/^[\x21-\x7e]+$/.test(bare)) {
    return 'This is not an API key: a key is one word of plain characters.';
  }
  return undefined;
}

function tokenError(message: string): SettingsOutcome {
  return { type: 'invalid', errors: [{ field: 'token', message }] };
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
