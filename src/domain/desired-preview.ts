import type { Hold, Preview, Removal } from './preview';
import type { Place } from './provider';
import type { PullRequest } from './pull-request';
import { wantsPreviews, type RepositorySettings } from './settings';

/** What a direct read at Bitbucket said about the pull request. */
export type PullRequestRead = PullRequest | 'gone' | 'repository-deleted';

/**
 * What a preview should be.
 * - `running`: an environment on `commit`, with the settings of `settingsRevision`.
 * - `held`: the pull request is open, and there shall be no environment.
 * - `removed`: there shall be no environment ever again, and `removal` is the proof.
 */
export type DesiredPreview =
  | { type: 'running'; commit: string; settingsRevision: number; place: Place }
  | { type: 'held'; hold: Hold; removal: Removal }
  | { type: 'removed'; removal: Removal };

/** What should be, from what was read. A failed read is no argument for this: it ends before. */
export function desirePreview(
  read: PullRequestRead,
  settings: RepositorySettings | undefined,
  preview: Preview | undefined,
): DesiredPreview {
  if (read === 'gone' || read === 'repository-deleted') {
    return { type: 'removed', removal: { why: read } };
  }
  if (read.state !== 'open') return { type: 'removed', removal: { why: read.state } };
  if (settings?.disconnecting) {
    return { type: 'held', hold: 'off', removal: { why: 'disconnected' } };
  }
  if (!wantsPreviews(settings)) {
    return { type: 'held', hold: 'off', removal: { why: 'switched-off' } };
  }
  if (awaitsApproval(read, preview)) {
    return { type: 'held', hold: 'fork', removal: { why: 'held' } };
  }

  const asked = askedRemoval(preview, read.commit);
  if (asked) return { type: 'held', hold: 'removed-by-person', removal: asked };
  return {
    type: 'running',
    commit: read.commit,
    settingsRevision: settings.deployRevision,
    place: settings.options.place,
  };
}

/** Whether the newest commit lies in a fork and nobody who may has approved exactly that one. */
export function awaitsApproval(
  { fork, forkSource, commit }: PullRequest,
  preview: Preview | undefined,
): boolean {
  return fork && !(forkSource && preview?.approval?.commit === commit);
}

/**
 * Whether the approval in the record, which has the snapshot of `read`, is not of what the fork has: it
 * is over even if the fork goes back to that. One that came since the read began may be of something
 * newer, unless a clock that was ahead says so.
 */
export function isApprovalVoid(read: PullRequestRead, preview: Preview, now: number): boolean {
  const { approval, pullRequest } = preview;
  if (!approval || typeof read === 'string' || !awaitsApproval(read, preview)) return false;
  return approval.at <= pullRequest.readAt || approval.at > now;
}

/** A person's wish for no preview: it holds for one commit, until a push or a redeploy. */
function askedRemoval(preview: Preview | undefined, commit: string): Removal | undefined {
  if (!preview) return undefined;
  const { request, state } = preview;
  if (request?.type === 'delete') return { why: 'asked', by: request.by, commit };
  if (request?.type === 'redeploy') return undefined;
  if (state.type !== 'deleting' && state.type !== 'deleted') return undefined;
  const { removal } = state;
  return removal.why === 'asked' && removal.commit === commit ? removal : undefined;
}
