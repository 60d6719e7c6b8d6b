import { failureOf } from '../domain/failure';
import type { Announced, Preview } from '../domain/preview';
import { shortHash } from '../domain/pull-request';
import { reportOf, statusKey, type Report } from '../domain/report';
import { change, type ReconcileRun } from './reconcile-run';

type Status = NonNullable<Report['status']>;
type Told = NonNullable<Announced['statusPending']>[number];

/** The build status that Bitbucket does not show yet, as far as the record knows. */
export function owedStatus(preview: Preview): Status | undefined {
  const { status } = reportOf(preview);
  const isTold = status && fingerprintOf(status) === preview.announced.status?.fingerprint;
  return isTold ? undefined : status;
}

/** Whether Bitbucket may call a commit ready. */
export function mayBeGreen({ green, status }: Announced): boolean {
  // Records of an older version of the app do not say it.
  return green ?? status?.fingerprint.startsWith(`${status.commit} SUCCESSFUL `) ?? false;
}

/**
 * Notes that the status is about to be told, so that it can be taken back even when this run ends before
 * the answer is noted. False when that is known.
 */
export function expectStatus(run: ReconcileRun): boolean {
  const status = owedStatus(run.preview);
  if (!status) return false;
  const { announced } = run.preview;
  const { status: told, statusPending: pending = [] } = announced;
  const isKnown = [told, ...pending].some((one) => one?.commit === status.commit);
  const isGreen = status.state === 'SUCCESSFUL' || mayBeGreen(announced);
  if (isKnown && !told?.fingerprint && isGreen === (announced.green ?? false)) return false;
  run.statusBefore ??= announced;
  change(run, {
    announced: {
      ...announced,
      ...(told ? { status: { ...told, fingerprint: '' } } : {}),
      ...(isKnown
        ? {}
        : { statusPending: [...pending, { commit: status.commit, refname: status.refname }] }),
      ...(isGreen ? { green: true } : {}),
    },
  });
  return true;
}

/** Tells Bitbucket the status that is owed, and notes it. The record expects it: see `expectStatus`. */
export async function announceStatus(run: ReconcileRun): Promise<void> {
  const status = owedStatus(run.preview);
  if (!status) return;
  const { statusBefore } = run;
  delete run.statusBefore;
  const stopped: Told[] = [];
  try {
    await setStatuses(run, status, stopped);
  } catch (error) {
    if (statusBefore && isRefused(error)) takeBack(run, statusBefore, stopped);
    throw error;
  }
  const { statusPending: _told, green: _earlier, ...announced } = run.preview.announced;
  const { commit, refname, state } = status;
  change(run, {
    announced: {
      ...announced,
      status: { commit, refname, fingerprint: fingerprintOf(status) },
      ...(state === 'SUCCESSFUL' ? { green: true } : {}),
    },
  });
}

/** What was refused was not taken: what was known before still holds, but of commits that were `stopped`. */
function takeBack(run: ReconcileRun, before: Announced, stopped: Told[]): void {
  const { status: _now, statusPending: _pending, green: _green, ...rest } = run.preview.announced;
  const isLeft = ({ commit }: Told) => !stopped.some((one) => one.commit === commit);
  const { status } = before;
  const pending = before.statusPending?.filter(isLeft) ?? [];
  const isGreen = mayBeGreen(before) && [...(status ? [status] : []), ...pending].some(isLeft);
  change(run, {
    announced: {
      ...rest,
      ...(status ? { status: isLeft(status) ? status : { ...status, fingerprint: '' } } : {}),
      ...(pending.length > 0 ? { statusPending: pending } : {}),
      ...(isGreen ? { green: true } : {}),
    },
  });
}

/** Adds to `stopped` the older commits of which Bitbucket took that they do not run any more. */
async function setStatuses(
  run: ReconcileRun,
  { commit, ...shown }: Status,
  stopped: Told[],
): Promise<void> {
  const { bitbucket } = run.deps;
  const { status: told, statusPending = [] } = run.preview.announced;
  const named = { ...shown, key: statusKey(run.key.pullRequestId), name: 'Preview' };
  const stop = async (older: Told) => {
    await bitbucket.setBuildStatus(run.key, older.commit, {
      ...named,
      refname: older.refname,
      state: 'STOPPED',
      description: `Superseded by ${shortHash(commit)}`,
      url: run.preview.pullRequest.pageUrl,
    });
    stopped.push(older);
  };
  const older = [...(told ? [told] : []), ...statusPending].filter((one) => one.commit !== commit);
  // An older commit is not what runs: nothing green and no link may stay on it.
  const first = await Promise.allSettled(older.map(stop));
  const failed = first.find(isUnknown);
  if (failed && shown.state === 'SUCCESSFUL') throw failed.reason;
  await bitbucket.setBuildStatus(run.key, commit, named);
  // A commit that Bitbucket refuses even now that it takes another one is not there any more.
  const refused = older.filter((one) => !stopped.includes(one));
  const again = failed ? [] : await Promise.allSettled(refused.map(stop));
  const unsaid = failed ?? again.find(isUnknown);
  if (unsaid) throw unsaid.reason;
}

/** Whether a call failed in a way that does not say whether it took effect. */
function isUnknown(result: PromiseSettledResult<void>): result is PromiseRejectedResult {
  return result.status === 'rejected' && !isRefused(result.reason);
}

/** Whether Bitbucket answered that it does not take it, so that nothing has changed there. */
function isRefused(error: unknown): boolean {
  return failureOf(error).code === 'bitbucket-refused';
}

function fingerprintOf({ commit, state, description, url }: Status): string {
  return [commit, state, description, url].join(' ');
}
