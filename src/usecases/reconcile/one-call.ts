import type { Action } from '../../domain/action';
import { FailureError, type Failure } from '../../domain/failure';
import { environmentOf } from '../../domain/holding';
import { isReported, providerOf, type ReconcileRun } from './reconcile-run';
import { providerKindOf } from '../use-hosting';

/** The code of a failure of one call while the provider answers others: it is no outage, and may last. */
export const ONE_CALL = 'provider-error';

/** What looks like an outage, as long as only one call is known. */
const LIKE_AN_OUTAGE = ['provider-unreachable', 'unexpected-answer'];

/** What a deployment does. What somebody ended or wants gone is tried until it is. */
const DEPLOYS: readonly Action['type'][] = ['create', 'deploy', 'advance'];

/**
 * What an error of a deployment is once another call of the provider was tried: a failure of that call alone when
 * the provider answers the other one. Any other error, and that of an outage, stays as it is.
 */
export async function ofOneCall(
  run: ReconcileRun,
  { type }: Action,
  error: unknown,
): Promise<unknown> {
  if (!(error instanceof FailureError) || !DEPLOYS.includes(type)) return error;
  const { failure } = error;
  if (failure.kind !== 'transient' || !LIKE_AN_OUTAGE.includes(failure.code)) return error;
  try {
    await askAnything(run);
  } catch {
    return error;
  }
  const message = `${failure.message} It answers other calls.`;
  return new FailureError({ ...failure, code: ONE_CALL, message });
}

/** A call that no deployment depends on. A report has no environments to list. */
async function askAnything(run: ReconcileRun): Promise<void> {
  const { options } = run.settings ?? {};
  const provider = providerOf(run);
  if (isReported(run) || !options) await provider.offer(options?.provider);
  else await provider.list(options.place);
}

/** What to do about a failure of one call that lasts: its own remedy, and where the cause may be. */
export function lastingRemedy({ deps, settings, preview }: ReconcileRun, failure: Failure): string {
  const { starter, words } = providerKindOf(deps, settings?.connection?.provider ?? '');
  const file = environmentOf(preview) && starter?.([], settings?.options?.provider)?.path;
  return [failure.remedy, file && `Check ${file}.`, words.moreThere].filter(Boolean).join(' ');
}
