import * as v from 'valibot';
import { HeardComments } from './commands/heard-comments';
import { WorkspaceConnection } from './connection';
import { FailureError, permanent } from './failure';
import { Ledger } from './ledger';
import { Preview } from './preview';
import { previewId, subjectTitle, type PreviewKey } from './preview-key';
import { Credentials, type ProviderDescriptions } from './provider-kind';
import { Layers } from './layer';
import { StoredSettings } from './settings';

/** A row of the store as it was written: the record, and its revision once more for conditions. */
export interface StoredRow {
  revision?: unknown;
  body?: unknown;
}

/** The record of a preview, stored under `id`. Throws a `record-unreadable` failure. */
export function parseStoredPreview(row: StoredRow, id: string): Preview {
  const preview = parseBody(Preview, row, 'preview');
  if (previewId(preview.key) !== id) throw unreadable('preview', 'is damaged at key');
  return preview;
}

/**
 * The record of just this preview. The id of a branch's is made of some digits of a hash, which another name can
 * be made to have: that one's record is a `record-unreadable` failure, so that it shares nothing with it.
 */
export function parsePreviewOf(key: PreviewKey, row: StoredRow): Preview {
  const preview = parseStoredPreview(row, previewId(key));
  const nameOf = ({ subject }: PreviewKey) => subjectTitle(subject);
  if (nameOf(preview.key) !== nameOf(key)) throw unreadable('preview', 'is that of another branch');
  return preview;
}

/**
 * The settings of a repository, stored under its id. Throws a `record-unreadable` failure, also when they
 * are of a provider that is none of `providers`, or not such as it writes.
 */
export function parseStoredSettings(
  row: StoredRow,
  repositoryId: string,
  providers: ProviderDescriptions,
): StoredSettings {
  const settings = parseBody(StoredSettings, row, 'repository');
  const { repository, enabled, connection, options } = settings;
  const damagedAt = (field: string) => unreadable('repository', `is damaged at ${field}`);
  if (repository.repositoryId !== repositoryId) throw damagedAt('repository');
  // They come in this order and go together: without one, all previews would count as unwanted.
  if (enabled && !options) throw damagedAt('options');
  if (options && !connection) throw damagedAt('connection');
  if (!connection) return settings;
  const kind = Object.hasOwn(providers, connection.provider)
    ? providers[connection.provider]
    : undefined;
  if (!kind) throw damagedAt('connection.provider');
  const path = options && kind.options.damagedAt(options.provider);
  if (path !== undefined) throw damagedAt(`options.provider.${path}`);
  return settings;
}

/**
 * The body of a row, if it fits the schema: from a guess an environment could be deleted or forgotten.
 * It is not rebuilt: fields that the schema does not name stay, and are stored again.
 */
function parseBody<Body extends { revision: number }>(
  schema: v.GenericSchema<Body>,
  { revision, body }: StoredRow,
  what: 'preview' | 'repository' | 'connection' | 'ledger' | 'comments' | 'workspace',
): Body {
  const { version } = Object(body) as { version?: unknown };
  if (typeof version === 'number' && version > 1) {
    throw unreadable(what, `has the form ${version} of a newer version of the app`);
  }
  const result = v.safeParse(schema, body, { abortEarly: true });
  if (!result.success) {
    throw unreadable(what, `is damaged at ${v.getDotPath(result.issues[0]) ?? 'its root'}`);
  }
  const record = body as Body;
  if (revision !== record.revision) throw unreadable(what, 'is damaged at revision');
  return record;
}

/** Who is counted within a scope, stored under it. Throws a `record-unreadable` failure. */
export function parseStoredLedger(row: StoredRow, scope: string): Ledger {
  const ledger = parseBody(Ledger, row, 'ledger');
  if (ledger.scope !== scope) throw unreadable('ledger', 'is damaged at scope');
  return ledger;
}

/** Which comments of a repository were read of late, stored under its id. Throws a `record-unreadable` failure. */
export function parseStoredComments(row: StoredRow, repositoryId: string): HeardComments {
  const heard = parseBody(HeardComments, row, 'comments');
  if (heard.repositoryId !== repositoryId)
    throw unreadable('comments', 'is damaged at repositoryId');
  return heard;
}

/** A connection of the workspace, stored under its id. Throws a `record-unreadable` failure. */
export function parseStoredConnection(row: StoredRow, id: string): WorkspaceConnection {
  const connection = parseBody(WorkspaceConnection, row, 'connection');
  if (connection.id !== id) throw unreadable('connection', 'is damaged at id');
  return connection;
}

/** What the workspace and its projects set. Throws a `record-unreadable` failure. */
export function parseStoredLayers(row: StoredRow): Layers {
  return parseBody(Layers, row, 'workspace');
}

/** A provider's credentials; undefined when none are stored. Throws a `record-unreadable` failure. */
export function parseStoredCredentials(stored: unknown): Credentials | undefined {
  return parseSecret(Credentials, stored);
}

/** Secret values by the names of their variables, as `parseStoredCredentials`. */
export function parseStoredValues(stored: unknown): Record<string, string> | undefined {
  return parseSecret(v.record(v.string(), v.string()), stored);
}

function parseSecret<Secret>(schema: v.GenericSchema<Secret>, stored: unknown): Secret | undefined {
  if (stored === undefined || v.is(schema, stored)) return stored;
  throw unreadable('secret', 'is damaged');
}

/** The failure for something stored that cannot be used. Nothing is done until it can. */
function unreadable(
  what: 'preview' | 'repository' | 'connection' | 'ledger' | 'comments' | 'workspace' | 'secret',
  how: string,
): FailureError {
  return new FailureError(
    permanent(
      'record-unreadable',
      `The stored record of this ${what} ${how}.`,
      'Nothing is changed or deleted because of it. An admin of the workspace updates the app. If this stays, report it.',
    ),
  );
}
