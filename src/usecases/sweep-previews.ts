import { environmentName, pullRequestOfEnvironment } from '../domain/environment-name';
import { failureOf } from '../domain/failure';
import type { Cause } from '../domain/message';
import { mayHaveEnvironment, type Preview } from '../domain/preview';
import type { Environment } from '../domain/provider';
import { needsSlot } from '../domain/slot';
import { isMendedBySettings } from '../domain/mended-by-settings';
import { wantsPreviews, type RepositorySettings } from '../domain/settings';
import { isAnnouncementOwed } from './announce-preview';
import type { ListedPullRequest } from '../ports/bitbucket';
import type { Dependencies } from './dependencies';
import { finishRemovals } from './finish-removals';
import { forgetRepository } from './forget-connection';
import { pushAll } from './note-events';

/** How many repositories one sweep looks at: Bitbucket allows an app 1,000 requests an hour. */
const REPOSITORIES_A_SWEEP = 60;
/** How often the sweep runs (the manifest's fiveMinute). */
const SWEEP_INTERVAL_MS = 5 * 60 * 1000;
/**
 * How many previews whose pull request is not in Bitbucket's list one sweep has looked at: a few in
 * any case, and beyond that no more than half of the repository's environments.
 */
const UNLISTED_A_SWEEP = { few: 3, most: 10 };
/** How many previews one sweep looks into, for each repository: what was stopped no listing shows. */
const LOOKS_INTO_A_SWEEP = 3;
/** So long after a disconnect the app goes on trying to tell Bitbucket of it. */
const GIVEN_UP_MS = 7 * 24 * 60 * 60_000;
/** How late a planned check may be before it counts as lost. */
const CHECK_GRACE_MS = 60_000;

/**
 * Finds what events missed: pull requests without a preview or with an older commit, previews whose
 * pull request is no longer open, checks that never came, environments that are gone, were stopped
 * or are known to no record. It only has them looked at; nothing is decided or deleted here. A repository that
 * cannot be read is passed over until the next sweep.
 */
export async function sweepPreviews(deps: Dependencies): Promise<void> {
  const repositories = turn(await deps.store.listSettings(), deps.clock.now());
  for (const settings of repositories) {
    try {
      await sweepRepository(deps, settings);
    } catch (error) {
      deps.log('could not sweep a repository', {
        repository: settings.repository.repositoryId,
        code: failureOf(error).code,
      });
    }
  }
}

/** Which repositories this sweep looks at, when there are more than fit: each has its turn. */
function turn(all: RepositorySettings[], now: number): RepositorySettings[] {
  const turns = Math.ceil(all.length / REPOSITORIES_A_SWEEP);
  if (turns <= 1) return all;
  const index = Math.floor(now / SWEEP_INTERVAL_MS) % turns;
  return all.slice(index * REPOSITORIES_A_SWEEP, (index + 1) * REPOSITORIES_A_SWEEP);
}

async function sweepRepository(deps: Dependencies, settings: RepositorySettings): Promise<void> {
  const { repository } = settings;
  const previews = await deps.store.listPreviews(repository);
  if (!settings.connection) return sweepUnconnected(deps, settings, previews);
  const looks = new Map<number, Cause>();
  for (const id of turns(deps, settings, previews)) looks.set(id, 'turn');
  for (const preview of previews) {
    if (needsLook(preview, settings, deps.clock.now()))
      looks.set(preview.key.pullRequestId, 'sweep');
  }
  const open = wantsPreviews(settings)
    ? await deps.bitbucket.listOpenPullRequests(repository)
    : undefined;
  for (const id of open ? missed(open, previews) : []) looks.set(id, 'sweep');
  const environments = await listEnvironments(deps, settings);
  if (environments) {
    for (const id of strayed(environments, settings, previews)) looks.set(id, 'environment');
    for (const id of await stopped(deps, settings, previews)) looks.set(id, 'environment');
  }
  const waiting = open ? brake(looks, previews, open, deps.clock.now()) : [];
  for (const id of waiting) looks.delete(id);
  await noteWaiting(deps, settings, waiting.length);
  await pushAll(
    deps,
    [...looks].map(([pullRequestId, cause]) => ({
      message: { key: { ...repository, pullRequestId }, cause },
    })),
  );
  await finishRemovals(deps, settings);
}

