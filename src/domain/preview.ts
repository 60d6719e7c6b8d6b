import type { Failure } from './failure';
import type { Cause } from './message';
import type { PreviewKey } from './preview-key';
import type { Environment } from './provider';

/** Why an open pull request has no preview now. */
export type Hold = 'off' | 'left-running' | 'fork' | 'removed-by-person';

/** On whose word an environment is deleted, and what was read to prove it. */
export type Removal =
  | { why: 'merged' | 'declined' | 'gone' | 'repository-deleted' }
  /** `by`: the Atlassian account id of the admin who changed the settings. */
  | { why: 'switched-off' | 'disconnected' | 'moved'; by?: string }
  | { why: 'held' }
  | { why: 'asked'; by: string; commit: string }
  /** It never had a clone of the repository, and nothing but making it anew gives it one. */
  | { why: 'without-clone' };

/** A step of a deployment and how it went. Times are milliseconds since the epoch. */
export interface StepRecord {
  id: string;
  title: string;
  state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped';
  startedAt?: number;
  endedAt?: number;
  detail?: string;
}

/** One attempt to bring the environment to one commit. */
export interface Deployment {
  number: number;
  commit: string;
  branch: string;
  /** The `deployRevision` of the settings that it applies. */
  settingsRevision: number;
  /** Why it was begun, to follow "because". */
  reason?: string;
  /** It had to wait for its turn. */
  waited?: true;
  /** How often it began again because the environment slept. */
  restarts?: number;
  /** How often the same was tried before. */
  retries?: number;
  startedAt: number;
  endedAt?: number;
  steps: StepRecord[];
  /** Why it ended without success. */
  failure?: Failure;
  /** With a failure: the `updatedAt` of the settings that it ended with. */
  failedWith?: number;
}

/**
 * Where a preview stands.
 * - `none`: nothing runs and nothing is under way; `hold` says why when the pull request is open.
 * - `waiting`: `commit` is to be deployed, `reason` says why, and it is not its turn yet: too many
 *   deployments of the repository are under way. What ran before still runs, unless that
 *   was seen to be `stopped` or gone. `teamId` as of `failed`.
 * - `creating`: a create call may have been made; the environment is found by its name.
 * - `deploying`: the steps of `deployment` are under way.
 * - `ready`: the environment was seen to run `deployment.commit`.
 * - `failed`: `deployment.failure` says why; somebody has to act. With a `teamId` an environment may
 *   exist in that team, because the answer to its creation was lost and nobody could look since.
 * - `deleting`: the environment has to go, until the provider confirms that it has; `acceptedAt` is when
 *   it first said yes to a delete and still had it. `teamId`: where its name tells, as no id is known.
 * - `deleted`: the provider confirmed it; or `leftRunning`, and an admin wanted it to stay there.
 */
export type PreviewState =
  | { type: 'none'; hold?: Hold }
  | {
      type: 'waiting';
      commit: string;
      reason: string;
      since: number;
      stopped?: true;
      teamId?: string;
    }
  | { type: 'creating'; teamId: string }
  | { type: 'deploying' }
  | { type: 'ready'; since: number }
  | { type: 'failed'; teamId?: string }
  | { type: 'deleting'; removal: Removal; since: number; acceptedAt?: number; teamId?: string }
  | { type: 'deleted'; removal: Removal; at: number; leftRunning?: true };

/** What a person asked for in the card and was not yet done. */
export interface PersonRequest {
  type: 'redeploy' | 'delete';
  /** Atlassian account id. */
  by: string;
  at: number;
}

/** A person's yes to one commit of a fork; it is worth nothing for any other. */
export interface Approval {
  commit: string;
  /** Atlassian account id. */
  by: string;
  at: number;
}

/**
 * What Bitbucket was last told, so that nothing is said twice and what is owed is known. A fingerprint
 * is empty from before something is said until its answer is stored: what Bitbucket shows is not known.
 */
export interface Announced {
  status?: ToldStatus;
  /** Commits that may have a status of ours, because an answer was lost, refused or never noted. */
  statusPending?: SentStatus[];
  comment?: { id: number; fingerprint: string };
  /** A comment may have been made whose reply was lost: look for it before making one. */
  commentPending?: boolean;
  /** What Bitbucket could not be told when it was last tried. */
  untold?: { status?: Untold; comment?: Untold };
}

/** A build status that was sent for a commit, and whether it may be green. */
export interface SentStatus {
  commit: string;
  refname: string;
  green?: boolean;
}

