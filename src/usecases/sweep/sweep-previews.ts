import { appliedSettings } from '../../domain/applied-settings';
import { GIVEN_UP_MS } from '../../domain/announce/delivery';
import { failureOf } from '../../domain/failure';
import { isDue } from '../../domain/check-delay';
import { isUncounted } from '../../domain/ledger';
import { isSameLimit, limitsOf } from '../../domain/limit';
import type { Cause } from '../../domain/message';
import { mayHaveEnvironment, type Preview, type PreviewState } from '../../domain/preview';
import {
  previewId,
  previewOfPullRequest,
  type PreviewKey,
  type RepositoryKey,
} from '../../domain/preview-key';
import { isOutdated } from '../../domain/policy/judgement';
import { readAlong } from '../../domain/read-along';
import { isSameReview } from '../../domain/pull-request';
import { needsSlot } from '../../domain/slot';
import { wantsPreviews, type RepositorySettings } from '../../domain/settings';
import { whyAnotherTry } from '../../domain/worth-another-try';
import type { ListedPullRequest } from '../../ports/bitbucket';
import { isAnnouncementOwed } from '../announce/owed';
import { readLedgers } from '../reconcile/count-preview';
import type { Dependencies } from '../dependencies';
import { finishRemovals } from './finish-removals';
import { forgetRepository } from '../settings/forget-connection';
import { isLeftUndone } from './left-undone';
import { missedBranches } from './missed-branches';
import { pushAll } from '../events/note-events';
import { brake, inShare, newAllowance, type Allowance, type Looks } from './sweep-brake';
import { placeId, sweepEnvironments, type SweepTurn } from './sweep-environments';

/** How often the sweep runs (the manifest's fiveMinute). */
const SWEEP_INTERVAL_MS = 5 * 60 * 1000;
/** So many repositories one sweep looks at, at most: with up to 50 open pull requests in each that is 300 lists of Bitbucket an hour. */
const REPOSITORIES_A_SWEEP = 25;
/** A function has so many requests to other hosts in a minute (Forge documentation). */
const REQUESTS_A_SWEEP = 100;
/** Bitbucket lists 50 open pull requests at once: two are enough for a hundred. Branches are a list of their own. */
const LISTS_OF_PULL_REQUESTS = 2;
/** A call of the provider is two requests where it redirects. */
const REQUESTS_A_CALL = 2;
/** So many sweeps in a row begin with the same repository: in these each part of it has its turn. */
const ROUNDS_A_TURN = 5;
/** How many previews of a repository one sweep looks into at most: what was stopped no listing shows. */
const LOOKS_INTO_EACH = 3;

/**
 * Finds what events missed: pull requests without a preview or with an older commit, previews whose
 * pull request is no longer open, checks that never came, environments that are gone, were stopped
 * or are known to no record. It only has them looked at; nothing is decided or deleted here. A repository that
 * cannot be read is passed over until the next sweep.
 */
export async function sweepPreviews(deps: Dependencies): Promise<void> {
  const { repositories, round } = takeTurn(await deps.store.listSettings(), deps.clock.now());
  const turn: SweepTurn = { lists: new Map(), round, looksInto: looksIntoEach(repositories) };
  const allowance = newAllowance();
  for (const settings of repositories) {
    try {
      await sweepRepository(deps, settings, turn, allowance);
    } catch (error) {
      deps.log('could not sweep a repository', {
        repository: settings.repository.repositoryId,
        code: failureOf(error).code,
      });
    }
  }
}

/**
 * Which repositories this sweep looks at, when there are more than fit: each has its turn. `round`
 * counts the sweeps that each of them has had.
 */
function takeTurn(all: RepositorySettings[], now: number) {
  const parts = partsOf(all);
  const turns = Math.max(1, parts.length);
  const sweeps = Math.floor(now / SWEEP_INTERVAL_MS);
  const round = Math.floor(sweeps / turns);
  const repositories = parts[sweeps % turns] ?? [];
  // What they share does not always go to the same ones first.
  const first = Math.floor(round / ROUNDS_A_TURN) % Math.max(1, repositories.length);
  return { repositories: [...repositories.slice(first), ...repositories.slice(0, first)], round };
}

