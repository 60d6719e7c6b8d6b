import { dueMessages, isOwed, type Message } from '../../domain/announce/outbox';
import type { Preview } from '../../domain/preview';
import type { Surface } from '../../ports/surface';

/** All that the surfaces shall say of a preview. */
export function messagesOf(surfaces: Surface[], preview: Preview): Message[] {
  return surfaces.flatMap((surface) => surface.messages(preview));
}

/** Whether a surface does not show yet what it shall. */
export function isAnnouncementOwed(surfaces: Surface[], preview: Preview): boolean {
  return messagesOf(surfaces, preview).some((message) => isOwed(preview.outbox, message));
}

/** Owed, and its retry time has come. */
export function isAnnouncementDue(surfaces: Surface[], preview: Preview, now: number): boolean {
  return dueMessages(preview.outbox, messagesOf(surfaces, preview), now).length > 0;
}
