import type { PreviewMessage } from './message';
import type { RepositorySettings } from './settings';

/** What a message says so that all it needs is read at once: which key, where that is not the repository's own. */
export function readAlong(
  settings: RepositorySettings | undefined,
): Pick<PreviewMessage, 'connection'> {
  const { connection } = settings ?? {};
  return connection?.shared ? { connection: connection.id } : {};
}