/** Bitbucket may not know yet what became of the previews of a repository that was disconnected. */
async function sweepUnconnected(
  deps: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
): Promise<void> {
  const now = deps.clock.now();
  const left = previews.filter((preview) => preview.check ?? needsLook(preview, settings, now));
  if (left.length === 0 || now - settings.updatedAt > GIVEN_UP_MS) {
    return forgetRepository(deps, settings);
  }
  if (!(await deps.bitbucket.repositoryExists(settings.repository))) return;
  const due = left.filter((preview) => needsLook(preview, settings, now));
  await pushAll(
    deps,
    due.map(({ key }) => ({ message: { key, cause: 'sweep' } })),
  );
}

/** Those who have waited longest, as many as there are free slots: whoever woke them was lost. */
function turns(
  { mostDeployments }: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
): number[] {
  if (!wantsPreviews(settings)) return [];
  const free = Math.max(0, mostDeployments - previews.filter(needsSlot).length);
  return previews
    .flatMap(({ key, state }) => (state.type === 'waiting' ? [{ key, since: state.since }] : []))
    .sort((one, other) => one.since - other.since)
    .slice(0, free)
    .map(({ key }) => key.pullRequestId);
}

/** Whether the record alone shows that something was left undone. */
function needsLook(preview: Preview, settings: RepositorySettings, now: number): boolean {
  const { state, check, request } = preview;
  if (check) return now > check.dueAt + CHECK_GRACE_MS;
  // A run that was killed may have noted what it was about to tell Bitbucket and no more.
  if (request || isAnnouncementOwed({ preview })) return true;
  if (['creating', 'deploying', 'deleting'].includes(state.type)) return true;
  if (!wantsPreviews(settings)) return !['none', 'deleted'].includes(state.type);
  if (state.type === 'waiting') return false;
  if (['none', 'deleted'].includes(state.type)) return shouldRun(preview);
  if (state.type === 'failed' && isMendedBySettings(preview.deployment, settings)) {
    return true;
  }
  return preview.deployment?.settingsRevision !== settings.deployRevision;
}

/** Whether a record without an environment should have one, as far as the record itself tells. */
function shouldRun({ state, pullRequest, approval }: Preview): boolean {
  if (pullRequest.state !== 'open') return false;
  if (pullRequest.fork && approval?.commit !== pullRequest.commit) return false;
  if (state.type !== 'deleted') return true;
  return state.removal.why !== 'asked' || state.removal.commit !== pullRequest.commit;
}

/** Pull requests whose record does not show what Bitbucket's listing shows. */
function missed(open: ListedPullRequest[], previews: Preview[]): number[] {
  const known = new Map(previews.map((preview) => [preview.key.pullRequestId, preview]));
  const openIds = new Set(open.map(({ id }) => id));
  return [
    ...open.filter((listed) => !isAsListed(known.get(listed.id), listed)).map(({ id }) => id),
    // Not in the listing is no proof that it is closed: the look reads the pull request itself.
    ...previews
      .filter(
        ({ key, pullRequest }) => pullRequest.state === 'open' && !openIds.has(key.pullRequestId),
      )
      .map(({ key }) => key.pullRequestId),
  ];
}

/** A fork that was deleted shows no newer commit; what was made of it is looked at until it is gone. */
function isAsListed(
  preview: Preview | undefined,
  { commitPrefix, sourceGone }: ListedPullRequest,
): boolean {
  if (!preview) return false;
  return sourceGone
    ? !mayHaveEnvironment(preview)
    : preview.pullRequest.commit.startsWith(commitPrefix);
}

/**
 * Which looks wait for a later sweep. A look at a pull request that is not in the listing may end in
 * a delete. Many of them at once are more likely a wrong listing than so many merges, so they go in
 * parts, each having its turn.
 */
