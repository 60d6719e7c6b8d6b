import type { CardView } from '../../domain/card-view';
import { defined } from '../../domain/defined';
import type { Preview } from '../../domain/preview';
import type { PreviewKey } from '../../domain/preview-key';
import { noted } from '../../domain/transitions';
import type { Dependencies } from '../dependencies';
import { mayWrite, writerPermission } from './own-permission';
import { changeByPerson } from './read-card';

/**
 * Lets a preview live as long again, from now on, where the rules give it a time. Answers `refused`, and
 * changes nothing, when that person may not write to the repository.
 */
export async function extendLifetime(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
): Promise<CardView | 'refused'> {
  return changeIfWriter(deps, key, accountId, extended);
}

/** What somebody said, and when. */
interface Word {
  by: string;
  at: number;
}

/** The record once somebody asked for more time: as long again, or until then. */
export function extended(preview: Preview, word: Word, until?: number): Preview {
  const kept = { ...word, onceMore: true as const, ...defined({ until }) };
  return { ...noted(preview, 'More time was asked for.', word), kept };
}

/** The record once somebody keeps it. */
export function kept(preview: Preview, word: Word): Preview {
  return { ...noted(preview, 'It is kept.', word), kept: word };
}

/** The record once the rules count again. */
export function keptNoLonger(preview: Preview, word: Word): Preview {
  return { ...noted(preview, 'It is kept no longer.', word), kept: { ...word, onceMore: true } };
}

/** Keeps a preview, whatever the rules say of its time and of room for others. Answers as `extendLifetime`. */
export async function keepPreview(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
): Promise<CardView | 'refused'> {
  return changeIfWriter(deps, key, accountId, kept);
}

/** Lets the rules count again; its time begins anew. Answers as `extendLifetime`. */
export async function keepNoLonger(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
): Promise<CardView | 'refused'> {
  return changeIfWriter(deps, key, accountId, keptNoLonger);
}

async function changeIfWriter(
  deps: Dependencies,
  key: PreviewKey,
  accountId: string,
  change: (preview: Preview, word: Word) => Preview,
): Promise<CardView | 'refused'> {
  const permission = await writerPermission(deps, key, accountId);
  if (!mayWrite(permission)) return 'refused';
  const word = { by: accountId, at: deps.clock.now() };
  return changeByPerson(deps, key, permission, (preview) => preview && change(preview, word));
}
