import { previewOfPullRequest } from '../../src/domain/preview-key';
import { resolve } from 'node:path';
import { readManifest } from '../../local/app/manifest';
import type { Preview } from '../../src/domain/preview';
import { connect, save } from './change-settings';
import { perform } from './perform';
import { addToken, createWorld, repositoryAt, type World, type WorldOptions } from './world';

/** The one pull request of such a world, for commands. */
export const first = { repository: 0, pullRequest: 0 };

/** Somebody opens it, from a branch. */
export const OPEN = { type: 'open', draft: false, from: 'branch', ...first } as const;

/** A world in which a pull request has its preview since a minute; for `skewsMs` see `WorldOptions`. */
export function createWorldWithPreview(skewsMs = [0]): Promise<World> {
  return createReady({ skewsMs }, 'branch');
}

/** The same at a provider that brings no environment to another commit. */
export function createReplacingWorld(): Promise<World> {
  return createReady({ skewsMs: [0], replaces: true }, 'branch');
}

/** The same of a fork, whose commit is approved, while Bitbucket takes no status of forks. */
export function createWorldWithFork(): Promise<World> {
  return createReady({ skewsMs: [0], takesForks: false }, 'fork');
}

/** A world in which a repository is connected and its previews are on. */
export async function createConnectedWorld(
  options: Pick<WorldOptions, 'skewsMs' | 'takesForks' | 'replaces' | 'reporting'> = {
    skewsMs: [0],
  },
): Promise<World> {
  const { entities } = await readManifest(resolve(__dirname, '../../manifest.yml'));
  const world = await createWorld({ ...options, entities, mostDeployments: 10 });
  const repository = repositoryAt(world, 0);
  await world.invoke(async (deps) => {
    await connect(deps, repository, addToken(world));
    await save(deps, repository, (form) => ({ ...form, enabled: true }));
  });
  return world;
}

async function createReady(
  options: Pick<WorldOptions, 'skewsMs' | 'takesForks' | 'replaces'>,
  from: 'branch' | 'fork',
): Promise<World> {
  const world = await createConnectedWorld(options);
  await perform(world, { type: 'open', draft: false, from, ...first });
  if (from === 'fork') {
    await world.pass(1_000);
    await perform(world, { type: 'approve', ...first });
  }
  await world.pass(120_000);
  const { state } = await readRecord(world);
  if (state.type !== 'ready') throw new Error(`The preview is not ready but ${state.type}.`);
  return world;
}

/** The record of its preview. */
export async function readRecord(world: World): Promise<Preview> {
  const preview = await world.store.readPreview(previewOfPullRequest(repositoryAt(world, 0), 1));
  if (!preview) throw new Error('There is no record.');
  return preview;
}