/** One that Bitbucket took; without `green` its words tell. */
export interface ToldStatus extends SentStatus {
  fingerprint: string;
}

/**
 * How often in a row Bitbucket could not be told, when it is tried again, since when it has done nothing
 * but refuse, and why it failed last, unless nobody needs to know. Milliseconds since the epoch.
 */
export interface Untold {
  count: number;
  nextAt: number;
  refusedSince?: number;
  failure?: Failure;
}

/** One line of what happened to a preview, for people. */
export interface HistoryEntry {
  at: number;
  text: string;
  /** With a decision: what made the app look. */
  cause?: Cause;
  /** How long after it happened Bitbucket's event was acted upon, when that was not at once. */
  lateSeconds?: number;
  /** On whose word: Atlassian account id. */
  by?: string;
}

/** Our record of one pull request and what runs for it. */
export interface Preview {
  version: 1;
  key: PreviewKey;
  /** Counts every write; a write states the revision that it read. */
  revision: number;
  /** What the last direct read of the pull request showed. */
  pullRequest: {
    state: 'open' | 'merged' | 'declined' | 'gone';
    commit: string;
    branch: string;
    pageUrl: string;
    repository: { slug: string; private: boolean; gitUrl: string };
    /** Where the source lies, when that is a fork. */
    fork?: { private: boolean; gitUrl: string };
    readAt: number;
  };
  state: PreviewState;
  environment?: Environment;
  /**
   * When it was last known that an environment of the name may exist which no list shows yet: a create
   * call was never confirmed, or it was missing for a moment. See `mayTurnUp`.
   */
  unconfirmedAt?: number;
  /** A second environment of the name, in the same team, that could not be deleted yet. */
  twin?: { id?: string; pageUrl: string; planId: string; since: number; failure: Failure };
  /** The latest attempt. */
  deployment?: Deployment;
  /** The commit that the environment was last seen to run; kept while a newer one is deployed. */
  running?: { commit: string };
  /** The message that will look at this preview next; others of its kind are outdated. */
  check?: { number: number; dueAt: number };
  /** Transient trouble since the last success of any kind. */
  trouble?: { failure: Failure; count: number; since: number };
  /** Which of its repository's slots it occupies while a deployment is under way. */
  slot?: number;
  request?: PersonRequest;
  /** Of the fork's newest commit, or of an older one: compare. */
  approval?: Approval;
  announced: Announced;
  /** Oldest first, bounded. */
  history: HistoryEntry[];
}

/** The previews of a repository that are not over: see `isOver`. */
export interface PreviewList {
  previews: Preview[];
  /** Those whose record cannot be used: what they have is unknown, and nothing of it is touched. */
  unreadable: PreviewKey[];
}

/** Whether something at the provider exists, or may exist, because of this preview. */
export function mayHaveEnvironment({ environment, state }: Preview): boolean {
  if (environment || state.type === 'deleting') return true;
  return unconfirmedTeamId(state) !== undefined;
}

/**
 * The team in which an environment may exist of which no id is known: its creation was never confirmed;
 * or, while it is deleted, a sweep found it.
 */
export function unconfirmedTeamId(state: PreviewState): string | undefined {
  return 'teamId' in state ? state.teamId : undefined;
}

/** So long the list of a provider may show what it lacked before. */
const TURNS_UP_MS = 24 * 60 * 60_000;

/** Whether an environment of the name may turn up in a list that this app made and no record knows. */
export function mayTurnUp({ unconfirmedAt }: Preview, now: number): boolean {
  return unconfirmedAt !== undefined && now - unconfirmedAt < TURNS_UP_MS;
}

/** Whether an admin disconnected the provider and left running there what the preview had. */
export function isLeftRunning({ state }: Preview): boolean {
  if (state.type === 'none') return state.hold === 'left-running';
  return state.type === 'deleted' && state.leftRunning === true;
}

/** Whether its pull request is closed and the provider confirmed that nothing is left. */
export function isEnded({ state, pullRequest }: Preview): boolean {
  return state.type === 'deleted' && !state.leftRunning && pullRequest.state !== 'open';
}

/**
 * Whether nothing will ever happen to this preview again: it has ended, and nobody waits for an answer. A
 * sweep does not see it any more, so what is owed keeps it alive.
 */
export function isOver(preview: Preview): boolean {
  const { check, request, announced } = preview;
  const { status, comment } = announced.untold ?? {};
  return isEnded(preview) && !(check ?? request ?? status?.failure ?? comment?.failure);
}
