import type { Account } from '../../local/codesphere/account';
import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import type { CardResult, CardView } from '../../src/contract';
import type { GitClone } from '../end-to-end/git-clone';
import { makeShop, settingsOf, type Settings } from '../end-to-end/set-up-repository';
import { startCanaryPlatform, type CanaryPlatform } from './canary-platform';

export const REPOSITORY = 'demo/canary';

/** A platform with one repository, and what its people do there. */
export interface CanarySession {
  canary: CanaryPlatform;
  settings: Settings;
  clone: GitClone;
  /** The card once nothing is under way. */
  settled: (pullRequest?: number) => Promise<CardView>;
  /** Calls a function of the card as will. */
  act: (name: string, pullRequest?: number, payload?: object) => Promise<CardResult>;
  /** Pushes a new branch with this ci.yml; answers its pull request and its commit. */
  open: (branch: string, ciYml: string) => Promise<{ id: number; commit: string }>;
  close: (pullRequest: number, how: 'merge' | 'decline') => Promise<unknown>;
  /** What there is of the app's secrets. */
  kept: () => string;
  /** The environments of one pull request, with all that they hold. */
  machines: (pullRequest: number) => WorkspaceRecord[];
  stop(): Promise<void>;
}

/** Starts with the repository empty and not connected. `keys` are known to the provider. */
export async function startCanarySession(keys: Record<string, Account>): Promise<CanarySession> {
  const canary = await startCanaryPlatform(keys);
  const { client, platform } = canary;
  const clone = await makeShop(client, REPOSITORY);
  return {
    ...{ canary, clone, settings: settingsOf(client, REPOSITORY) },
    async settled(pullRequest = 1) {
      await client.idle();
      return client.card(REPOSITORY, pullRequest);
    },
    act(name, pullRequest = 1, payload = {}) {
      const at = { user: 'will', module: 'preview-card', repository: REPOSITORY } as const;
      return client.invoke({ ...at, pullRequest, function: name, payload });
    },
    async open(branch, ciYml) {
      await clone.branch(branch);
      const commit = await clone.commit(`Begin ${branch}`, { 'ci.yml': ciYml });
      await clone.push();
      return { id: await client.openPullRequest(REPOSITORY, branch), commit };
    },
    close: (pullRequest, how) =>
      client.rest(
        'will',
        'POST',
        `/repositories/${REPOSITORY}/pullrequests/${pullRequest}/${how}`,
        {},
      ),
    kept: () => JSON.stringify(platform.store.table('secret').entries()),
    machines: (pullRequest) =>
      platform.codesphere.controls
        .workspaces()
        .filter(
          ({ workspace: { gitUrl, name } }) =>
            Boolean(gitUrl?.includes(REPOSITORY)) && name.startsWith(`preview-pr-${pullRequest}-`),
        ),
    async stop() {
      await clone.remove();
      await canary.stop();
    },
  };
}
