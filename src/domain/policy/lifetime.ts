import type { Preview } from '../preview';
import { NO_RULES } from '../rules';
import type { RepositorySettings } from '../settings';
import type { Policy } from './policy';

const DAY_MS = 24 * 60 * 60_000;

/** Where the rules say so, a preview goes some days after the last push. */
export const lifetime: Policy = {
  id: 'lifetime',
  phase: 'room',
  of: 'pull-request',
  judge({ read, preview, settings, now }) {
    if (typeof read === 'string') return undefined;
    const until = livesUntil(preview, settings, read.commit);
    if (until === undefined) return undefined;
    if (now < until) return { want: 'run', until };
    const { days } = settings?.rules ?? NO_RULES;
    if (days === 'closed') return undefined;
    return { want: 'none', existing: 'remove', reason: { why: 'expired', days } };
  },
};

/**
 * Until when a preview of this commit lives, in milliseconds since the epoch; undefined when that is for as
 * long as its pull request is open, or its branch is there. It counts from its latest deployment, or from when somebody asked for it or for more time.
 */
export function livesUntil(
  preview: Preview | undefined,
  settings: RepositorySettings | undefined,
  commit: string,
): number | undefined {
  const { days } = settings?.rules ?? NO_RULES;
  if (days === 'closed' || !preview || isKept(preview)) return undefined;
  if (preview.key.subject.kind === 'branch') return undefined;
  const { deployment, wish, request, kept } = preview;
  if (deployment?.commit !== commit) return undefined;
  const asked = request?.type === 'redeploy' ? request.at : 0;
  const extended = kept?.until === undefined ? (kept?.at ?? 0) : 0;
  const since = Math.max(deployment.startedAt, wish?.at ?? 0, extended, asked);
  return Math.max(since + days * DAY_MS, kept?.until ?? 0);
}

/** Whether somebody keeps it until its pull request is closed. */
export function isKept({ kept }: Pick<Preview, 'kept'>): boolean {
  return kept !== undefined && !kept.onceMore;
}
