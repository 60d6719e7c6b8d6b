import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { previewId, type PreviewKey } from '../../src/domain/preview-key';
import type { DeedLog } from './deeds';
import type { HistoryBitbucket } from './history-bitbucket';
import type { MemoryEngine } from './memory-engine';

interface Judged {
  bitbucket: HistoryBitbucket;
  engine: MemoryEngine;
  deeds: DeedLog;
}

/** A stage that is about to run a fork's commit without anybody's yes to that one. */
export function findUnapproved(
  { bitbucket, engine, deeds }: Judged,
  key: PreviewKey,
  { workspace }: WorkspaceRecord,
): string | undefined {
  const head = engine.headOf(workspace.id);
  if (!isFork(bitbucket, key) || (head !== undefined && deeds.mayRun(key, head))) return undefined;
  return `${previewId(key)} runs ${head} of a fork, which nobody approved`;
}

/** Secrets in the environment of a fork. */
export function findLeak(
  { bitbucket }: Pick<Judged, 'bitbucket'>,
  key: PreviewKey,
  { env }: WorkspaceRecord,
): string[] {
  if (!isFork(bitbucket, key) || !env.some(({ name }) => name === 'SECRET')) return [];
  return [`${previewId(key)} is a fork's and has a secret`];
}

function isFork(bitbucket: HistoryBitbucket, key: PreviewKey): boolean {
  const pullRequest = bitbucket.findPullRequest(key, key.pullRequestId);
  return pullRequest !== undefined && pullRequest.source.repository !== `{${key.repositoryId}}`;
}
