import type { CardView } from '../domain/card-view';
import { appended } from '../domain/history';
import type { PreviewKey } from '../domain/preview-key';
import type { Dependencies } from './dependencies';
import { changeByPerson, mayWrite } from './read-card';

/**
 * Lets a preview live as long again, from now on, where the rules give it a time. Answers `refused`, and
 * changes nothing, when that person may not write to the repository.
 */
export async function extendLifetime(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
): Promise<CardView | 'refused'> {
  const permission = await deps.bitbucket.readOwnPermission(key);
  if (!mayWrite(permission)) return 'refused';
  const at = deps.clock.now();
  return changeByPerson(deps, key, { accountId, permission }, (preview) => {
    if (!preview) return undefined;
    const text = 'More time was asked for.';
    return {
      ...preview,
      wish: { by: accountId, at },
      history: appended(preview.history, { at, text, by: accountId }),
    };
  });
}
