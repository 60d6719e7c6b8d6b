import { parsePreviewKey, type PreviewKey } from './preview-key';

/** What made somebody look at a preview. It says which key may have changed, never what to do. */
export type Cause =
  | 'pull-request'
  | 'push'
  | 'check'
  | 'sweep'
  | 'settings'
  | 'person'
  | 'environment'
  | 'repository-deleted';

const CAUSES: readonly string[] = [
  'pull-request',
  'push',
  'check',
  'sweep',
  'settings',
  'person',
  'environment',
  'repository-deleted',
] satisfies Cause[];

/** One message of the queue. */
export interface PreviewMessage {
  key: PreviewKey;
  cause: Cause;
  /** With `check`: which check this is; one that is no longer expected is passed over. */
  check?: number;
  /** With `push`: the commit that was pushed; a record that knows it already needs no look. */
  commit?: string;
  /** When the event happened, by Bitbucket's clock. Milliseconds since the epoch. */
  eventAt?: number;
}

/** The message in a queue's body, or undefined when the body is not one of ours. */
export function parseMessage(body: Record<string, unknown>): PreviewMessage | undefined {
  const key = parsePreviewKey(body);
  const { cause, check, commit, eventAt } = body;
  if (!key || typeof cause !== 'string' || !CAUSES.includes(cause)) return undefined;
  return {
    key,
    cause: cause as Cause,
    ...(typeof check === 'number' ? { check } : {}),
    ...(typeof commit === 'string' ? { commit } : {}),
    ...(typeof eventAt === 'number' ? { eventAt } : {}),
  };
}
