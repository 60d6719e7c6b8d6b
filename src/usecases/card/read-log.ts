import { environmentOf } from '../../domain/holding';
import type { PreviewKey } from '../../domain/preview-key';
import type { Dependencies } from '../dependencies';
import { readableVariables } from '../reconcile/deployment-spec';
import { readerPermission } from './own-permission';
import { openHosting } from '../use-hosting';

/**
 * The log of the step at which a preview's deployment failed, as far as the provider still has it, which may
 * be not at all; `refused` to whoever cannot see the repository.
 */
export async function readLog(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
): Promise<{ text: string } | 'refused'> {
  if ((await readerPermission(deps, key, accountId)) === 'none') return 'refused';
  const { settings, preview } = await deps.store.readSubject(key);
  const environment = preview && environmentOf(preview);
  const { failure, commit = '' } = preview?.deployment ?? {};
  if (!environment || !failure?.log || !settings?.connection) return { text: '' };
  const { options } = settings;
  const readable = options ? readableVariables(options, preview, commit) : [];
  const hosting = await openHosting(deps, settings.connection);
  return { text: (await hosting?.readLog?.(failure.log, environment, readable)) ?? '' };
}
