import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { getPullRequest, previewId, type PreviewKey } from '../../src/domain/preview-key';
import { variablesFor } from '../../src/domain/resolve-variables';
import type { DeedLog } from './deeds';
import type { StoredLog } from './delete-proof';
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

/** Env vars in the environment of a fork that no admin ever marked as fit for one. */
export function findLeak(
  { bitbucket, stored }: Pick<Judged, 'bitbucket'> & { stored: Pick<StoredLog, 'settings'> },
  key: PreviewKey,
  { env }: WorkspaceRecord,
): string[] {
  if (!isFork(bitbucket, key)) return [];
  const all = stored.settings(key).flatMap(({ settings }) => settings.options?.variables ?? []);
  const fit = variablesFor(all, { isFork: true });
  return env
    .filter(({ name }) => !fit.some((one) => one.name === name))
    .map(({ name }) => `${previewId(key)} is a fork's and has ${name}`);
}

function isFork(bitbucket: HistoryBitbucket, key: PreviewKey): boolean {
  if (key.subject.kind === 'branch') return false;
  const pullRequest = bitbucket.findPullRequest(key, getPullRequest(key).pullRequestId);
  return pullRequest !== undefined && pullRequest.source.repository !== `{${key.repositoryId}}`;
}
