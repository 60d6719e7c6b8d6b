import { Queue as ForgeQueue } from '@forge/events';
import { defined } from '../../domain/defined';
import { previewId } from '../../domain/preview-key';
import type { Queue } from '../../ports/queue';

/** The queue of the manifest's consumer; messages of one preview are consumed one at a time. */
export function createForgeQueue(): Queue {
  const queue = new ForgeQueue({ key: 'reconcile' });
  return {
    async push(deliveries) {
      if (deliveries.length === 0) return;
      await queue.push(
        deliveries.map(({ message, delaySeconds }) => ({
          body: message,
          concurrency: { key: previewId(message.key), limit: 1 },
          ...defined({ delayInSeconds: delaySeconds }),
        })),
      );
    },
  };
}
