import type { CardResult, SettingsResult } from '../../src/contract';
import { cloneRepository, type GitClone } from './git-clone';
import { formOf, SERVER_FILES, versionOf } from './killed-settings';
import type { PlatformClient } from './platform-client';
import { settingsOf } from './set-up-repository';

/** Something that a person does, to be killed amid it. */
export interface KilledOperation {
  name: string;
  /** About so many points pass until nothing is pending any more. */
  points: number;
  /** Makes what it works on; the result is worth doing once nothing is pending. */
  prepare(world: World): Promise<Act>;
}

/** One time that an operation is done. */
export interface Act {
  /** Does it; rejects unless it was answered with success. */
  perform(client: PlatformClient): Promise<void>;
  /** Whether it took effect: it has to once it was answered. */
  tookEffect(client: PlatformClient): Promise<boolean>;
}

/** What the operations work on. */
export interface World {
  client: PlatformClient;
  clones: Map<string, GitClone>;
  /** A number that was not given before. */
  next(): number;
}

const SHARED = 'demo/shared';
const SAVED = 'demo/saved';
/** The branch of the pull request that gets all pushes. */
const PUSHED = 'pushed';

interface PullRequest {
  id: number;
  source: { branch: { name: string }; commit: { hash: string } };
}

/** Makes the two repositories that operations share, each with a pull request. */
export async function setUpWorld(world: World): Promise<void> {
  await makeRepository(world, SHARED);
  await openPullRequest(world, SHARED, PUSHED);
  await makeRepository(world, SAVED);
  await openPullRequest(world, SAVED, 'saved');
  // The demo's own preview has settings of another form.
  await world.client.rest('will', 'POST', '/repositories/demo/shop/pullrequests/1/decline', {});
}

/** Performs it; says whether it was answered with success. */
export function isAnswered(act: Act, client: PlatformClient): Promise<boolean> {
  return act.perform(client).then(
    () => true,
    () => false,
  );
}

/** Declines what earlier acts left open, so that the world does not grow. */
export async function closeSpent({ client }: World): Promise<void> {
  const path = `/repositories/${SHARED}/pullrequests`;
  const { values } = await client.rest<{ values: PullRequest[] }>(
    'will',
    'GET',
    `${path}?pagelen=50`,
  );
  for (const { id, source } of values) {
    if (source.branch.name !== PUSHED)
      await client.rest('will', 'POST', `${path}/${id}/decline`, {});
  }
}

/** Every operation: what deploys, what saves and what deletes. */
export const operations: KilledOperation[] = [
  { name: 'opening', points: 160, prepare: prepareOpening },
  { name: 'a push', points: 180, prepare: preparePush },
  { name: 'a save', points: 175, prepare: prepareSave },
  { name: 'a merge', points: 60, prepare: (world) => prepareClosing(world, 'merge') },
  { name: 'a decline', points: 45, prepare: (world) => prepareClosing(world, 'decline') },
  { name: 'the delete button', points: 55, prepare: prepareButton },
  { name: 'disconnecting', points: 90, prepare: prepareDisconnecting },
];

async function makeRepository(world: World, repository: string): Promise<void> {
  const { client, clones } = world;
  await client.rest('ada', 'POST', `/repositories/${repository}`, { is_private: true });
  const clone = await cloneRepository(client.url, repository);
  clones.set(repository, clone);
  await clone.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  await clone.commit('Add the server', SERVER_FILES);
  await clone.push();
  const settings = settingsOf(client, repository);
  expectSaved(await settings.connect());
  expectSaved(await settings.save(formOf(1)));
}

function expectSaved(result: SettingsResult): void {
  if (result.type !== 'saved') throw new Error(`Not saved: ${JSON.stringify(result)}`);
}

/** A branch with one commit, here only. */
async function commitBranch(clone: GitClone, branch: string): Promise<void> {
  await clone.branch(branch, 'main');
  await clone.commit(branch, { [`${branch}.txt`]: branch });
}

async function openPullRequest(world: World, repository: string, branch: string): Promise<number> {
  const clone = world.clones.get(repository)!;
  await commitBranch(clone, branch);
  await clone.push();
  return world.client.openPullRequest(repository, branch);
}

async function prepareOpening(world: World): Promise<Act> {
  const clone = world.clones.get(SHARED)!;
  const branch = `opened-${world.next()}`;
  await commitBranch(clone, branch);
  return {
    async perform(client) {
      await clone.git('checkout', '--quiet', branch);
      await clone.push();
      await client.openPullRequest(SHARED, branch);
    },
    tookEffect: async (client) => (await findSource(client, branch)) !== undefined,
  };
}

function preparePush(world: World): Promise<Act> {
  const clone = world.clones.get(SHARED)!;
  let commit = '';
  return Promise.resolve({
    async perform() {
      await clone.git('checkout', '--quiet', PUSHED);
      commit = await clone.commit('More', { 'more.txt': String(world.next()) });
      await clone.push();
    },
    tookEffect: async (client) => commit.startsWith((await findSource(client, PUSHED)) ?? 'none'),
  });
}

/** How the commit of the pull request from `branch` begins. */
async function findSource(client: PlatformClient, branch: string): Promise<string | undefined> {
  const query = `q=source.branch.name="${branch}"`;
  const { values } = await client.rest<{ values: PullRequest[] }>(
    'will',
    'GET',
    `/repositories/${SHARED}/pullrequests?${query}`,
  );
  return values[0]?.source.commit.hash;
}

function prepareSave(): Promise<Act> {
  let version: number | undefined;
  return Promise.resolve({
    async perform(client) {
      const settings = settingsOf(client, SAVED);
      const view = await settings.load();
      version = versionOf(view)! + 1;
      expectSaved(await settings.save(formOf(version), view.revision));
    },
    tookEffect: async (client) => versionOf(await settingsOf(client, SAVED).load()) === version,
  });
}

async function prepareClosing(world: World, how: 'merge' | 'decline'): Promise<Act> {
  const id = await openPullRequest(world, SHARED, `${how}-${world.next()}`);
  const path = `/repositories/${SHARED}/pullrequests/${id}`;
  const closed = { merge: 'MERGED', decline: 'DECLINED' }[how];
  return {
    async perform(client) {
      await client.rest('will', 'POST', `${path}/${how}`, {});
    },
    async tookEffect(client) {
      return (await client.rest<{ state: string }>('will', 'GET', path)).state === closed;
    },
  };
}

async function prepareButton(world: World): Promise<Act> {
  const pullRequest = await openPullRequest(world, SHARED, `button-${world.next()}`);
  return {
    async perform(client) {
      const result = await client.invoke<CardResult>({
        user: 'will',
        module: 'preview-card',
        repository: SHARED,
        pullRequest,
        function: 'deletePreview',
      });
      if (result.type !== 'card') throw new Error(result.message);
    },
    tookEffect: async (client) => (await client.card(SHARED, pullRequest)).title === 'Removed',
  };
}

async function prepareDisconnecting(world: World): Promise<Act> {
  const repository = `demo/left-${world.next()}`;
  await makeRepository(world, repository);
  await openPullRequest(world, repository, 'left');
  return {
    perform: async (client) =>
      expectSaved(await settingsOf(client, repository).disconnect('delete')),
    async tookEffect(client) {
      return (await settingsOf(client, repository).load()).connection === undefined;
    },
  };
}
