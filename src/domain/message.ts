import * as v from 'valibot';
import { parsePreviewKey, type PreviewKey } from './preview-key';

/** By what a preview was noticed, to follow "Noticed by". */
export const NOTICED_BY = {
  'pull-request': "Bitbucket's event about the pull request",
  push: "Bitbucket's event about a push",
  check: 'a planned look',
  turn: 'the end of another deployment',
  sweep: 'the regular look at all pull requests',
  settings: 'a change of the settings',
  person: 'a button in the card',
  environment: "the provider's list of environments",
  'repository-deleted': "Bitbucket's event about the repository",
};

/** What made somebody look at a preview. It says which key may have changed, never what to do. */
export const Cause = v.picklist(Object.keys(NOTICED_BY) as (keyof typeof NOTICED_BY)[]);
export type Cause = v.InferOutput<typeof Cause>;

/** One message of the queue. */
export interface PreviewMessage {
  key: PreviewKey;
  cause: Cause;
  /** With `check`: which check this is; one that is no longer expected is passed over. */
  check?: number;
  /** With the event of a pull request that was just opened. */
  opened?: true;
  /** With `push`: the commit that was pushed; a record that knows it already needs no look. */
  commit?: string;
  /**
   * With the event of a pull request: a look that read the pull request after this time has seen it,
   * and all events that this message stands for. Milliseconds since the epoch, by the app's clock.
   */
  readAfter?: number;
  /** It stands for the rest of a burst of events: the record is to say when the pull request was read. */
  burst?: true;
  /** When the event happened, by Bitbucket's clock. Milliseconds since the epoch. */
  eventAt?: number;
}

/** The message in a queue's body, or undefined when the body is not one of ours. */
export function parseMessage(body: unknown): PreviewMessage | undefined {
  const fields = Object(body) as Record<string, unknown>;
  const key = parsePreviewKey(fields);
  const { cause, check, opened, commit, readAfter, burst, eventAt } = fields;
  if (!key || typeof cause !== 'string' || !Object.hasOwn(NOTICED_BY, cause)) return undefined;
  return {
    key,
    cause: cause as Cause,
    ...(typeof check === 'number' ? { check } : {}),
    ...(opened === true ? { opened } : {}),
    ...(typeof commit === 'string' ? { commit } : {}),
    ...(typeof readAfter === 'number' ? { readAfter } : {}),
    ...(burst === true ? { burst } : {}),
    ...(typeof eventAt === 'number' ? { eventAt } : {}),
  };
}
