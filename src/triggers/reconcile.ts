import { InvocationError, InvocationErrorCode, type AsyncEvent } from '@forge/events';
import { parseMessage } from '../domain/message';
import { reconcilePreview } from '../usecases/reconcile/reconcile-preview';
import { dependencies } from '../wiring';

/** One message of the queue: brings one preview closer to what it should be. */
export async function run(event: AsyncEvent | null): Promise<InvocationError | undefined> {
  const message = parseMessage(event?.body, event?.retryContext);
  if (!message) {
    dependencies.log('passed over a message that is none of ours');
    return undefined;
  }
  const result = await reconcilePreview(dependencies, message);
  if (result.type === 'done') return undefined;
  return new InvocationError({
    retryAfter: result.afterSeconds,
    retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST,
    retryData: result.carried,
  });
}
