import { defined } from '../../domain/defined';
import { failureOf } from '../../domain/failure';
import type { PreviewMessage } from '../../domain/message';
import { previewOfBranch, type PreviewKey, type RepositoryKey } from '../../domain/preview-key';
import { isHeldFork } from '../../domain/policy/fork';
import { readAlong } from '../../domain/read-along';
import { isTracked } from '../../domain/rules';
import { wantsPreviews } from '../../domain/settings';
import type { Delivery } from '../../ports/queue';
import type { Dependencies } from '../dependencies';
import { noteProject } from './note-project';

/** How many messages one push to the queue may carry (Forge documentation). */
const PUSH_LIMIT = 50;

/**
 * How long a push waits for the pull request's own event, in seconds. That one usually comes too and
 * says more; then the record knows the commit and the push needs no look.
 */
const PUSH_DELAY_SECONDS = 10;

const HOUR_MS = 60 * 60 * 1000;
/** So many forks that nobody approved are read in an hour because of events of a repository. */
const MOST_FORKS_AN_HOUR = 10;

/** When an event happened, by Bitbucket's clock; undefined when it does not say. */
interface Dated {
  at: number | undefined;
}

/**
 * A pull request was opened, changed, reviewed, merged or declined. Many events at once make few messages; one
 * of a repository that takes no part makes none, and costs no call to Bitbucket; nor does one of a review where
 * the rules count none, of a fork that waits for an approval, or of a new pull request while there are many of
 * these: outsiders could spend what all previews need.
 */
export async function notePullRequest(
  deps: Dependencies,
  key: PreviewKey,
  event: Dated & { opened: boolean; reviewed?: boolean },
): Promise<void> {
  const { eventMerger, clock, queue } = deps;
  const now = clock.now();
  const delivery = eventMerger.deliveryOf(key, now);
  const part = delivery && (await readPart(deps, key, event));
  if (!delivery || !part) return;
  const { delaySeconds, readAfter, burst } = delivery;
  const message: PreviewMessage = {
    key,
    cause: 'pull-request',
    readAfter,
    ...part,
    ...defined({
      opened: event.opened || undefined,
      burst: burst || undefined,
      eventAt: event.at,
    }),
  };
  await queue.push([{ message, ...defined({ delaySeconds: delaySeconds || undefined }) }]);
  eventMerger.notePushed(key, now, delivery);
}

/**
 * What a look at a subject reads along, when there are previews in its repository, or a record of it. What
 * is stored and cannot be used counts, so that a look reports it.
 */
async function readPart(
  deps: Dependencies,
  key: PreviewKey,
  { reviewed }: { reviewed?: boolean },
): Promise<Pick<PreviewMessage, 'connection'> | undefined> {
  try {
    const { settings, preview } = await deps.store.readSubject(key);
    if (reviewed && !settings?.rules?.approvals) return undefined;
    if (!wantsPreviews(settings)) return preview ? readAlong(settings) : undefined;
    const isLeftToSweep = preview ? isHeldFork(preview) : await hasManyForks(deps, key);
    return isLeftToSweep ? undefined : readAlong(settings);
  } catch (error) {
    if (failureOf(error).code === 'record-unreadable') return {};
    throw error;
  }
}

/**
 * Whether so many pull requests from forks were read within an hour, and wait for an approval, that one more
 * may be of the same storm. No event says whether it is from a fork; the sweep's list does.
 */
async function hasManyForks(
  { store, clock }: Dependencies,
  repository: RepositoryKey,
): Promise<boolean> {
  const { previews } = await store.listPreviews(repository);
  const since = clock.now() - HOUR_MS;
  const held = previews.filter((one) => isHeldFork(one) && one.pullRequest.readAt > since);
  return held.length >= MOST_FORKS_AN_HOUR;
}

/**
 * A branch was pushed to, or without a commit deleted: its own preview needs a look, and so do its pull
 * requests, unless their records know the commit. Without previews in the repository it costs one read.
 */
export async function notePush(
  deps: Dependencies,
  repository: RepositoryKey,
  push: Dated & { branch: string; commit?: string; project?: string },
): Promise<void> {
  const settings = await deps.store.readSettings(repository);
  await noteProject(deps, settings, push.project);
  if (!wantsPreviews(settings)) return;
  const message = { cause: 'push' as const, ...defined({ commit: push.commit, eventAt: push.at }) };
  const deliveries: Delivery[] = [];
  if (isTracked(settings.rules, push.branch)) {
    const key = previewOfBranch(repository, push.branch);
    if (key) deliveries.push({ message: { key, ...message, ...readAlong(settings) } });
  }
  // A deleted branch closes no pull request: there is no commit to look for.
  if (push.commit !== undefined) {
    for (const key of await pullRequestsBehind(deps, repository, push)) {
      deliveries.push({ message: { key, ...message }, delaySeconds: PUSH_DELAY_SECONDS });
    }
  }
  await pushAll(deps, deliveries);
}

async function pullRequestsBehind(
  { store }: Dependencies,
  repository: RepositoryKey,
  push: { branch: string; commit?: string },
): Promise<PreviewKey[]> {
  const { previews } = await store.listPreviews(repository);
  return previews
    .filter(
      ({ key, pullRequest }) =>
        key.subject.kind === 'pull-request' &&
        pullRequest.state === 'open' &&
        !pullRequest.fork &&
        pullRequest.branch === push.branch &&
        pullRequest.commit !== push.commit,
    )
    .map(({ key }) => key);
}

/** A repository was deleted: remembers it, so that each of its previews is removed. */
export async function noteRepositoryDeleted(
  deps: Dependencies,
  repository: RepositoryKey,
  event: Dated,
): Promise<void> {
  const { store, clock } = deps;
  const settings = await store.readSettings(repository);
  if (!settings) return;
  if (!settings.repositoryDeletedAt) {
    const next = {
      ...settings,
      revision: settings.revision + 1,
      repositoryDeletedAt: clock.now(),
    };
    // Thrown, so that the event is asked for again: an admin saved at the same moment.
    if ((await store.writeSettings(next)) === 'conflict') {
      throw new Error('The settings of the deleted repository were written meanwhile.');
    }
  }
  await lookAtAll(deps, repository, 'repository-deleted', event);
}

/** Has every preview of a repository looked at, perhaps because of an `event`; answers how many. */
export async function lookAtAll(
  deps: Dependencies,
  repository: RepositoryKey,
  cause: PreviewMessage['cause'],
  event: Dated = { at: undefined },
): Promise<number> {
  const { previews } = await deps.store.listPreviews(repository);
  await pushAll(
    deps,
    previews.map(({ key }) => ({ message: { key, cause, ...defined({ eventAt: event.at }) } })),
  );
  return previews.length;
}

/** Pushes any number of messages, as many at once as the queue takes. */
export async function pushAll(deps: Dependencies, deliveries: Delivery[]): Promise<void> {
  for (let start = 0; start < deliveries.length; start += PUSH_LIMIT) {
    await deps.queue.push(deliveries.slice(start, start + PUSH_LIMIT));
  }
}
