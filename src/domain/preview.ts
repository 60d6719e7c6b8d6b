import * as v from 'valibot';
import { OutboxEntry } from './announce/outbox';
import { HeardCommand } from './commands/heard-command';
import { Failure } from './failure';
import { Judgement } from './policy/verdict';
import { Limit } from './limit';
import { Cause } from './message';
import { PreviewKey, Subject } from './preview-key';
import { Holding, isLeftRunning, unconfirmedPlace } from './holding';
import { ProviderId } from './provider';
import { Review } from './pull-request';
import { Report } from './report';
import { AbsenceReason } from './reason';
import { BuildStatusRule } from './rules';
import { Serving } from './serving';

/**
 * Our record of a preview, as it is stored. What is written here is both the type and the check of
 * what the store holds: a field that is added is checked.
 */

/** A step of a deployment and how it went. Times are milliseconds since the epoch. */
const StepRecord = v.object({
  id: ProviderId,
  title: v.string(),
  state: v.picklist(['waiting', 'running', 'done', 'failed', 'skipped']),
  startedAt: v.exactOptional(v.number()),
  endedAt: v.exactOptional(v.number()),
  detail: v.exactOptional(v.string()),
  /** It may turn out that there is nothing to do: it is shown once it began. */
  optional: v.exactOptional(v.literal(true)),
});
export type StepRecord = v.InferOutput<typeof StepRecord>;

/** One attempt to bring the environment to one commit. */
const Deployment = v.object({
  number: v.number(),
  commit: v.string(),
  branch: v.string(),
  /** What it applies of the settings: see `appliedSettings`. Empty when it did not get so far. */
  settings: v.string(),
  /** Why it was begun, to follow "because". */
  reason: v.exactOptional(v.string()),
  /** It had to wait for its turn. */
  waited: v.exactOptional(v.literal(true)),
  /** How often it began again because the environment slept. */
  restarts: v.exactOptional(v.number()),
  /** How often the same was tried before. */
  retries: v.exactOptional(v.number()),
  startedAt: v.number(),
  endedAt: v.exactOptional(v.number()),
  /** When what it had made ready ended by itself; then it has a failure. */
  downAt: v.exactOptional(v.number()),
  /** The environment was seen to run its commit. */
  succeeded: v.exactOptional(v.literal(true)),
  /** The commit that was ready last before it began. */
  lastReady: v.exactOptional(v.string()),
  /** That one still ran when it began, and may answer until its own commit is started. */
  over: v.exactOptional(v.literal(true)),
  /** The same commit was deployed before. */
  again: v.exactOptional(v.literal(true)),
  /** What it brings, where the provider gives a report and no environment. */
  report: v.exactOptional(Report),
  steps: v.array(StepRecord),
  /** Why it ended without success. */
  failure: v.exactOptional(Failure),
  /** Who cancelled it: Atlassian account id. Then it has no failure. */
  cancelledBy: v.exactOptional(v.string()),
  /** With a failure: the `updatedAt` of the settings that it ended with. */
  failedWith: v.exactOptional(v.number()),
});
export type Deployment = v.InferOutput<typeof Deployment>;

/**
 * Where a preview stands.
 * - `none`: nothing runs and nothing is under way; `reason` says why.
 * - `waiting`: `commit` is to be deployed, `reason` says why, and it is not its turn yet: too many
 *   deployments of the repository are under way, or `room` says which limit is reached. What ran before
 *   still runs, unless that was seen to be `stopped` or gone.
 * - `creating`: a create call may have been made; the environment is found by its name.
 * - `deploying`: the steps of `deployment` are under way.
 * - `ready`: the environment was seen to run `deployment.commit`.
 * - `failed`: `deployment.failure` says why, or `deployment.cancelledBy` who cancelled it; somebody has to act.
 * - `deleting`: what the holdings name has to go, until the provider confirms that it has.
 * - `deleted`: the provider confirmed it.
 */
const PreviewState = v.variant('type', [
  v.object({ type: v.literal('none'), reason: v.exactOptional(AbsenceReason) }),
  v.object({
    type: v.literal('waiting'),
    commit: v.string(),
    reason: v.string(),
    since: v.number(),
    stopped: v.exactOptional(v.literal(true)),
    room: v.exactOptional(Limit),
  }),
  v.object({ type: v.literal('creating') }),
  v.object({ type: v.literal('deploying') }),
  v.object({ type: v.literal('ready'), since: v.number() }),
  v.object({ type: v.literal('failed') }),
  v.object({
    type: v.literal('deleting'),
    reason: AbsenceReason,
    since: v.number(),
  }),
  v.object({
    type: v.literal('deleted'),
    reason: AbsenceReason,
    at: v.number(),
  }),
]);
export type PreviewState = v.InferOutput<typeof PreviewState>;

/** What a person asked for in the card and was not yet done. */
const PersonRequest = v.object({
  type: v.picklist(['redeploy', 'delete', 'cancel']),
  /** Atlassian account id. */
  by: v.string(),
  at: v.number(),
});
export type PersonRequest = v.InferOutput<typeof PersonRequest>;

/** A person's yes to one commit of a fork; it is worth nothing for any other. */
const Approval = v.object({
  commit: v.string(),
  /** Atlassian account id. */
  by: v.string(),
  at: v.number(),
});