function brake(
  looks: Map<number, Cause>,
  previews: Preview[],
  open: { id: number }[],
  now: number,
): number[] {
  // Without an environment, or with one whose end is proven, nothing can be lost.
  const harmless = previews.filter(
    (preview) => preview.state.type === 'deleting' || !mayHaveEnvironment(preview),
  );
  const listed = new Set(open.map(({ id }) => id));
  const spared = new Set(harmless.map(({ key }) => key.pullRequestId));
  const unlisted = [...looks]
    .filter(([id, cause]) => !listed.has(id) && (cause === 'environment' || !spared.has(id)))
    .map(([id]) => id);
  const half = Math.ceil(previews.filter(mayHaveEnvironment).length / 2);
  const size = Math.min(UNLISTED_A_SWEEP.most, Math.max(UNLISTED_A_SWEEP.few, half));
  const parts = Math.ceil(unlisted.length / size);
  const part = parts > 1 ? Math.floor(now / SWEEP_INTERVAL_MS) % parts : 0;
  const start = part * size;
  return unlisted.filter((_, index) => index < start || index >= start + size);
}

/** Tells the settings page how many wait. Written only when it changes; an admin's write goes first. */
async function noteWaiting(
  deps: Dependencies,
  settings: RepositorySettings,
  waiting: number,
): Promise<void> {
  if ((settings.waitingForSweep ?? 0) === waiting) return;
  const { waitingForSweep: _old, ...rest } = settings;
  const noted = waiting > 0 ? { waitingForSweep: waiting } : {};
  await deps.store.writeSettings({ ...rest, ...noted, revision: settings.revision + 1 });
}

/** The environments of the team; undefined when the provider could not be asked. */
async function listEnvironments(
  deps: Dependencies,
  settings: RepositorySettings,
): Promise<Environment[] | undefined> {
  const token = await deps.store.readToken(settings.repository);
  if (!token || !settings.connection || !settings.options) return undefined;
  try {
    return await deps
      .connectProvider(settings.connection.provider, token)
      .listEnvironments(settings.options.teamId);
  } catch (error) {
    deps.log('could not list environments', {
      repository: settings.repository.repositoryId,
      code: failureOf(error).code,
    });
    return undefined;
  }
}

/** Pull requests whose environment was stopped, of those whose turn it is to be looked into. */
async function stopped(
  deps: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
): Promise<number[]> {
  const token = await deps.store.readToken(settings.repository);
  if (!token || !settings.connection || !settings.options?.stages.run) return [];
  const provider = deps.connectProvider(settings.connection.provider, token);
  const ready = previews.flatMap(({ key, state, environment }) =>
    environment && (state.type === 'ready' || isUnstopped(state))
      ? [{ id: key.pullRequestId, environment }]
      : [],
  );
  const turns = Math.max(1, Math.ceil(ready.length / LOOKS_INTO_A_SWEEP));
  const start = (Math.floor(deps.clock.now() / SWEEP_INTERVAL_MS) % turns) * LOOKS_INTO_A_SWEEP;
  const found = await Promise.all(
    ready.slice(start, start + LOOKS_INTO_A_SWEEP).map(async ({ id, environment }) => {
      const isStopped = await provider.wasStopped(environment).catch(() => false);
      return isStopped ? [id] : [];
    }),
  );
  return found.flat();
}

/** Whether what ran before goes on while a deployment waits for its turn. */
function isUnstopped(state: Preview['state']): boolean {
  return state.type === 'waiting' && !state.stopped;
}

/** Pull requests whose environment is missing at the provider, or is there without a record. */
function strayed(
  environments: Environment[],
  { repository, options }: RepositorySettings,
  previews: Preview[],
): number[] {
  const names = new Set(environments.map(({ name }) => name));
  const missing = previews.filter(
    ({ key, environment, state }) =>
      environment?.teamId === options?.teamId &&
      (['ready', 'failed'].includes(state.type) || isUnstopped(state)) &&
      !names.has(environmentName(key)),
  );
  const known = new Map(
    previews.filter(mayHaveEnvironment).map((preview) => [preview.key.pullRequestId, preview]),
  );
  const unknown = environments.flatMap((found) => {
    const id = pullRequestOfEnvironment(found.name, repository);
    if (id === undefined) return [];
    const own = known.get(id);
    // Without an id in the record it is the one that is being made or deleted.
    return own && (own.environment?.id ?? found.id) === found.id ? [] : [id];
  });
  return [...missing.map(({ key }) => key.pullRequestId), ...unknown];
}
