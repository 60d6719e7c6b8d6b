import type { Preview } from '../domain/preview';
import { isAnnouncementDue } from './announce-preview';

/** Whether a look noted its intent, and was broken off before it planned the next one. */
export function isLeftUndone(preview: Preview, now: number): boolean {
  if (preview.check) return false;
  const isUnderWay = ['creating', 'deploying', 'deleting'].includes(preview.state.type);
  return isUnderWay || isAnnouncementDue(preview, now);
}
