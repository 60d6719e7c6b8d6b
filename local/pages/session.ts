import { getCookie } from 'hono/cookie';
import type { Context } from 'hono';

/** The people whom the local Bitbucket knows, as a person switches between them in the top bar. */
export const people = [
  { name: 'ada', can: 'admin of demo' },
  { name: 'will', can: 'can write' },
  { name: 'rita', can: 'can read' },
  { name: 'otto', can: 'outsider with a fork' },
] as const;

export type ColorMode = 'light' | 'dark';

/** Who looks at a page, and in which colours. Both are held in cookies. */
export interface Session {
  user: string;
  colorMode: ColorMode;
}

/** Cookies that name nobody known fall back to `ada` and to light colours. */
export function readSession(context: Context): Session {
  const user = getCookie(context, 'local_user');
  return {
    user: people.find(({ name }) => name === user)?.name ?? 'ada',
    colorMode: getCookie(context, 'local_color_mode') === 'dark' ? 'dark' : 'light',
  };
}
