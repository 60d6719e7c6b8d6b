import type { WorkspaceRecord } from '../../local/codesphere/workspace-record';
import { environmentName, previewOfEnvironment } from '../../src/domain/environment-name';
import { olderOf } from '../../src/domain/holding';
import { limitsOf } from '../../src/domain/limit';
import type { Preview } from '../../src/domain/preview';
import {
  previewOfPullRequest,
  getPullRequest,
  previewId,
  type PreviewKey,
  type RepositoryKey,
} from '../../src/domain/preview-key';
import { wantsPreviews, type RepositorySettings } from '../../src/domain/settings';
import { nameToApp } from './replacing-kind';
import { isRuledOut } from './ruled-out';
import type { Seen } from './seen';
import { findWrongEnvironment } from './settled-environment';
import { findWrongWords } from './settled-words';
import type { World } from './world';

/** What is not as it should be once all is quiet; empty when everything is. */
export async function findUnsettled(world: World): Promise<string[]> {
  const { queue, events, bitbucket } = world;
  const wrong: string[] = [];
  if (queue.size > 0) wrong.push(`${queue.size} messages still wait`);
  if (events.size > 0) wrong.push(`${events.size} events still travel`);
  const named = new Set<string>();
  for (const repository of bitbucket.repositories) {
    const settings = await world.store.readSettings(repository);
    wrong.push(...(await findWrongSettings(world, repository, settings)));
    for (const pullRequest of bitbucket.pullRequests(repository)) {
      const seen = await look(world, previewOfPullRequest(repository, pullRequest.id), settings);
      named.add(environmentName(seen.key));
      const secrets = settings?.secretsId
        ? await world.store.readSecretValues(settings.secretsId)
        : undefined;
      const found = [
        ...findWrongPresence(world, seen, secrets ?? {}),
        ...findWrongWords(world, seen),
        ...findRest(seen.preview),
      ];
      wrong.push(...found.map((one) => `${previewId(seen.key)}: ${one}`));
    }
  }
  for (const { workspace } of world.provider.controls.workspaces()) {
    if (named.has(nameToApp(workspace.name)) || isExplained(world, workspace)) continue;
    wrong.push(`nobody knows the environment ${workspace.name}`);
  }
  return wrong;
}

/**
 * Of a deleted repository: an admin had left it running, or Bitbucket never said that the repository
 * was deleted. To the app it is then one that it cannot read any more, which is no proof.
 */
function isExplained(
  { bitbucket, invariants }: World,
  { name }: WorkspaceRecord['workspace'],
): boolean {
  return bitbucket.repositories.some((repository) => {
    if (!previewOfEnvironment(nameToApp(name), repository) || !bitbucket.isDeleted(repository))
      return false;
    // What was being deleted at that moment is left, too, and its record cannot say so any more.
    const wasKept = invariants.stored
      .settings(repository)
      .some(({ settings }) => settings.disconnecting?.keep);
    return invariants.deeds.isUnheard(repository) || wasKept;
  });
}

async function findWrongSettings(
  { store, bitbucket, invariants, mostDeployments }: World,
  repository: RepositoryKey,
  settings: RepositorySettings | undefined,
): Promise<string[]> {
  if (invariants.deeds.isUnheard(repository)) return [];
  const where = repository.repositoryId.slice(0, 8);
  const wrong: string[] = [];
  if (settings?.disconnecting) wrong.push('it is still being disconnected');
  if (settings?.repositoryDeletedAt) wrong.push('it is still being removed');
  if (settings?.waitingForSweep) wrong.push('previews still wait for a sweep');
  if (settings && bitbucket.isDeleted(repository)) wrong.push('its settings are still there');
  if (
    !settings?.connection &&
    (await store.readCredentials(repository.repositoryId)) !== undefined
  ) {
    wrong.push('it has a key without a connection');
  }
  const free = await store.readFreeSlots(repository, mostDeployments);
  if (free.length < mostDeployments) wrong.push('slots are still occupied');
  return wrong.map((one) => `${where}: ${one}`);
}

async function look(
  { bitbucket, store, provider }: World,
  key: PreviewKey,
  settings: RepositorySettings | undefined,
): Promise<Seen> {
  const pullRequest = bitbucket.findPullRequest(key, getPullRequest(key).pullRequestId);
  if (!pullRequest) throw new Error('The pull request is gone.');
  const source = bitbucket.sourceOf(pullRequest);
  const preview = await store.readPreview(key);
  return {
    ...{ key, pullRequest, settings, preview },
    isFull: await isFull(store, settings, preview),
    environments: provider.controls
      .workspaces()
      .filter(({ workspace }) => nameToApp(workspace.name) === environmentName(key)),
    branchGone: bitbucket.tipOf(source, pullRequest.source.branch) === undefined,
    fork: source.repositoryId !== key.repositoryId,
  };
}

/** Whether it waits for room below a limit that leaves none. */
async function isFull(
  store: World['store'],
  settings: RepositorySettings | undefined,
  preview: Preview | undefined,
): Promise<boolean> {
  const room = preview?.state.type === 'waiting' ? preview.state.room : undefined;
  const limit = limitsOf(settings).find(({ scope }) => scope === room?.scope);
  if (!limit) return false;
  const [ledger] = await store.readLedgers([limit.scope]);
  return ledger !== undefined && ledger.there.length >= limit.most;
}

