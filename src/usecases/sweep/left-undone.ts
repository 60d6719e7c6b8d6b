import type { Preview } from '../../domain/preview';
import type { Surface } from '../../ports/surface';
import { isAnnouncementDue } from '../announce/owed';

/** Whether a look noted its intent, and was broken off before it planned the next one. */
export function isLeftUndone(surfaces: Surface[], preview: Preview, now: number): boolean {
  if (preview.check) return false;
  const isUnderWay = ['creating', 'deploying', 'deleting'].includes(preview.state.type);
  return isUnderWay || isAnnouncementDue(surfaces, preview, now);
}
