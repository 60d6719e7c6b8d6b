import type { HeardComments } from '../domain/commands/heard-comments';
import type { WorkspaceConnection } from '../domain/connection';
import type { Layers } from '../domain/layer';
import type { Ledger } from '../domain/ledger';
import type { Preview, PreviewList } from '../domain/preview';
import type { PreviewKey, RepositoryKey } from '../domain/preview-key';
import type { Credentials } from '../domain/provider-kind';
import type { RepositorySettings } from '../domain/settings';

/** Whether a conditional write took place; `conflict` when somebody else wrote in between. */
export type WriteResult = 'written' | 'conflict';

/** What is stored of a subject. */
export interface StoredSubject {
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
}

/** What has to hold for a preview to be written, and what changes in the same moment. */
export interface WriteTerms {
  /** Occupies this slot of the repository; the write is `occupied` when another preview has it. */
  takeSlot?: number;
  /** Frees this slot. */
  freeSlot?: number;
  /** The settings must still have this revision; else it is a `conflict`. */
  settingsRevision?: number;
  /** The ledgers as they are then; the write is `occupied` when one was written in between. */
  ledgers?: Ledger[];
}

/**
 * What the app remembers. Reads of one key are strict, listings may lag behind by moments. A record
 * that cannot be used, because another version wrote it or it is damaged, is a permanent
 * `record-unreadable` failure where it is read; a listing logs how many there are of them.
 */
export interface Store {
  /** As they count below the layers, in one round trip. */
  readSettings(repository: RepositoryKey): Promise<RepositorySettings | undefined>;
  /** Writes only when the stored revision is the one before `settings.revision` (none before 1). */
  writeSettings(settings: RepositorySettings): Promise<WriteResult>;
  /** Deletes them only while the stored revision is that of `settings`. */
  deleteSettings(settings: RepositorySettings): Promise<WriteResult>;
  /** Every repository that somebody configured, as far as its settings can be used. */
  listSettings(): Promise<RepositorySettings[]>;

  /** What the workspace and its projects set for their repositories. */
  readLayers(): Promise<Layers>;
  /** Writes only when the stored revision is the one before `layers.revision` (none before 1). */
  writeLayers(layers: Layers): Promise<WriteResult>;

  /** Settings and record of a subject, in one round trip. */
  readSubject(key: PreviewKey): Promise<StoredSubject>;
  readPreview(key: PreviewKey): Promise<Preview | undefined>;
  /** Writes only when the stored revision is the one before `preview.revision` (none before 1). */
  writePreview(preview: Preview, terms?: WriteTerms): Promise<WriteResult | 'occupied'>;
  /** Which of the first `count` slots of a repository no deployment occupies. May be outdated at once. */
  readFreeSlots(repository: RepositoryKey, count: number): Promise<number[]>;
  /** The ledgers of these scopes, in one round trip. */
  readLedgers(scopes: string[]): Promise<Ledger[]>;
  /** Which comments of a repository were read of late. */
  readComments(repository: RepositoryKey): Promise<HeardComments>;
  /** Writes only when the stored revision is the one before `heard.revision` (none before 1). */
  writeComments(heard: HeardComments): Promise<WriteResult>;
  listPreviews(repository: RepositoryKey): Promise<PreviewList>;
  /** Calls `visit` with every preview that is stored, of closed pull requests too, as far as it can be used. */
  eachPreview(visit: (preview: Preview) => Promise<void>): Promise<void>;
  /** Some of those that wait for their turn, at most `limit`. */
  listWaiting(repository: RepositoryKey, limit: number): Promise<PreviewKey[]>;

  /** The connections of the workspace. */
  listConnections(): Promise<WorkspaceConnection[]>;
  readConnection(id: string): Promise<WorkspaceConnection | undefined>;
  /** Writes only when the stored revision is the one before `connection.revision` (none before 1). */
  writeConnection(connection: WorkspaceConnection): Promise<WriteResult>;
  /** Deletes it only while the stored revision is that of `connection`. */
  deleteConnection(connection: WorkspaceConnection): Promise<WriteResult>;

  /** The credentials of a connection. Kept in the secret store. */
  readCredentials(connection: string): Promise<Credentials | undefined>;
  writeCredentials(connection: string, credentials: Credentials): Promise<void>;
  deleteCredentials(connection: string): Promise<void>;
  /** Values of secret variables by name; undefined once deleted. Kept in the secret store under `secretsId`. */
  readSecretValues(secretsId: string): Promise<Record<string, string> | undefined>;
  writeSecretValues(secretsId: string, values: Record<string, string>): Promise<void>;
  deleteSecretValues(secretsId: string): Promise<void>;
}