function findWrongPresence(world: World, seen: Seen, secrets: Record<string, string>): string[] {
  const { preview, branchGone, settings } = seen;
  const older = preview && olderOf(preview);
  if (older && preview.state.type !== 'failed') return ['what ran before is still there'];
  const environments = seen.environments.filter(
    (one) => !isNobodys(world, seen, one) && String(one.workspace.id) !== older?.environment.id,
  );
  const [environment, ...others] = environments;
  if (others.length > 0) return [`it has ${environments.length} environments`];
  const { type } = preview?.state ?? { type: 'none' };
  if (!isWanted(world, seen)) {
    if (environment) return [`it has an environment and should have none`];
    return type === 'none' || type === 'deleted' ? [] : [`its record says ${type}`];
  }
  if (type === 'waiting' && seen.isFull) return environment ? ['it waits and has one'] : [];
  if (type === 'failed' && (branchGone || isAborted(world, seen))) return [];
  if (type === 'failed' && isCancelled(seen)) return [];
  if (type === 'failed' && isRightlyBroken(world, { ...seen, environments })) return [];
  if (!environment) {
    const why = preview?.deployment?.failure?.message ?? '';
    return [`it has no environment, and its record says ${type} ${why}`];
  }
  return findWrongEnvironment(world, { ...seen, environment, secrets, options: settings?.options });
}

function isWanted(world: World, seen: Seen): boolean {
  const { pullRequest, settings } = seen;
  if (pullRequest.state !== 'OPEN' || !wantsPreviews(settings)) return false;
  return !isRefused(world, seen) && !isHeldFork(world, seen) && !isRuledOut(seen);
}

/** An admin left it running, and the preview that is wanted now cannot take it up: nobody may touch it. */
function isNobodys(world: World, seen: Seen, { workspace }: WorkspaceRecord): boolean {
  const { left } = world.invariants;
  if (!left.has(workspace.id)) return false;
  if (left.wasPassedOver(workspace.id)) return true;
  return !isWanted(world, seen) || String(workspace.teamId) !== seen.settings?.options?.place;
}

/** A person asked for no preview, and no commit has come since. */
function isRefused({ invariants }: World, { key, preview, pullRequest }: Seen): boolean {
  if (preview?.state.type !== 'deleted' || !invariants.stored.askedToDelete(key)) return false;
  const { reason } = preview.state;
  return reason.why === 'deleted' && reason.commit === pullRequest.source.commit;
}

/**
 * Nobody approved the fork's newest commit. An approval that the app confirmed holds, unless previews
 * were off since or a newer push was taken back; of one whose end nobody knows the record tells.
 */
function isHeldFork({ invariants, bitbucket }: World, seen: Seen): boolean {
  const { fork, key, preview, pullRequest } = seen;
  if (!fork) return false;
  const { commit } = pullRequest.source;
  if (!invariants.deeds.mayRun(key, commit)) return true;
  if (bitbucket.isDeleted(bitbucket.forkOf(key))) return true;
  const at = invariants.deeds.approvedAt(key, commit);
  const known = invariants.stored.settings(key);
  const wasOff = known.some(
    ({ settings }, index) =>
      !wantsPreviews(settings) && (known[index + 1]?.at ?? Infinity) >= (at ?? Infinity),
  );
  const { branch } = pullRequest.source;
  const mayBeVoid = wasOff || bitbucket.wasPushedBack(bitbucket.sourceOf(pullRequest), branch);
  return (at === undefined || mayBeVoid) && preview?.approval?.commit !== commit;
}

/** Somebody stopped it while it was deployed: the card says so, and a redeploy starts it again. */
function isAborted({ invariants }: World, { key, preview }: Seen): boolean {
  const said = preview?.deployment?.failure?.message.includes(' was aborted') ?? false;
  return said && invariants.wasTouched(key);
}

/** Somebody cancelled the deployment of just this commit. */
function isCancelled({ preview, pullRequest }: Seen): boolean {
  const { cancelledBy, commit } = preview?.deployment ?? {};
  return cancelledBy !== undefined && commit?.startsWith(pullRequest.source.commit) === true;
}

/** What cannot be built has failed, and in an environment. */
function isRightlyBroken(
  { bitbucket }: World,
  { preview, pullRequest, environments }: Seen,
): boolean {
  const { deployment } = preview ?? {};
  return (
    environments.length === 1 &&
    deployment?.failure?.code === 'stage-failed' &&
    deployment.commit.startsWith(pullRequest.source.commit) &&
    bitbucket.isBroken(deployment.commit)
  );
}

function findRest(preview: Preview | undefined): string[] {
  const { check, request, trouble } = preview ?? {};
  return [
    ...(check ? ['a check is still planned'] : []),
    ...(request ? [`a person still waits for a ${request.type}`] : []),
    ...(trouble ? [`there is still trouble: ${trouble.failure.message}`] : []),
  ];
}
