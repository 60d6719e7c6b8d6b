import { environmentName } from '../../src/domain/environment-name';
import type { Preview } from '../../src/domain/preview';
import { previewOfPullRequest, getPullRequest, previewId } from '../../src/domain/preview-key';
import { statusKey } from '../../src/adapters/surfaces/build-status/build-status';
import { nameToApp } from './replacing-kind';
import { findUnsettled } from './settled';
import { SWEEP_MS, type World } from './world';

/** So many sweeps in a row find nothing to do; together they are shorter than an hour. */
const QUIET_SWEEPS = 4;

/** What there is, by names that say what it is, as texts that differ once somebody wrote it again. */
type Snapshot = Map<string, string>;

/**
 * What the app did although all was as it should be, in some further sweeps: nothing is made, deployed,
 * written or deleted then. What has failed may be tried again, once.
 */
export async function findRestless(world: World): Promise<string[]> {
  const failed = new Map<string, number>();
  for (const { key, state, deployment } of await recordsOf(world)) {
    if (state.type === 'failed') failed.set(previewId(key), deployment?.number ?? 0);
  }
  const before = await takeSnapshot(world, failed);
  for (let count = 0; count < QUIET_SWEEPS; count += 1) await world.pass(SWEEP_MS);
  const after = await takeSnapshot(world, failed);
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  );
  const tried = (await recordsOf(world)).flatMap(({ key, deployment }) => {
    const number = failed.get(previewId(key));
    return number !== undefined && (deployment?.number ?? 0) > number + 1
      ? [`${previewId(key)} was tried again more than once`]
      : [];
  });
  return [
    ...changed.map(
      (name) => `${name} was ${before.get(name) ?? 'missing'}, and then ${after.get(name)}`,
    ),
    ...tried,
    // What is tried again may be under way.
    ...(failed.size > 0 ? [] : await findUnsettled(world)),
  ];
}

async function takeSnapshot(world: World, failed: ReadonlyMap<string, number>): Promise<Snapshot> {
  const { bitbucket, provider, store } = world;
  const found: Snapshot = new Map();
  const ofFailed = new Set<string>();
  for (const preview of await recordsOf(world)) {
    const { key } = preview;
    const id = previewId(key);
    if (failed.has(id)) {
      ofFailed.add(`{${key.repositoryId}} ${statusKey(key)}`);
      ofFailed.add(environmentName(key));
      continue;
    }
    for (const [part, value] of Object.entries(lasting(world, preview))) {
      found.set(`${part} in the record of ${id}`, JSON.stringify(value));
    }
    for (const comment of bitbucket.comments(key, getPullRequest(key).pullRequestId)) {
      found.set(`comment ${comment.id} of ${id}`, `${comment.updatedAt} ${comment.raw}`);
    }
  }
  for (const { repository, key, commit, state, updatedAt } of bitbucket.statuses()) {
    if (ofFailed.has(`${repository} ${key}`)) continue;
    found.set(`the status ${key} of ${commit} in ${repository}`, `${state} ${updatedAt}`);
  }
  for (const { workspace, env } of provider.controls.workspaces()) {
    if (ofFailed.has(nameToApp(workspace.name))) continue;
    found.set(`environment ${workspace.id}`, JSON.stringify([workspace, env]));
  }
  for (const repository of bitbucket.repositories) {
    const settings = await store.readSettings(repository);
    // The row of one that was disconnected is forgotten by a later sweep.
    if (!settings?.connection) continue;
    found.set(`the settings of ${repository.repositoryId}`, JSON.stringify(settings));
  }
  return found;
}

/** Of every pull request that was ever opened. */
async function recordsOf({ bitbucket, store }: World): Promise<Preview[]> {
  const keys = bitbucket.repositories.flatMap((repository) =>
    bitbucket.pullRequests(repository).map(({ id }) => previewOfPullRequest(repository, id)),
  );
  const records = await Promise.all(keys.map((key) => store.readPreview(key)));
  return records.filter((one) => one !== undefined);
}

/** What Bitbucket does not take of a fork is offered to it again: that alone is noted at each try. */
function lasting({ takesForks }: World, preview: Preview): object {
  if (takesForks || !preview.pullRequest.fork) return preview;
  const { revision: _r, check: _c, outbox, pullRequest, ...rest } = preview;
  const told = outbox.map(({ trouble: _, ...entry }) => entry);
  const { readAt: _at, ...known } = pullRequest;
  return { ...rest, outbox: told, pullRequest: known };
}
