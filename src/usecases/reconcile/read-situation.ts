import type { SubjectRead } from '../../domain/policy/policy';
import type { Cause, PreviewMessage } from '../../domain/message';
import type { Preview } from '../../domain/preview';
import type { Credentials } from '../../domain/provider-kind';
import type { RepositorySettings } from '../../domain/settings';
import { recordedRead } from '../../domain/snapshot';
import type { Dependencies } from '../dependencies';
import { isRepositoryGone } from '../sweep/finish-removals';
import { readSubject } from './read-subject';
import { isLeftUndone } from '../sweep/left-undone';

/** What the app itself knows about a preview. */
interface Stored {
  settings: RepositorySettings | undefined;
  preview: Preview | undefined;
  credentials: Credentials | undefined;
  /** Slots for a deployment that were free; undefined when nobody looked. */
  freeSlots?: number[];
}

/** What one look at a preview rests on. */
export interface Reading extends Stored {
  pullRequest: SubjectRead;
  /** Before the pull request was asked for. Milliseconds since the epoch. */
  readAt: number;
}

/**
 * While a deployment is followed or waits for its turn, how old the last read of its pull request may
 * be. Meanwhile sweeps compared it with Bitbucket's list, and a push or a close is an event.
 */
const SNAPSHOT_MAX_AGE_MS = 15 * 60 * 1000;
/**
 * The same of a fork: what is called ready is its newest commit by its whole hash, for lists show twelve digits
 * of it, which another commit can be made to have.
 */
const FORK_SNAPSHOT_MAX_AGE_MS = 60 * 1000;

/**
 * Reads all that a decision needs, in one round trip for an event. Undefined when the message needs
 * no look any more: an outdated check or turn, a push that the record knows already, or a merged
 * event that an earlier look has seen. Throws when Bitbucket or the store could not be read: unknown
 * is not absent.
 */
export async function readSituation(
  deps: Dependencies,
  message: PreviewMessage,
): Promise<Reading | undefined> {
  const readAt = deps.clock.now();
  const stored = readStored(deps, message);
  if (ANSWERED_BY_RECORD.includes(message.cause) || message.burst) {
    const known = await stored;
    if (!needsRead(deps, known.preview, message)) return undefined;
    return addPullRequest(deps, message, known, deps.clock.now());
  }
  const knownCommit = stored.then(({ preview }) => preview?.pullRequest.commit);
  // Who reads the pull request may fail before asking for it: its own failure then is `stored`'s.
  knownCommit.catch(() => undefined);
  const [known, read] = await Promise.all([
    stored,
    readSubject(deps.bitbucket, message.key, {
      pushed: message.commit,
      known: knownCommit,
      isNew: message.opened === true,
    }).catch((error: unknown) => ({ error })),
  ]);
  if (known.settings?.repositoryDeletedAt) {
    return addPullRequest(deps, message, known, deps.clock.now());
  }
  if (typeof read === 'object' && 'error' in read) throw read.error;
  return { ...known, pullRequest: read, readAt };
}

/** Messages that the record alone can often answer; for others everything is read at once. */
const ANSWERED_BY_RECORD: readonly Cause[] = ['check', 'push', 'turn'];

async function readStored(
  { store, mostDeployments }: Dependencies,
  { key, cause, connection = key.repositoryId }: PreviewMessage,
): Promise<Stored> {
  const [settings, preview, read, freeSlots] = await Promise.all([
    store.readSettings(key),
    store.readPreview(key),
    store.readCredentials(connection),
    // A deployment that is followed has its slot.
    cause === 'check' ? undefined : store.readFreeSlots(key, mostDeployments),
  ]);
  // The message may be older than the settings.
  const { id = connection } = settings?.connection ?? {};
  const credentials = id === connection ? read : await store.readCredentials(id);
  return { settings, preview, credentials, ...(freeSlots ? { freeSlots } : {}) };
}

function needsRead(
  { clock, surfaces }: Dependencies,
  preview: Preview | undefined,
  { cause, check, commit, readAfter, brokenOff }: PreviewMessage,
): boolean {
  const now = clock.now();
  // Its message comes again and seems outdated; nobody else comes before the next sweep.
  if (brokenOff || (preview && isLeftUndone(surfaces, preview, now))) return true;
  if (cause === 'check') return preview?.check?.number === check;
  if (cause === 'push') return preview?.pullRequest.commit !== commit;
  if (cause === 'turn') return preview?.state.type === 'waiting';
  if (!preview || readAfter === undefined) return true;
  const { readAt } = preview.pullRequest;
  // Later than now: whose clock was ahead cannot say what it has seen.
  return readAt <= readAfter || readAt > now;
}

async function addPullRequest(
  deps: Dependencies,
  message: PreviewMessage,
  known: Stored,
  readAt: number,
): Promise<Reading> {
  if (known.settings?.repositoryDeletedAt) return readDeletion(deps, message, known, readAt);
  const recent = recentRead(known.preview, message, readAt);
  if (recent && known.preview) {
    return { ...known, pullRequest: recent, readAt: known.preview.pullRequest.readAt };
  }
  const hint = {
    pushed: message.commit,
    known: Promise.resolve(known.preview?.pullRequest.commit),
  };
  const pullRequest = await readSubject(deps.bitbucket, message.key, hint);
  return { ...known, pullRequest, readAt };
}

/** The last read of a pull request that is waited or cared for; a close arrives as an event. */
function recentRead(
  preview: Preview | undefined,
  { cause }: PreviewMessage,
  now: number,
): SubjectRead | undefined {
  if (!preview) return undefined;
  const { state, pullRequest } = preview;
  const isFollowed =
    (cause === 'check' && state.type === 'deploying') ||
    (cause === 'turn' && state.type === 'waiting');
  if (!isFollowed || pullRequest.state !== 'open') return undefined;
  const maxAge = pullRequest.fork ? FORK_SNAPSHOT_MAX_AGE_MS : SNAPSHOT_MAX_AGE_MS;
  return now - pullRequest.readAt > maxAge ? undefined : recordedRead(preview);
}

/** Bitbucket said that the repository was deleted; it counts once the repository cannot be read. */
async function readDeletion(
  deps: Dependencies,
  message: PreviewMessage,
  known: Stored,
  readAt: number,
): Promise<Reading> {
  if (known.settings && (await isRepositoryGone(deps, known.settings))) {
    return { ...known, pullRequest: 'repository-deleted', readAt };
  }
  const [settings, pullRequest] = await Promise.all([
    deps.store.readSettings(message.key),
    readSubject(deps.bitbucket, message.key),
  ]);
  return { ...known, settings, pullRequest, readAt };
}
