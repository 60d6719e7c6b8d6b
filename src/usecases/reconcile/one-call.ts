import { environmentOf } from '../../domain/holding';
import { FailureError } from '../../domain/failure';
import { providerOf, type ReconcileRun } from './reconcile-run';
import { providerKindOf } from '../use-hosting';

/** The code of a failure of one call while the provider answers others: it is no outage, and may last. */
export const ONE_CALL = 'provider-error';

/** What looks like an outage, as long as only one call is known. */
const LIKE_AN_OUTAGE = ['provider-unreachable', 'unexpected-answer'];

/**
 * What an error of a provider's call is once another call was tried: a failure of that call alone when the
 * provider lists its environments meanwhile. Any other error, and that of an outage, stays as it is.
 */
export async function ofOneCall(run: ReconcileRun, error: unknown): Promise<unknown> {
  const { connection, options } = run.settings ?? {};
  if (!(error instanceof FailureError) || !connection || !options) return error;
  if (!LIKE_AN_OUTAGE.includes(error.failure.code)) return error;
  try {
    await providerOf(run).list(options.place);
  } catch {
    return error;
  }
  const { starter, words } = providerKindOf(run.deps, connection.provider);
  const file = environmentOf(run.preview) && starter?.([], options.provider)?.path;
  return new FailureError({
    ...error.failure,
    code: ONE_CALL,
    message: `${error.message} It answers other calls.`,
    remedy: file ? `Check ${file}. ${words.moreThere}` : words.moreThere,
  });
}
