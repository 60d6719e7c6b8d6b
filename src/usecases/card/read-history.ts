import { showHistory, type HistoryLine } from '../../domain/history';
import type { PreviewKey } from '../../domain/preview-key';
import type { Dependencies } from '../dependencies';
import { readerPermission } from './own-permission';

/** What happened to a preview, newest first; `refused` to whoever cannot see the repository. */
export async function readHistory(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
): Promise<HistoryLine[] | 'refused'> {
  const [permission, preview] = await Promise.all([
    readerPermission(deps, key, accountId),
    deps.store.readPreview(key),
  ]);
  return permission === 'none' ? 'refused' : showHistory(preview);
}
