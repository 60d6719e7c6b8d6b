import { defined } from '../defined';
import { removeFor, type Policy } from './policy';

/** While an admin takes the provider away, what runs there goes. */
export const disconnecting: Policy = {
  id: 'disconnecting',
  phase: 'admin',
  judge: ({ settings }) =>
    settings?.disconnecting
      ? removeFor({ why: 'disconnected', ...defined({ by: settings.disconnecting.by }) })
      : undefined,
};
