import { statusKey } from '../../src/adapters/surfaces/build-status/build-status';
import { environmentOf } from '../../src/domain/holding';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import {
  previewOfPullRequest,
  previewId,
  type PreviewKey,
  type RepositoryKey,
} from '../../src/domain/preview-key';
import type { HistoryBitbucket } from './history-bitbucket';
import type { Reporting } from './reporting-kind';
import type { MemoryEngine } from './memory-engine';
import { repositoryOfPath } from './repository-of-path';
import type { WrittenLog } from './stored-log';

interface Judged {
  reporting: Reporting | undefined;
  bitbucket: HistoryBitbucket;
  engine: MemoryEngine;
  environmentsOf: (key: PreviewKey) => WorkspaceRecord[];
  stored: Pick<WrittenLog, 'record' | 'all'>;
}

/** Watches that nothing is called ready which does not run. */
export interface GreenWatch {
  /**
   * Whether `environment`, or any of the preview when there is none, runs this commit, as far as the app
   * can know.
   */
  runs(key: PreviewKey, commit: string, environment?: { id: string }): boolean;
  /** Somebody changed an environment by hand: the app knows once it looks at it again. */
  touch(key: PreviewKey): void;
  /** The app knows that it is not ready. */
  untouch(key: PreviewKey): void;
  /** What Bitbucket was about to be told, if it is a status: said of a commit that does not run. */
  wrongStatus(path: string, init: RequestInit | undefined): string | undefined;
  /** Statuses that are green on a commit that does not run. */
  wrongStatuses(): string[];
}

/** A status of ours that the app sends. */
interface Said {
  key: PreviewKey;
  commit: string;
  state: string;
}

/** With nothing said yet. */
export function watchGreen({
  reporting,
  bitbucket,
  engine,
  environmentsOf,
  stored,
}: Judged): GreenWatch {
  const touched = new Set<string>();
  /** Green on what somebody stopped by hand, until Bitbucket takes back what it says of it. */
  const byHand = new Set<string>();

  function runs(key: PreviewKey, commit: string, environment?: { id: string }): boolean {
    if (touched.has(previewId(key))) return true;
    if (reporting) return reporting.finished.has(commit);
    return environmentsOf(key).some(
      ({ workspace, stages }) =>
        (!environment || String(workspace.id) === environment.id) &&
        engine.headOf(workspace.id) === commit &&
        stages.run?.servers.some(({ state }) => state === 'running'),
    );
  }

  const greens = () =>
    bitbucket.repositories
      .filter((repository) => !bitbucket.isDeleted(repository))
      .flatMap((repository) => greenOf(bitbucket, stored, repository));

  return {
    runs,
    touch(key) {
      touched.add(previewId(key));
      byHand.add(previewId(key));
    },
    untouch: (key) => void touched.delete(previewId(key)),
    wrongStatus(path, init) {
      const said = parseStatus(stored, path, init);
      if (said?.state !== 'SUCCESSFUL') return undefined;
      byHand.delete(previewId(said.key));
      const record = stored.record(said.key);
      if (runs(said.key, said.commit, record && environmentOf(record))) return undefined;
      return `${previewId(said.key)} was called ready on ${said.commit}`;
    },
    wrongStatuses() {
      const now = greens();
      for (const id of byHand) {
        if (!now.some(({ key }) => previewId(key) === id)) byHand.delete(id);
      }
      return now
        .filter(({ key, commit }) => !byHand.has(previewId(key)) && !runs(key, commit))
        .map(({ key, commit }) => `${previewId(key)} is still called ready on ${commit}`);
    },
  };
}

type Stored = Judged['stored'];

/** Whose status it is by its key; of a branch only its record knows it. */
function keyOfStatus(
  stored: Stored,
  repository: RepositoryKey,
  key: string,
): PreviewKey | undefined {
  const id = /^preview-pr-(\d+)$/.exec(key)?.[1];
  if (id) return previewOfPullRequest(repository, Number(id));
  const isIt = (one: PreviewKey) =>
    one.repositoryId === repository.repositoryId && statusKey(one) === key;
  return stored.all().find((preview) => isIt(preview.key))?.key;
}

function greenOf(
  bitbucket: HistoryBitbucket,
  stored: Stored,
  repository: RepositoryKey,
): { key: PreviewKey; commit: string }[] {
  return bitbucket.statuses().flatMap(({ repository: uuid, key, commit, state }) => {
    if (uuid !== `{${repository.repositoryId}}` || state !== 'SUCCESSFUL') return [];
    const own = keyOfStatus(stored, repository, key);
    return own ? [{ key: own, commit }] : [];
  });
}

function parseStatus(
  stored: Stored,
  path: string,
  init: RequestInit | undefined,
): Said | undefined {
  const { repository, rest = '' } = repositoryOfPath(path) ?? {};
  const [, commit] = /^\/commit\/([0-9a-f]+)\/statuses/.exec(rest) ?? [];
  if (init?.method !== 'POST' || !repository || !commit) return undefined;
  if (typeof init.body !== 'string') return undefined;
  const { state, key } = JSON.parse(init.body) as { state: string; key: string };
  const own = keyOfStatus(stored, repository, key);
  return own && { key: own, commit, state };
}
