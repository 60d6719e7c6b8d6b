import type { PreviewMessage } from '../domain/message';

/** A message, and how long it waits: whole seconds, at most 900. */
export interface Delivery {
  message: PreviewMessage;
  delaySeconds?: number;
}

/** Delivers messages at least once, in no order, at most one at a time for each preview. */
export interface Queue {
  push(deliveries: Delivery[]): Promise<void>;
}
