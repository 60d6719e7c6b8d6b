import { Filter, FilterConditions, ForgeKvsAPIError, kvs } from '@forge/kvs';
import { failureOf } from '../../domain/failure';
import { isOver, type Preview } from '../../domain/preview';
import { previewId, type RepositoryKey } from '../../domain/preview-key';
import type { RepositorySettings } from '../../domain/settings';
import {
  parseStoredPreview,
  parseStoredSettings,
  unreadable,
  type StoredRow,
} from '../../domain/stored-record';
import type { Log } from '../../ports/log';
import type { Store, WriteResult } from '../../ports/store';

/** What an entity's row holds beside its body, so that indexes and conditions can see it. */
interface PreviewRow extends StoredRow {
  repository: string;
  phase: 'live' | 'over';
  pullRequest: number;
  revision: number;
  body: Preview;
}

interface RepositoryRow extends StoredRow {
  group: typeof ALL;
  repository: string;
  revision: number;
  body: RepositorySettings;
}

/** Forge's store belongs to one installation, so one group holds all of its repositories. */
const ALL = 'all';

/** An entity query answers at most this many rows (Forge documentation). */
const PAGE = 100;

/** How long the record of a preview that is over stays, for those who ask what became of it. */
const OVER_DAYS = 90;

/** The store over Forge's key-value store: entities for records, secrets for keys and values. */
export function createForgeStore(log: Log): Store {
  /** Those rows that can be used; each other one is logged. */
  function usable<Row, Body>(rows: Stored<Row>[], parse: (row: Stored<Row>) => Body): Body[] {
    return rows.flatMap((row) => {
      try {
        return [parse(row)];
      } catch (error) {
        log('passed over a stored record', { record: row.key, why: failureOf(error).message });
        return [];
      }
    });
  }
  return {
    readSettings: (repository) =>
      parseRow('repository', repository.repositoryId, parseStoredSettings),
    writeSettings: (settings) =>
      writeRow<RepositoryRow>('repository', settings.repository.repositoryId, {
        group: ALL,
        repository: settings.repository.repositoryId,
        revision: settings.revision,
        body: settings,
      }),
    deleteSettings: (repository) =>
      kvs.entity<RepositoryRow>('repository').delete(repository.repositoryId),
    listSettings: async () => {
      const rows = await listRows<RepositoryRow>('repository', 'by-group', [ALL]);
      return usable(rows, ({ value, key }) => parseStoredSettings(value, key));
    },

    readPreview: (key) => parseRow('preview', previewId(key), parseStoredPreview),
    writePreview: (preview) => {
      const over = isOver(preview);
      return writeRow<PreviewRow>(
        'preview',
        previewId(preview.key),
        {
          repository: preview.key.repositoryId,
          phase: over ? 'over' : 'live',
          pullRequest: preview.key.pullRequestId,
          revision: preview.revision,
          body: preview,
        },
        over ? OVER_DAYS : undefined,
      );
    },
    listPreviews: async (repository) =>
      usable(await listLive(repository), ({ value, key }) => parseStoredPreview(value, key)),
    listAllPreviews: async (repository) =>
      (await listLive(repository)).map(({ value, key }) => parseStoredPreview(value, key)),

    readToken: async (repository) => {
      const token = await kvs.getSecret<unknown>(tokenKey(repository));
      if (token === undefined || typeof token === 'string') return token;
      throw unreadable('secret', 'is damaged');
    },
    writeToken: (repository, token) => kvs.setSecret(tokenKey(repository), token),
    deleteToken: (repository) => kvs.deleteSecret(tokenKey(repository)),
    readSecretValues: async (id) => {
      const values = await kvs.getSecret<unknown>(secretValuesKey(id));
      if (values === undefined || isSecretValues(values)) return values;
      throw unreadable('secret', 'is damaged');
    },
    writeSecretValues: (id, values) => kvs.setSecret(secretValuesKey(id), values),
    deleteSecretValues: (id) => kvs.deleteSecret(secretValuesKey(id)),
  };
}

/** A row with the key that it is stored under. */
interface Stored<Row> {
  key: string;
  value: Row;
}

async function parseRow<Body>(
  entityName: string,
  key: string,
  parse: (row: StoredRow, key: string) => Body,
): Promise<Body | undefined> {
  const row = await kvs.entity<StoredRow>(entityName).get(key);
  return row === undefined ? undefined : parse(row, key);
}

function listLive({ repositoryId }: RepositoryKey): Promise<Stored<PreviewRow>[]> {
  return listRows<PreviewRow>('preview', 'by-repository', [repositoryId, 'live']);
}

function isSecretValues(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((one) => typeof one === 'string')
  );
}

function tokenKey(repository: RepositoryKey): string {
  return `token:${repository.repositoryId}`;
}

function secretValuesKey(id: string): string {
  return `variables:${id}`;
}

/** Writes on the condition that the stored row has the revision before this one. */
async function writeRow<Row extends { revision: number }>(
  entityName: string,
  key: string,
  row: Row,
  days?: number,
): Promise<WriteResult> {
  const conditions =
    row.revision === 1
      ? new Filter<Row>().and('revision', FilterConditions.notExists())
      : new Filter<Row>().and('revision', FilterConditions.equalTo(row.revision - 1));
  try {
    await kvs
      .transact()
      .set(key, row, { entityName, conditions }, days ? { ttl: { value: days, unit: 'DAYS' } } : {})
      .execute();
    return 'written';
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The code of an unmet condition is not documented: the stored revision tells.
    const stored = await kvs.entity<Row>(entityName).get(key);
    if ((stored?.revision ?? 0) !== row.revision - 1) return 'conflict';
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  if (!(error instanceof ForgeKvsAPIError)) return false;
  const { status } = error.responseDetails;
  return status >= 400 && status < 500 && status !== 429;
}

async function listRows<Row>(
  entityName: string,
  index: string,
  partition: string[],
): Promise<Stored<Row>[]> {
  const rows: Stored<Row>[] = [];
  let cursor: string | undefined;
  do {
    const query = kvs.entity<Row>(entityName).query().index(index, { partition }).limit(PAGE);
    const page = await (cursor ? query.cursor(cursor) : query).getMany();
    rows.push(...page.results.map(({ key, value }) => ({ key, value })));
    cursor = page.nextCursor;
  } while (cursor);
  return rows;
}
