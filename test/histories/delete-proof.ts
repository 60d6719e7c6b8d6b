import { environmentOf, goingOf } from '../../src/domain/holding';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import type { Preview } from '../../src/domain/preview';
import type { AbsenceReason } from '../../src/domain/reason';
import type { PreviewKey } from '../../src/domain/preview-key';
import { tokenIn } from '../../src/domain/rules';
import type { RepositorySettings } from '../../src/domain/settings';
import type { DeedLog } from './deeds';
import type { DirectReads } from './direct-reads';
import type { HistoryBitbucket } from './history-bitbucket';
import type { MemoryEngine } from './memory-engine';

/** What was stored so far, for judging deletes by. */
export interface StoredLog {
  /** The latest record of a preview. */
  record(key: PreviewKey): Preview | undefined;
  /** The settings of a repository, oldest first. */
  settings(key: { repositoryId: string }): { at: number; settings: RepositorySettings }[];
  /** Whether a person ever asked for this preview to be deleted. */
  askedToDelete(key: PreviewKey): boolean;
}

interface Judged {
  bitbucket: HistoryBitbucket;
  engine: MemoryEngine;
  deeds: DeedLog;
  stored: StoredLog;
  reads: Pick<DirectReads, 'said'>;
}

/** Why deleting this environment of a preview was wrong; undefined when it was proven. */
export function findUnproven(
  judged: Judged,
  key: PreviewKey,
  environment: WorkspaceRecord,
  others: WorkspaceRecord[],
): string | undefined {
  const preview = judged.stored.record(key);
  const own = preview && environmentOf(preview)?.id;
  const own0 = String(environment.workspace.id);
  // Another environment of this name is the preview's own: this one is nobody's.
  if (others.some(({ workspace }) => String(workspace.id) === own)) return undefined;
  const { disconnecting } = judged.stored.settings(key).at(-1)?.settings ?? {};
  // The app is being uninstalled.
  if (disconnecting && disconnecting.by === undefined) return undefined;
  const state = preview?.state ?? { type: 'none' };
  // Another one is about to take its place, or it ended while it waited for that: see `watchUp`.
  const isReplaced = preview && goingOf(preview).some(({ environment: { id } }) => id === own0);
  const isDown = !environment.stages.run?.servers.some((server) => server.state === 'running');
  if (isReplaced && (state.type === 'creating' || isDown)) return undefined;
  if (state.type !== 'deleting') return `was deleted while its record said ${state.type}`;
  if (isProof(judged, state.reason, key, environment)) return undefined;
  return `was deleted because of ${JSON.stringify(state.reason)}`;
}

function isProof(
  { bitbucket, engine, deeds, stored, reads }: Judged,
  reason: AbsenceReason,
  key: PreviewKey,
  { workspace }: WorkspaceRecord,
): boolean {
  const since = Date.parse(workspace.createdAt);
  const own = stored.settings(key);
  const during = own.filter(
    ({ at }, index) => at >= since || (own[index + 1]?.at ?? Infinity) >= since,
  );
  const { subject } = key;
  const pullRequest =
    subject.kind === 'branch' ? undefined : bitbucket.findPullRequest(key, subject.id);
  switch (reason.why) {
    case 'merged':
      return pullRequest?.state === 'MERGED' && reads.said(key, 'MERGED');
    case 'declined':
      return pullRequest?.state === 'DECLINED' && reads.said(key, 'DECLINED');
    case 'gone':
      // The local Bitbucket deletes a pull request only with its repository.
      return false;
    case 'repository-deleted':
      return bitbucket.isDeleted(key);
    case 'fork':
      return pullRequest !== undefined && wasVoid(pullRequest);
    case 'private-fork':
      return during.some(({ settings }) => settings.rules?.privateForks !== 'approved');
    case 'switched-off':
      return during.some(({ settings }) => !settings.enabled);
    case 'disconnected':
      return during.some(({ settings }) => settings.disconnecting !== undefined);
    case 'moved':
      return during.some(({ settings }) => settings.options?.place !== String(workspace.teamId));
    case 'draft':
    case 'draft-unasked':
      return during.some(({ settings }) => settings.rules?.drafts !== 'as-others');
    case 'other-target':
      return during.some(({ settings }) => (settings.rules?.into.length ?? 0) > 0);
    case 'other-source':
      return during.some(({ settings }) => (settings.rules?.from.length ?? 0) > 0);
    case 'other-paths':
      return during.some(({ settings }) => (settings.rules?.paths.length ?? 0) > 0);
    case 'unapproved':
    case 'changes-requested':
      return during.some(({ settings }) => (settings.rules?.approvals ?? 0) > 0);
    case 'unasked':
      return during.some(({ settings }) => settings.rules?.begins === 'when-asked');
    case 'branch-gone':
      return key.subject.kind === 'branch' && bitbucket.tipOf(key, key.subject.name) === undefined;
    case 'untracked':
    case 'branch-has-one':
      return during.some(({ settings }) => settings.rules !== undefined);
    case 'made-room':
      return during.some(({ settings }) => settings.rules?.whenFull === 'oldest-goes');
    case 'expired':
      return during.some(({ settings }) => settings.rules?.days === reason.days);
    case 'skipped-by-title':
      return pullRequest !== undefined && tokenIn(pullRequest.title) === 'skip';
    case 'deleted':
      return stored.askedToDelete(key);
    case 'left-running':
      return false;
    case 'without-clone':
      return engine.headOf(workspace.id) === undefined;
  }

  /** Of a fork that is gone; or since the environment was made a commit was the newest that nobody had approved. */
  function wasVoid({ source }: { source: { repository: string; commit: string } }): boolean {
    const fork = bitbucket.forkOf(key);
    if (source.repository !== `{${fork.repositoryId}}`) return false;
    if (bitbucket.isDeleted(fork)) return true;
    // Of one millisecond: the environment was made for another commit, or it would not have to go.
    return !deeds.mayRun(key, source.commit) || bitbucket.madeAt(source.commit) >= since;
  }
}
