import * as v from 'valibot';
import { defined } from './defined';
import { PreviewKey } from './preview-key';

/** By what a preview was noticed, to follow "Noticed by". */
export const NOTICED_BY = {
  'pull-request': "Bitbucket's event about the pull request",
  push: "Bitbucket's event about a push",
  check: 'a planned look',
  turn: 'the end of another deployment',
  sweep: 'the regular look at all pull requests',
  settings: 'a change of the settings',
  rules: 'a change of the rules of the workspace or the project',
  person: 'a button in the card',
  comment: 'a command in a comment',
  environment: "the provider's list of environments",
  'repository-deleted': "Bitbucket's event about the repository",
};

/** What made somebody look at a preview. It says which key may have changed, never what to do. */
export const Cause = v.picklist(Object.keys(NOTICED_BY) as (keyof typeof NOTICED_BY)[]);
export type Cause = v.InferOutput<typeof Cause>;

/** One message of the queue. */
export const PreviewMessage = v.object({
  key: PreviewKey,
  cause: Cause,
  /** With `check`: which check this is; one that is no longer expected is passed over. */
  check: v.exactOptional(v.number()),
  /** With the event of a pull request that was just opened. */
  opened: v.exactOptional(v.literal(true)),
  /** With `push`: the commit that was pushed; a record that knows it already needs no look. */
  commit: v.exactOptional(v.string()),
  /**
   * With the event of a pull request: a look that read the pull request after this time has seen it,
   * and all events that this message stands for. Milliseconds since the epoch, by the app's clock.
   */
  readAfter: v.exactOptional(v.number()),
  /** It stands for the rest of a burst of events: the record is to say when the pull request was read. */
  burst: v.exactOptional(v.literal(true)),
  /** The connection that the settings named, when it is the workspace's: its key is read along with them. */
  connection: v.exactOptional(v.string()),
  /** It comes again because its invocation was broken off, perhaps before it acted as the planned check. */
  brokenOff: v.exactOptional(v.literal(true)),
  /** With `comment`: its id at Bitbucket. */
  comment: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
  /** How often it came again. */
  carried: v.exactOptional(v.number()),
  /** How many looks in a row came to nothing. */
  tries: v.exactOptional(v.number()),
  /** When the event happened, by Bitbucket's clock. Milliseconds since the epoch. */
  eventAt: v.exactOptional(v.number()),
});
export type PreviewMessage = v.InferOutput<typeof PreviewMessage>;

/** Whether it comes of what somebody did in Bitbucket, who may be an outsider. */
export function isEvent({ cause, brokenOff }: PreviewMessage): boolean {
  return ['pull-request', 'push', 'comment'].includes(cause) && !brokenOff;
}

/** What a look says to its own message, which comes again. */
export const Carried = v.object({
  /** Which check it is then; left out, it is what it was. */
  check: v.exactOptional(v.number()),
  /** The connection that the settings named at the last look. */
  connection: v.exactOptional(v.string()),
  /** How many looks in a row came to nothing. */
  tries: v.exactOptional(v.number()),
  /** It came again because its invocation was broken off, and the look at it came to nothing. */
  brokenOff: v.exactOptional(v.literal(true)),
});
export type Carried = v.InferOutput<typeof Carried>;

/** What the queue adds to a message that comes again. */
export interface Redelivery {
  retryCount: number;
  retryData?: unknown;
}

/** The message of a queue's delivery, or undefined when its body is not one of ours. */
export function parseMessage(body: unknown, again?: Redelivery): PreviewMessage | undefined {
  const { success, output } = v.safeParse(PreviewMessage, body);
  if (!success) return undefined;
  if (!again) return output;
  const said = v.safeParse(Carried, again.retryData);
  if (!said.success) return { ...output, brokenOff: true };
  const carried = { ...said.output, carried: again.retryCount };
  if (carried.check === undefined) return { ...output, ...carried };
  const { key, connection } = output;
  return { key, cause: 'check', ...carried, ...defined({ connection }) };
}