/** The repositories, as many together as the requests of a sweep are enough for. */
function partsOf(all: RepositorySettings[]): RepositorySettings[][] {
  const parts: RepositorySettings[][] = [];
  for (const one of all) {
    const part = parts.at(-1);
    const isFull = !part || part.length === REPOSITORIES_A_SWEEP;
    if (isFull || requestsOf([...part, one]) > REQUESTS_A_SWEEP) parts.push([one]);
    else part.push(one);
  }
  return parts;
}

/** For each repository its pull requests and a look into one environment, and a list for each place. */
function requestsOf(repositories: RepositorySettings[]): number {
  const places = new Set(repositories.map(placeId));
  const tracking = repositories.filter(({ rules }) => rules && rules.tracked.length > 0);
  const lists = LISTS_OF_PULL_REQUESTS * repositories.length + tracking.length;
  return lists + REQUESTS_A_CALL * (repositories.length + places.size);
}

/** How many environments of each are looked into: more than one where requests are left. */
function looksIntoEach(repositories: RepositorySettings[]): number {
  const left = REQUESTS_A_SWEEP - requestsOf(repositories);
  const more = Math.floor(left / (REQUESTS_A_CALL * Math.max(1, repositories.length)));
  return Math.min(LOOKS_INTO_EACH, 1 + more);
}

async function sweepRepository(
  deps: Dependencies,
  settings: RepositorySettings,
  turn: SweepTurn,
  allowance: Allowance,
): Promise<void> {
  const { repository } = settings;
  const { previews, unreadable } = await deps.store.listPreviews(repository);
  if (!settings.connection) return sweepUnconnected(deps, settings, previews);
  const looks: Looks = new Map();
  const look = (key: PreviewKey, cause: Cause) =>
    looks.set(previewId(key), { key, cause, ...readAlong(settings) });
  for (const key of turns(deps, settings, previews)) look(key, 'turn');
  for (const key of await inLine(deps, settings, previews)) look(key, 'turn');
  for (const preview of previews) {
    if (needsLook(deps, preview, settings)) look(preview.key, 'sweep');
  }
  const open = wantsPreviews(settings)
    ? await deps.bitbucket.listOpenPullRequests(repository)
    : undefined;
  if (open) {
    const terms = { isLow: deps.bitbucket.isBudgetLow(), round: turn.round, allowance };
    const lacking = missed(settings, open, previews);
    for (const key of inShare(lacking, previews, open, terms)) look(key, 'sweep');
  }
  const branches = await missedBranches(deps, settings, previews);
  for (const key of branches.missed) look(key, 'sweep');
  for (const key of await sweepEnvironments(deps, settings, previews, turn)) {
    look(key, 'environment');
  }
  // A look at one of these ends at once, with a line in the log.
  for (const key of unreadable) looks.delete(previewId(key));
  const listed = new Set([...branches.listed, ...idsOf(open ?? [], repository)]);
  const waiting =
    open || isReportedDeleted(settings)
      ? brake(looks, previews, listed, { round: turn.round, allowance })
      : [];
  for (const id of waiting) looks.delete(id);
  await pushAll(
    deps,
    [...looks.values()].map((message) => ({ message })),
  );
  await finishRemovals(deps, settings);
  await noteWaiting(deps, settings, waiting.length);
}

/** The ids of the previews of pull requests that are listed with their source. */
function idsOf(open: ListedPullRequest[], repository: RepositoryKey): string[] {
  return open
    .filter(({ sourceGone }) => !sourceGone)
    .map(({ id }) => previewId(previewOfPullRequest(repository, id)));
}

/** Whether Bitbucket's event alone, and no person, says that there shall be no previews. */
function isReportedDeleted({
  enabled,
  disconnecting,
  repositoryDeletedAt,
}: RepositorySettings): boolean {
  return enabled && !disconnecting && repositoryDeletedAt !== undefined;
}

/** Bitbucket may not know yet what became of the previews of a repository that was disconnected. */
async function sweepUnconnected(
  deps: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
): Promise<void> {
  const now = deps.clock.now();
  const due = previews.filter((preview) => needsLook(deps, preview, settings));
  const isQuiet =
    due.length === 0 &&
    !previews.some((one) => one.check ?? isAnnouncementOwed(deps.surfaces, one));
  if (isQuiet || now - settings.updatedAt > GIVEN_UP_MS) {
    return forgetRepository(deps, settings);
  }
  if (due.length === 0) return;
  if (!(await deps.bitbucket.repositoryExists(settings.repository))) {
    return finishRemovals(deps, settings);
  }
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
): PreviewKey[] {
  if (!wantsPreviews(settings)) return [];
  const free = Math.max(0, mostDeployments - previews.filter(needsSlot).length);
  return longestWaiting(previews, ({ room }) => !room).slice(0, free);
}

