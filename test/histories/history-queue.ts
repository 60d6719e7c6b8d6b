import { nextDelivery, type DeliveryResult } from '../../local/queue/delivery';
import type { QueueMessage } from '../../local/queue/message';
import { RETENTION_MS, REDELIVERY_MS } from '../../local/queue/limits';
import { parseMessage, type PreviewMessage } from '../../src/domain/message';
import { previewId, type PreviewKey } from '../../src/domain/preview-key';
import type { Delivery } from '../../src/ports/queue';

/** A message that waits, and how the queue counts its deliveries. */
interface Waiting {
  message: PreviewMessage;
  record: QueueMessage;
}

/** The app's queue on a clock that is moved by hand: at least once, one at a time for each preview. */
export interface HistoryQueue {
  push(deliveries: Delivery[]): void;
  /** When the next message is due. Milliseconds since the epoch. */
  nextDue(): number | undefined;
  /** Delivers one message that is due, of a preview that none is being delivered of. */
  deliverNext(deliver: (message: PreviewMessage) => Promise<DeliveryResult>): Promise<void>;
  readonly size: number;
  /**
   * What goes wrong from now on; numbers count down by message or delivery. `holding`: a preview whose message
   * waits for its retry gets no other one.
   */
  trouble: { doubled: number; unacknowledged: number; reversed: boolean; holding: boolean };
}

/** An empty queue. */
export function createHistoryQueue(now: () => number): HistoryQueue {
  let waiting: Waiting[] = [];
  let count = 0;
  const inFlight = new Set<string>();
  const trouble = { doubled: 0, unacknowledged: 0, reversed: false, holding: false };

  function add({ message, delaySeconds = 0 }: Delivery): void {
    const id = String((count += 1));
    const event = { body: {}, queueName: 'reconcile', jobId: id, eventId: id };
    const dueAt = now() + delaySeconds * 1000;
    const record = { id, event, publishedAt: now(), dueAt, failures: 0, tree: id };
    waiting.push({ message: structuredClone(message), record });
  }

  function holderOf(key: PreviewKey): Waiting | undefined {
    if (!trouble.holding) return undefined;
    const ofPreview = waiting.filter(({ message }) => previewId(message.key) === previewId(key));
    return ofPreview.find(({ record }) => record.event.retryContext);
  }

  function hasRoom(one: Waiting): boolean {
    const { key } = one.message;
    return !inFlight.has(previewId(key)) && (holderOf(key) ?? one) === one;
  }

  function next(): Waiting | undefined {
    const due = waiting.filter((one) => one.record.dueAt <= now() && hasRoom(one));
    if (trouble.reversed) return due.at(-1);
    return due.sort((a, b) => a.record.dueAt - b.record.dueAt)[0];
  }

  function settle({ message, record }: Waiting, result: DeliveryResult): void {
    if (result.type === 'done' && trouble.unacknowledged > 0) {
      trouble.unacknowledged -= 1;
      waiting.push({ message, record: { ...record, dueAt: now() + REDELIVERY_MS } });
      return;
    }
    const again = nextDelivery(record, result, now());
    if (again && now() - record.publishedAt < RETENTION_MS) {
      waiting.push({ message, record: again });
    }
  }

  return {
    trouble,
    get size() {
      return waiting.length;
    },
    push(deliveries) {
      for (const delivery of deliveries) {
        add(delivery);
        if (trouble.doubled <= 0) continue;
        trouble.doubled -= 1;
        add(delivery);
      }
    },
    nextDue() {
      const free = waiting.filter(hasRoom);
      return free.length === 0 ? undefined : Math.min(...free.map(({ record }) => record.dueAt));
    },
    async deliverNext(deliver) {
      const one = next();
      if (!one) return;
      waiting = waiting.filter((other) => other !== one);
      const id = previewId(one.message.key);
      inFlight.add(id);
      const message = parseMessage(one.message, one.record.event.retryContext);
      if (message) settle(one, await deliver(message));
      inFlight.delete(id);
    },
  };
}
