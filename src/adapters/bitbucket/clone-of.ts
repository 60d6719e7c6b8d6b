import type { InferOutput } from 'valibot';
import { withoutSlashes, type Link } from './page-link';

/** The clone links are not in the short form of a repository; https is its page and `.git`. */
export function cloneOf({ html }: InferOutput<typeof Link>, isPrivate: boolean | null | undefined) {
  return { private: isPrivate ?? true, gitUrl: `${withoutSlashes(html.href)}.git` };
}
