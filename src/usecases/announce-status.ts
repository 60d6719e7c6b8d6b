import { failureOf } from '../domain/failure';
import type { Announced, Preview } from '../domain/preview';
import { shortHash } from '../domain/pull-request';
import { reportOf, statusKey, type Report } from '../domain/report';
import { change, type ReconcileRun } from './reconcile-run';

type Status = NonNullable<Report['status']>;

/** The build status that Bitbucket does not show yet, as far as the record knows. */
export function owedStatus(preview: Preview): Status | undefined {
  const { status } = reportOf(preview);
  const isTold = status && fingerprintOf(status) === preview.announced.status?.fingerprint;
  return isTold ? undefined : status;
}

/** Whether Bitbucket may call a commit ready, or may have done so when this was last known. */
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
  try {
    await setStatuses(run, status);
  } catch (error) {
    if (statusBefore && isRefused(error)) takeBack(run, statusBefore);
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

/** What was refused was not taken: all that was known before still holds. */
function takeBack(run: ReconcileRun, { status, statusPending, green }: Announced): void {
  const { status: _, statusPending: _pending, green: _green, ...rest } = run.preview.announced;
  change(run, {
    announced: {
      ...rest,
      ...(status ? { status } : {}),
      ...(statusPending ? { statusPending } : {}),
      ...(green ? { green } : {}),
    },
  });
}

async function setStatuses(run: ReconcileRun, { commit, ...shown }: Status): Promise<void> {
  const { bitbucket } = run.deps;
  const { status: told, statusPending = [] } = run.preview.announced;
  const named = { ...shown, key: statusKey(run.key.pullRequestId), name: 'Preview' };
  const earlier = [...(told ? [told] : []), ...statusPending].filter(
    (one) => one.commit !== commit,
  );
  // An older commit is not what runs: nothing green and no link may stay on it.
  const older = await Promise.allSettled(
    earlier.map((one) =>
      bitbucket.setBuildStatus(run.key, one.commit, {
        ...named,
        refname: one.refname,
        state: 'STOPPED',
        description: `Superseded by ${shortHash(commit)}`,
        url: run.preview.pullRequest.pageUrl,
      }),
    ),
  );
  // A commit that Bitbucket refuses while it takes another one is not there any more.
  const unsaid = older.find((one) => one.status === 'rejected' && !isRefused(one.reason));
  if (unsaid?.status === 'rejected' && shown.state === 'SUCCESSFUL') throw unsaid.reason;
  await bitbucket.setBuildStatus(run.key, commit, named);
  if (unsaid?.status === 'rejected') throw unsaid.reason;
}

/** Whether Bitbucket answered that it does not take it, so that nothing has changed there. */
export function isRefused(error: unknown): boolean {
  return failureOf(error).code === 'bitbucket-refused';
}

function fingerprintOf({ commit, state, description, url }: Status): string {
  return [commit, state, description, url].join(' ');
}
