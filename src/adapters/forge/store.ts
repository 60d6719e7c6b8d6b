import { ForgeKvsAPIError, kvs } from '@forge/kvs';
import { failureOf } from '../../domain/failure';
import type { WorkspaceConnection } from '../../domain/connection';
import { previewId } from '../../domain/preview-key';
import type { ProviderDescriptions } from '../../domain/provider-kind';
import { NO_LAYERS, type Layers } from '../../domain/layer';
import { withLayers, type RepositorySettings, type StoredSettings } from '../../domain/settings';
import {
  parsePreviewOf,
  parseStoredConnection,
  parseStoredCredentials,
  parseStoredLayers,
  parseStoredPreview,
  parseStoredSettings,
  parseStoredValues,
  type StoredRow,
} from '../../domain/stored-record';
import type { Log } from '../../ports/log';
import type { Store, WriteResult } from '../../ports/store';
import { readComments, writeComments } from './comment-rows';
import {
  keyOf,
  listLive,
  listWaiting,
  pagesOfAll,
  readFreeSlots,
  readLedgers,
  writePreview,
} from './preview-rows';
import {
  executed,
  listRows,
  readParsed,
  readRevision,
  readRows,
  readWriteResult,
  revisionIs,
  unlessMissing,
  type Stored,
} from './rows';

/** What a repository's row holds beside its body, so that indexes and conditions can see it. */
interface RepositoryRow extends StoredRow {
  group: typeof ALL;
  repository: string;
  revision: number;
  body: StoredSettings;
}

/** What the row of a workspace's connection holds beside its body. */
interface ConnectionRow extends StoredRow {
  group: typeof ALL;
  title: string;
  revision: number;
  body: WorkspaceConnection;
}

/** Forge's store belongs to one installation, so one group holds all of its repositories, and one its connections. */
const ALL = 'all';

/** The row of all layers of the workspace. */
const LAYERS = { entityName: 'layer', key: 'all' };

/** So many of the records that cannot be used are named in the log. */
const NAMED_IN_LOG = 3;

/** The store over Forge's key-value store: entities for records, secrets for keys and values. */
export function createForgeStore(log: Log, providers: ProviderDescriptions): Store {
  const parseSettings = (row: StoredRow, id: string) => parseStoredSettings(row, id, providers);

  /** What can be used and what cannot; the latter is logged in one line, for a minute has 100. */
  function sorted<Row extends StoredRow, Body>(
    what: 'settings' | 'previews' | 'connections',
    rows: Stored<Row>[],
    parse: (row: StoredRow, key: string) => Body,
  ): { usable: Body[]; unreadable: Stored<Row>[] } {
    const usable: Body[] = [];
    const unreadable: Stored<Row>[] = [];
    let why = '';
    for (const row of rows) {
      try {
        usable.push(parse(row.value, row.key));
      } catch (error) {
        unreadable.push(row);
        why ||= failureOf(error).message;
      }
    }
    const records = unreadable.slice(0, NAMED_IN_LOG).map(({ key }) => key);
    const count = unreadable.length;
    if (count > 0) log(`passed over stored ${what}`, { count, records: records.join(' '), why });
    return { usable, unreadable };
  }

  function settingsIn(rows: Map<string, StoredRow>, id: string): RepositorySettings | undefined {
    const row = rows.get(id);
    return row && withLayers(parseSettings(row, id), layersIn(rows));
  }

  return {
    readSettings: async ({ repositoryId }) => {
      const rows = await readRows<StoredRow>([settingsKey(repositoryId), LAYERS]);
      return settingsIn(rows, repositoryId);
    },
    writeSettings,
    deleteSettings: ({ repository, revision }) =>
      deleteRow('repository', repository.repositoryId, revision),
    listSettings: async () => {
      const [rows, layers] = await Promise.all([
        listRows<RepositoryRow>('repository', 'by-group', [ALL]),
        readLayers(),
      ]);
      return sorted('settings', rows, parseSettings).usable.map((one) => withLayers(one, layers));
    },

    readSubject: async (key) => {
      const id = previewId(key);
      const rows = await readRows<StoredRow>([
        settingsKey(key.repositoryId),
        LAYERS,
        { entityName: 'preview', key: id },
      ]);
      const preview = rows.get(id);
      return {
        settings: settingsIn(rows, key.repositoryId),
        preview: preview && parsePreviewOf(key, preview),
      };
    },
    readPreview: (key) => readParsed('preview', previewId(key), (row) => parsePreviewOf(key, row)),
    writePreview,
    readFreeSlots,
    listPreviews: async (repository) => {
      const rows = await listLive(repository);
      const { usable, unreadable } = sorted('previews', rows, parseStoredPreview);
      return { previews: usable, unreadable: unreadable.map((row) => keyOf(repository, row)) };
    },
    eachPreview: async (visit) => {
      const repositories = await listRows<RepositoryRow>('repository', 'by-group', [ALL]);
      for await (const rows of pagesOfAll(repositories.map(({ key }) => key))) {
        for (const preview of sorted('previews', rows, parseStoredPreview).usable) {
          await visit(preview);
        }
      }
    },
    listWaiting,
    readLedgers,
    readComments,
    writeComments,

    readLayers,
    writeLayers,

    listConnections: async () => {
      const rows = await listRows<ConnectionRow>('connection', 'by-group', [ALL]);
      return sorted('connections', rows, parseStoredConnection).usable;
    },
    readConnection: (id) => readParsed('connection', id, parseStoredConnection),
    writeConnection,
    deleteConnection: ({ id, revision }) => deleteRow('connection', id, revision),

    readCredentials: async (id) => parseStoredCredentials(await readSecret(credentialsKey(id))),
    writeCredentials: (id, credentials) => writeSecret(credentialsKey(id), credentials),
    deleteCredentials: (id) => deleteSecret(credentialsKey(id)),
    readSecretValues: async (id) => parseStoredValues(await readSecret(secretValuesKey(id))),
    writeSecretValues: (id, values) => writeSecret(secretValuesKey(id), values),
    deleteSecretValues: (id) => deleteSecret(secretValuesKey(id)),
  };
}

