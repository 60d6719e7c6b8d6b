import type { CardFacts } from './card-face';
import type { CardView } from './card-view';
import type { CommandName } from './commands/command';
import { actTitle } from './commands/command-words';

/** Whether the card offers what a command asks for. */
const OFFERS: Partial<Record<CommandName, (actions: CardView['actions']) => boolean>> = {
  deploy: ({ redeploy, start }) => redeploy || start,
  redeploy: ({ redeploy, start }) => redeploy || start,
  stop: ({ cancel }) => cancel,
  delete: (actions) => actions.delete,
  extend: ({ extend }) => extend,
  keep: ({ keep }) => keep,
};

/** The oldest command in a comment that waits for a click of whoever may, among those that could be done now. */
export function askedInComment(
  { preview }: CardFacts,
  actions: CardView['actions'],
): CardView['asked'] {
  const waits = preview?.commands?.find(
    ({ answer, name }) => answer?.type === 'asks' && name && OFFERS[name]?.(actions),
  );
  if (!waits?.name) return undefined;
  const { comment, by: person, name, forMs } = waits;
  const act = actTitle({ name, ...(forMs === undefined ? {} : { forMs }) });
  return { comment, person, act, ...(name === 'delete' ? { deletes: true } : {}) };
}
