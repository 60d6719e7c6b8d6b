import type { Refused } from '../contract';
import { failureOf } from '../domain/failure';
import { dependencies } from '../wiring';

/** What a call was about, as the log names it. */
export type Subject =
  { preview: string } | { repository: string } | { project: string } | { workspace: string };

/** The refusal of a call from outside a repository or a pull request, or by nobody. */
export const OUT_OF_PLACE: Refused = {
  type: 'refused',
  message: 'This page does not say which repository it belongs to.',
  remedy: 'Open it again from the repository in Bitbucket, signed in.',
};

/** The refusal of a change by somebody who may only read. */
export const NOT_WRITER: Refused = {
  type: 'refused',
  message: 'Only those who may write to this repository can do this.',
  remedy: 'Ask somebody with write access.',
};

/** The refusal of a look by somebody who may not even read. */
export const NOT_READER: Refused = {
  type: 'refused',
  message: 'Only those who may see this repository can see its previews.',
  remedy: 'Ask somebody with admin access to let you in.',
};

/** The refusal of a payload that no page of this version sends. */
export const MALFORMED: Refused = {
  type: 'refused',
  message: 'The page sent something that is not understood.',
  remedy: 'Reload the page and try again.',
};

/**
 * What a person reads when a call ended in an error. The error itself goes to the log, with what the page was `about`.
 *
 * @throws the platform's wish for the person's consent as it came: seen by Forge, it makes Forge ask
 */
export function refusedBy(error: unknown, about: Subject): Refused {
  if (error instanceof Error && error.name === 'NEEDS_AUTHENTICATION_ERR') throw error;
  const { code, message, remedy } = failureOf(error);
  dependencies.log('a call of a page failed', {
    ...about,
    code,
    error: code === 'internal' ? String(error) : undefined,
  });
  return { type: 'refused', message, remedy };
}