/**
 * Those who have waited longest for room below a limit, as many as there is room for. Where older previews
 * make room, the first one sees to that.
 */
async function inLine(
  { store }: Dependencies,
  settings: RepositorySettings,
  previews: Preview[],
): Promise<PreviewKey[]> {
  const limits = wantsPreviews(settings) ? limitsOf(settings) : [];
  const waiting = (scope: string) => longestWaiting(previews, ({ room }) => room?.scope === scope);
  const awaited = limits.filter(({ scope }) => waiting(scope).length > 0);
  const ledgers = await readLedgers(
    store,
    awaited.map(({ scope }) => scope),
  );
  return awaited.flatMap(({ scope, most }) => {
    const taken = ledgers.find((one) => one.scope === scope)?.there.length ?? 0;
    const least = settings.rules?.whenFull === 'oldest-goes' ? 1 : 0;
    return waiting(scope).slice(0, Math.max(least, most - taken));
  });
}

function longestWaiting(
  previews: Preview[],
  isMeant: (state: Extract<PreviewState, { type: 'waiting' }>) => boolean,
): PreviewKey[] {
  return previews
    .flatMap(({ key, state }) =>
      state.type === 'waiting' && isMeant(state) ? [{ key, since: state.since }] : [],
    )
    .sort((one, other) => one.since - other.since)
    .map(({ key }) => key);
}

/** Whether the record alone shows that something was left undone. */
function needsLook(
  { clock, surfaces }: Dependencies,
  preview: Preview,
  settings: RepositorySettings,
): boolean {
  const now = clock.now();
  const { state, check, request } = preview;
  if (check) return isDue(preview, now);
  if (request || isLeftUndone(surfaces, preview, now)) return true;
  const isAbsent = ['none', 'deleted'].includes(state.type);
  if (!wantsPreviews(settings)) return !isAbsent;
  if (preview.pullRequest.state === 'open' && isOutdated(preview, settings, now)) return true;
  const limits = limitsOf(settings);
  if (isUncounted(preview, limits)) return true;
  // A limit that is gone or another one leaves it in a line where nobody calls it.
  if (state.type === 'waiting') {
    return state.room !== undefined && !limits.some((one) => isSameLimit(one, state.room));
  }
  if (isAbsent) return preview.judged?.verdict.want === 'run';
  if (state.type === 'failed' && whyAnotherTry(preview.deployment, settings, now)) return true;
  return preview.deployment?.settings !== appliedSettings(settings.options, preview.pullRequest);
}

/** Pull requests whose record does not show what Bitbucket's listing shows. */
function missed(
  { repository, rules }: RepositorySettings,
  open: ListedPullRequest[],
  previews: Preview[],
): PreviewKey[] {
  const countsApprovals = (rules?.approvals ?? 0) > 0;
  const known = new Map(previews.map((preview) => [previewId(preview.key), preview]));
  const listed = open.map((one) => ({ one, key: previewOfPullRequest(repository, one.id) }));
  const openIds = new Set(listed.map(({ key }) => previewId(key)));
  return [
    ...listed
      .filter(({ one, key }) => !isAsListed(known.get(previewId(key)), one, countsApprovals))
      .map(({ key }) => key),
    // Not in the listing is no proof that it is closed: the look reads the pull request itself.
    ...previews
      .filter(
        ({ key, pullRequest }) =>
          key.subject.kind === 'pull-request' &&
          pullRequest.state === 'open' &&
          !openIds.has(previewId(key)),
      )
      .map(({ key }) => key),
  ];
}

/** A fork that was deleted shows no newer commit; what was made of it is looked at until it is gone. */
function isAsListed(
  preview: Preview | undefined,
  listed: ListedPullRequest,
  countsApprovals: boolean,
): boolean {
  if (!preview) return false;
  if (listed.sourceGone) return !mayHaveEnvironment(preview);
  const { commit, draft, review, destinationBranch, token } = preview.pullRequest;
  return (
    commit.startsWith(listed.commitPrefix) &&
    draft === listed.draft &&
    (!countsApprovals || isSameReview(review, listed.review)) &&
    destinationBranch === listed.destinationBranch &&
    token === listed.token
  );
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
