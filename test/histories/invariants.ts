import type { LocalCodesphere } from '../../local/codesphere/codesphere';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import type { Clock } from '../../local/clock';
import { pullRequestOfEnvironment } from '../../src/domain/environment-name';
import type { Preview, Removal } from '../../src/domain/preview';
import { previewId, type PreviewKey } from '../../src/domain/preview-key';
import type { RepositorySettings } from '../../src/domain/settings';
import type { Store } from '../../src/ports/store';
import type { Listing, Watch } from './app';
import type { HistoryBitbucket } from './history-bitbucket';
import type { MemoryEngine } from './memory-engine';

/** What must hold at every moment, watched where calls take effect. */
export interface Invariants extends Watch {
  /** Throws what was violated so far. */
  check(): void;
  /** Somebody did something to the environment of a preview by hand: the app cannot know yet. */
  noteHand(workspace: number): void;
}

interface Watched {
  bitbucket: HistoryBitbucket;
  provider: LocalCodesphere;
  engine: MemoryEngine;
  store: Store;
  clock: Clock;
  listing: Listing;
}

/** With nothing violated. */
export function watchInvariants(world: Watched): Invariants {
  const violations: string[] = [];
  const settingsLog: { at: number; settings: RepositorySettings }[] = [];
  /** Previews that a person asked to be deleted. */
  const requests = new Set<string>();
  /** Environments that somebody changed by hand since the app last looked at their commit. */
  const touched = new Set<string>();

  const keyOf = (name: string): PreviewKey | undefined => {
    for (const repository of world.bitbucket.repositories) {
      const pullRequestId = pullRequestOfEnvironment(name, repository);
      if (pullRequestId !== undefined) return { ...repository, pullRequestId };
    }
    return undefined;
  };
  const environmentsOf = (key: PreviewKey): WorkspaceRecord[] =>
    world.provider.controls.workspaces().filter(({ workspace }) => {
      const own = keyOf(workspace.name);
      return own !== undefined && previewId(own) === previewId(key);
    });

  function isProof(removal: Removal, key: PreviewKey, { workspace }: WorkspaceRecord): boolean {
    const own = settingsLog.filter(
      ({ settings }) => settings.repository.repositoryId === key.repositoryId,
    );
    const since = Date.parse(workspace.createdAt);
    const during = own.filter(
      ({ at }, index) => at >= since || (own[index + 1]?.at ?? Infinity) >= since,
    );
    const pullRequest = world.bitbucket.findPullRequest(key, key.pullRequestId);
    switch (removal.why) {
      case 'merged':
        return pullRequest?.state === 'MERGED';
      case 'declined':
        return pullRequest?.state === 'DECLINED';
      case 'gone':
        return pullRequest === undefined;
      case 'switched-off':
        return during.some(({ settings }) => !settings.enabled);
      case 'disconnected':
        return during.some(({ settings }) => settings.disconnecting !== undefined);
      case 'moved':
        return during.some(({ settings }) => settings.options?.teamId !== String(workspace.teamId));
      case 'asked':
        return requests.has(previewId(key));
      case 'without-clone':
        return world.engine.headOf(workspace.id) === undefined;
      default:
        return false;
    }
  }

  async function checkDelete(id: number): Promise<void> {
    const record = world.provider.controls.workspaces().find((one) => one.workspace.id === id);
    const key = record && keyOf(record.workspace.name);
    if (!key) return;
    const preview = await world.store.readPreview(key);
    const state = preview?.state ?? { type: 'none' };
    const own = preview?.environment?.id;
    // Another environment of this name is the preview's own: this one is nobody's.
    if (
      environmentsOf(key).some(
        ({ workspace }) => String(workspace.id) === own && workspace.id !== id,
      )
    )
      return;
    if (state.type !== 'deleting') {
      violations.push(`${previewId(key)} was deleted while its record said ${state.type}`);
    } else if (!isProof(state.removal, key, record)) {
      violations.push(`${previewId(key)} was deleted because of ${JSON.stringify(state.removal)}`);
    }
  }

  function runs(key: PreviewKey, commit: string): boolean {
    const environments = environmentsOf(key);
    if (touched.has(previewId(key))) return true;
    return environments.some(
      ({ workspace, stages }) =>
        world.engine.headOf(workspace.id) === commit &&
        stages.run?.servers.some(({ state }) => state === 'running'),
    );
  }

  function checkRecord(preview: Preview): void {
    const { state, deployment, key } = preview;
    if (state.type !== 'ready') return;
    if (deployment && runs(key, deployment.commit)) return;
    violations.push(`${previewId(key)} was recorded as ready on ${deployment?.commit}`);
  }

  return {
    async beforeProvider(request) {
      const id = /\/workspaces\/(\d+)$/.exec(new URL(request.url).pathname)?.[1];
      if (request.method === 'DELETE' && id) await checkDelete(Number(id));
    },
    afterProvider(request) {
      const { pathname } = new URL(request.url);
      // What no listing shows cannot be found again: then a second one is made, and deleted later.
      if (world.listing.lagMs > 0) return;
      if (request.method !== 'POST' || !pathname.endsWith('/workspaces')) return;
      const names = world.provider.controls.workspaces().map(({ workspace }) => workspace.name);
      const name = names.at(-1) ?? '';
      const twice = keyOf(name) && names.indexOf(name) < names.length - 1 ? name : undefined;
      if (twice) violations.push(`there are two environments ${twice}`);
    },
    beforeBitbucket(path, init) {
      const match = /repositories\/([^/]+)\/([^/]+)\/commit\/([0-9a-f]+)\/statuses/.exec(path);
      if (init?.method !== 'POST' || !match || typeof init.body !== 'string') return;
      const { state, key: statusKey } = JSON.parse(init.body) as { state: string; key: string };
      if (state !== 'SUCCESSFUL') return;
      const bare = (text = '') => decodeURIComponent(text).replace(/[{}]/g, '');
      const key = {
        ...{ workspaceId: bare(match[1]), repositoryId: bare(match[2]) },
        pullRequestId: Number(statusKey.replace('preview-', '')),
      };
      if (runs(key, match[3] ?? '')) return;
      violations.push(`${previewId(key)} was called ready on ${match[3]}`);
    },
    beforeStore(method, [value]) {
      if (method === 'writePreview') checkRecord(value as Preview);
    },
    afterStore(method, [value], result) {
      if (result !== 'written') return;
      if (method === 'writeSettings') {
        settingsLog.push({ at: world.clock.now(), settings: value as RepositorySettings });
      }
      if (method !== 'writePreview') return;
      const { key, request, state } = value as Preview;
      if (request?.type === 'delete') requests.add(previewId(key));
      if (state.type !== 'ready') touched.delete(previewId(key));
    },
    check() {
      if (violations.length > 0) throw new Error(violations.join('\n'));
    },
    noteHand(workspace) {
      const found = world.provider.controls
        .workspaces()
        .find((one) => one.workspace.id === workspace);
      const key = found && keyOf(found.workspace.name);
      if (key) touched.add(previewId(key));
    },
  };
}