async function readLayers(): Promise<Layers> {
  return layersIn(await readRows<StoredRow>([LAYERS]));
}

function layersIn(rows: Map<string, StoredRow>): Layers {
  const row = rows.get(LAYERS.key);
  return row ? parseStoredLayers(row) : NO_LAYERS;
}

async function writeLayers(layers: Layers): Promise<WriteResult> {
  const { revision } = layers;
  const row = { revision, body: layers };
  const conditions = revisionIs<typeof row>(revision - 1);
  const transaction = kvs
    .transact()
    .set(LAYERS.key, row, { entityName: LAYERS.entityName, conditions });
  return executed(transaction, () => readWriteResult(LAYERS.entityName, LAYERS.key, row));
}

/** Without what the layers above make of them: that is made anew at each read. */
async function writeSettings({ rules: _, ...body }: RepositorySettings): Promise<WriteResult> {
  const { revision, repository } = body;
  const id = repository.repositoryId;
  const row: RepositoryRow = { group: ALL, repository: id, revision, body };
  const conditions = revisionIs<RepositoryRow>(revision - 1);
  const transaction = kvs.transact().set(id, row, { entityName: 'repository', conditions });
  return executed(transaction, () => readWriteResult('repository', id, row));
}

async function writeConnection(connection: WorkspaceConnection): Promise<WriteResult> {
  const { id, title, revision } = connection;
  const row: ConnectionRow = { group: ALL, title, revision, body: connection };
  const conditions = revisionIs<ConnectionRow>(revision - 1);
  const transaction = kvs.transact().set(id, row, { entityName: 'connection', conditions });
  return executed(transaction, () => readWriteResult('connection', id, row));
}

async function deleteRow(
  entityName: 'repository' | 'connection',
  id: string,
  revision: number,
): Promise<WriteResult> {
  const conditions = revisionIs<{ revision: number }>(revision);
  const transaction = kvs.transact().delete(id, { entityName, conditions });
  return executed(transaction, async () => {
    const stored = await readRevision(entityName, id);
    if (stored === revision) return undefined;
    return stored === 0 ? 'written' : 'conflict';
  });
}

/**
 * A call about a secret. What the store says of its failure may repeat what it was sent, and errors
 * reach the log: only the status is passed on.
 */
async function secretly<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ForgeKvsAPIError)) throw error;
    throw new Error(`The store of secrets answered ${error.responseDetails.status}.`);
  }
}

function readSecret(key: string): Promise<unknown> {
  return secretly(() => unlessMissing(() => kvs.getSecret<unknown>(key)));
}

function writeSecret(key: string, value: unknown): Promise<void> {
  return secretly(() => kvs.setSecret(key, value));
}

function deleteSecret(key: string): Promise<void> {
  return secretly(() => unlessMissing(() => kvs.deleteSecret(key)));
}

function credentialsKey(connection: string): string {
  return `credentials:${connection}`;
}

function settingsKey(repositoryId: string): { entityName: string; key: string } {
  return { entityName: 'repository', key: repositoryId };
}

function secretValuesKey(id: string): string {
  return `variables:${id}`;
}