/** One line of what happened to a preview, for people. */
const HistoryEntry = v.object({
  at: v.number(),
  text: v.string(),
  /** With a decision: what made the app look. */
  cause: v.exactOptional(Cause),
  /** How long after it happened Bitbucket's event was acted upon, when that was not at once. */
  lateSeconds: v.exactOptional(v.number()),
  /** On whose word: Atlassian account id. */
  by: v.exactOptional(v.string()),
});
export type HistoryEntry = v.InferOutput<typeof HistoryEntry>;

/** Our record of one subject and what runs for it. */
export const Preview = v.object({
  version: v.literal(1),
  key: PreviewKey,
  /** Counts every write; a write states the revision that it read. */
  revision: v.number(),
  /** What the last direct read of the pull request showed. */
  pullRequest: v.object({
    state: v.picklist(['open', 'merged', 'declined', 'gone']),
    commit: v.string(),
    branch: v.string(),
    pageUrl: v.string(),
    repository: v.object({ slug: v.string(), private: v.boolean(), gitUrl: v.string() }),
    /** Where the source lies, when that is a fork. */
    fork: v.exactOptional(v.object({ private: v.boolean(), gitUrl: v.string() })),
    draft: v.boolean(),
    review: v.exactOptional(Review),
    destinationBranch: v.string(),
    /** What its title says of its preview. */
    token: v.exactOptional(v.picklist(['skip', 'force'])),
    /** Whether this commit changes a file that the rules name, once that was read: see `policy/paths`. */
    touches: v.exactOptional(v.object({ of: v.string(), any: v.boolean() })),
    readAt: v.number(),
  }),
  state: PreviewState,
  /** What its build status says, as the settings had it at the last look. */
  buildStatus: v.exactOptional(BuildStatusRule),
  /** What the last look judged. */
  judged: v.exactOptional(Judgement),
  /** All that there may be at the provider because of this preview. */
  holdings: v.array(Holding),
  /** The latest attempt. */
  deployment: v.exactOptional(Deployment),
  /** Kept while a newer commit is deployed. */
  running: v.exactOptional(Serving),
  /** The message that will look at this preview next; others of its kind are outdated. */
  check: v.exactOptional(v.object({ number: v.number(), dueAt: v.number() })),
  /** Transient trouble since the last success of any kind. */
  trouble: v.exactOptional(
    v.object({
      failure: Failure,
      count: v.number(),
      since: v.number(),
      /** The codes of the failures that the history names. */
      noted: v.array(v.string()),
    }),
  ),
  /** Which of its repository's slots it occupies while a deployment is under way. */
  slot: v.exactOptional(v.number()),
  /** As what the ledgers of these scopes have it. */
  counted: v.exactOptional(v.record(v.string(), v.picklist(['there', 'waiting']))),
  request: v.exactOptional(PersonRequest),
  /** Who wanted a preview, and when last: it holds until somebody deletes the preview. */
  wish: v.exactOptional(v.object({ by: v.string(), at: v.number() })),
  /**
   * Somebody wants it kept, whatever the rules say of its time; or given as long again, from `at` on, or just
   * `until` then.
   */
  kept: v.exactOptional(
    v.object({
      by: v.string(),
      at: v.number(),
      onceMore: v.exactOptional(v.literal(true)),
      until: v.exactOptional(v.number()),
    }),
  ),
  /** To whom it gave its room, for as long as this is its commit and nobody redeploys it. */
  yielded: v.exactOptional(v.object({ commit: v.string(), to: Subject })),
  /** Of the fork's newest commit, or of an older one: compare. */
  approval: v.exactOptional(Approval),
  /** Commands in comments, oldest first, bounded. */
  commands: v.exactOptional(v.array(HeardCommand)),
  /** What each surface shows, and what it was not told yet. */
  outbox: v.array(OutboxEntry),
  /** Oldest first, bounded. */
  history: v.array(HistoryEntry),
});
export type Preview = v.InferOutput<typeof Preview>;

/** The previews of a repository that are not over: see `isOver`. */
export interface PreviewList {
  previews: Preview[];
  /** Those whose record cannot be used: what they have is unknown, and nothing of it is touched. */
  unreadable: PreviewKey[];
}

/** Whether something at the provider exists, or may exist, because of this preview. */
export function mayHaveEnvironment({
  state,
  holdings,
}: Pick<Preview, 'state' | 'holdings'>): boolean {
  if (state.type === 'deleting') return true;
  const isSeen = holdings.some(({ state }) => ['ours', 'older', 'going'].includes(state));
  return isSeen || unconfirmedPlace({ holdings }) !== undefined;
}

/** Why nothing runs, or why what runs has to go. */
export function reasonOf(state: PreviewState): AbsenceReason | undefined {
  return state.type === 'none' || state.type === 'deleting' || state.type === 'deleted'
    ? state.reason
    : undefined;
}

/** Whether its pull request is closed and the provider confirmed that nothing is left. */
export function isEnded({ state, pullRequest, holdings }: Preview): boolean {
  return state.type === 'deleted' && pullRequest.state !== 'open' && !isLeftRunning({ holdings });
}

/**
 * Whether nothing will ever happen to this preview again: it has ended, and nobody waits for an answer. A
 * sweep does not see it any more, so what is owed keeps it alive.
 */
export function isOver(preview: Preview): boolean {
  const { check, request, outbox } = preview;
  const isWaitedFor = outbox.some(({ trouble }) => trouble?.failure);
  return isEnded(preview) && !(check ?? request) && !isWaitedFor;
}

/** Whether a deployment is under way. */
export function isDeploying({ state }: Pick<Preview, 'state'>): boolean {
  return state.type === 'creating' || state.type === 'deploying';
}
