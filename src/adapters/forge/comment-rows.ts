import { kvs } from '@forge/kvs';
import { noneHeard, type HeardComments } from '../../domain/commands/heard-comments';
import type { RepositoryKey } from '../../domain/preview-key';
import { parseStoredComments, type StoredRow } from '../../domain/stored-record';
import type { WriteResult } from '../../ports/store';
import { executed, readParsed, readWriteResult, revisionIs } from './rows';

interface CommentsRow extends StoredRow {
  revision: number;
  body: HeardComments;
}

/** Longer than any of its comments counts. */
const TTL = { ttl: { value: 1, unit: 'DAYS' } } as const;

/** As the port says. */
export async function readComments({ repositoryId }: RepositoryKey): Promise<HeardComments> {
  const heard = await readParsed('comments', repositoryId, parseStoredComments);
  return heard ?? noneHeard(repositoryId);
}

/** As the port says. */
export async function writeComments(heard: HeardComments): Promise<WriteResult> {
  const { repositoryId, revision } = heard;
  const row: CommentsRow = { revision, body: heard };
  const conditions = revisionIs<CommentsRow>(revision - 1);
  const transaction = kvs
    .transact()
    .set(repositoryId, row, { entityName: 'comments', conditions }, TTL);
  return executed(transaction, () => readWriteResult('comments', repositoryId, row));
}
