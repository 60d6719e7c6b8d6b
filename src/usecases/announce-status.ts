import { failureOf } from '../domain/failure';
import type { Announced, Preview, SentStatus, ToldStatus } from '../domain/preview';
import { shortHash } from '../domain/pull-request';
import { reportOf, statusKey, type Report } from '../domain/report';
import { change, type ReconcileRun } from './reconcile-run';

type Status = NonNullable<Report['status']>;
type Sent = Pick<Announced, 'status' | 'statusPending'>;

/** The build status that Bitbucket does not show yet, of the newest commit or of an older one. */
export function owedStatus(preview: Preview): Status | undefined {
  const { status } = reportOf(preview);
  const isTold = isNewestTold(preview) && !preview.announced.statusPending;
  return isTold ? undefined : status;
}

/** Whether Bitbucket shows the status of the newest commit. */
export function isNewestTold(preview: Preview): boolean {
  const { status } = reportOf(preview);
  return !status || fingerprintOf(status) === preview.announced.status?.fingerprint;
}

/** Whether Bitbucket may call a commit ready. */
export function mayBeGreen({ status, statusPending = [] }: Sent): boolean {
  return [...(status ? [status] : []), ...statusPending].some(isGreen);
}

function isGreen({ commit, green, fingerprint }: SentStatus & Partial<ToldStatus>): boolean {
  return green ?? fingerprint?.startsWith(`${commit} SUCCESSFUL `) ?? false;
}

/**
 * Notes that the status is about to be told, so that it can be taken back even when this run ends before
 * the answer is noted. False when that is known.
 */
export function expectStatus(run: ReconcileRun): boolean {
  const status = owedStatus(run.preview);
  if (!status || isNewestTold(run.preview)) return false;
  const { commit, refname, state } = status;
  const { status: told, statusPending: pending = [] } = run.preview.announced;
  const known = [told, ...pending].find((one) => one?.commit === commit);
  const turnsGreen = state === 'SUCCESSFUL' && !known?.green;
  if (known && !told?.fingerprint && !turnsGreen) return false;
  run.statusBefore ??= run.preview.announced;
  const turned = <Sent extends SentStatus>(one: Sent): Sent =>
    turnsGreen && one.commit === commit ? { ...one, green: true } : one;
  note(run, {
    ...(told ? { status: turned(blank(told)) } : {}),
    statusPending: (known ? pending : [...pending, { commit, refname }]).map(turned),
  });
  return true;
}

/**
 * Tells Bitbucket the status that is owed, and notes what it took. The record expects it: see
 * `expectStatus`.
 */
export async function announceStatus(run: ReconcileRun): Promise<void> {
  const status = owedStatus(run.preview);
  if (!status) return;
  const { statusBefore } = run;
  delete run.statusBefore;
  let stopped = await stopOlder(run, status);
  // Nothing is called ready while an older commit may be.
  if (stopped.failure && status.state === 'SUCCESSFUL') throw stopped.failure.reason;
  const { commit, refname } = status;
  try {
    if (!isNewestTold(run.preview)) {
      await setStatus(run, status);
      // The app may have had no access when it asked first; it has now.
      if (stopped.refusal) stopped = await stopOlder(run, status);
    }
  } catch (error) {
    if (statusBefore && isRefused(error)) takeBack(run, commit, statusBefore);
    throw error;
  }
  const { left, failure, refusal } = stopped;
  const told = { commit, refname, fingerprint: fingerprintOf(status) };
  note(run, { status: told, statusPending: left });
  const unsaid = failure ?? refusal;
  if (unsaid) throw unsaid.reason;
}

/** Takes no notice any more of older commits that Bitbucket refuses: they are not there. */
export function forgetOlder(run: ReconcileRun): void {
  const { status } = run.preview.announced;
  if (status && isNewestTold(run.preview)) note(run, { status });
}

/** What was refused was not taken: what was known of this commit before still holds. */
function takeBack(run: ReconcileRun, commit: string, before: Sent): void {
  const { status, statusPending = [] } = run.preview.announced;
  const earlier = before.statusPending?.filter((one) => one.commit === commit) ?? [];
  const told = status?.commit === commit ? before.status : status;
  note(run, {
    ...(told ? { status: told } : {}),
    statusPending: [...statusPending.filter((one) => one.commit !== commit), ...earlier],
  });
}

interface Stopped {
  /** Those that may still have what they had. */
  left: SentStatus[];
  /** Of which nobody knows whether it took effect. */
  failure: PromiseRejectedResult | undefined;
  refusal: PromiseRejectedResult | undefined;
}

/**
 * Tells Bitbucket that older commits are not what runs: neither green nor a link may stay. Notes of
 * which it took that.
 */
async function stopOlder(run: ReconcileRun, { commit, ...shown }: Status): Promise<Stopped> {
  const { status, statusPending = [] } = run.preview.announced;
  const older = sentOf(run.preview.announced).filter((one) => one.commit !== commit);
  const results = await Promise.allSettled(
    older.map((one) =>
      setStatus(run, {
        ...{ ...shown, commit: one.commit, refname: one.refname, state: 'STOPPED' },
        description: `Superseded by ${shortHash(commit)}`,
        url: run.preview.pullRequest.pageUrl,
      }),
    ),
  );
  const rejected = results.filter((one) => one.status === 'rejected');
  const isStopped = (one: SentStatus) =>
    results[older.findIndex((other) => other.commit === one.commit)]?.status === 'fulfilled';
  note(run, {
    ...(status ? { status: isStopped(status) ? { ...blank(status), green: false } : status } : {}),
    statusPending: statusPending.filter((one) => !isStopped(one)),
  });
  return {
    left: older.flatMap((one, index) => {
      const result = results[index];
      if (result?.status !== 'rejected') return [];
      // No deployment waits for what Bitbucket refuses while it takes a newer one.
      const { commit: olderCommit, refname } = one;
      return [isRefused(result.reason) ? { commit: olderCommit, refname } : one];
    }),
    failure: rejected.find(({ reason }) => !isRefused(reason)),
    refusal: rejected.find(({ reason }) => isRefused(reason)),
  };
}

function setStatus(run: ReconcileRun, { commit, ...shown }: Status): Promise<void> {
  const named = { ...shown, key: statusKey(run.key), name: 'Preview' };
  return run.deps.bitbucket.setBuildStatus(run.key, commit, named);
}

function sentOf({ status, statusPending = [] }: Sent): SentStatus[] {
  if (!status) return statusPending;
  const { commit, refname } = status;
  return [{ commit, refname, green: isGreen(status) }, ...statusPending];
}

/** A status of which nobody knows whether Bitbucket still shows it. */
function blank(told: ToldStatus): ToldStatus {
  const { commit, refname } = told;
  return { commit, refname, green: isGreen(told), fingerprint: '' };
}

function note(run: ReconcileRun, { status, statusPending = [] }: Sent): void {
  const { status: _, statusPending: _pending, ...rest } = run.preview.announced;
  change(run, {
    announced: {
      ...rest,
      ...(status ? { status } : {}),
      ...(statusPending.length > 0 ? { statusPending } : {}),
    },
  });
}

/** Whether Bitbucket answered that it does not take it, so that nothing has changed there. */
export function isRefused(error: unknown): boolean {
  return failureOf(error).code === 'bitbucket-refused';
}

function fingerprintOf({ commit, state, description, url }: Status): string {
  return [commit, state, description, url].join(' ');
}
