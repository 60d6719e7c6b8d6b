import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { describeIssues } from '../describe-issue';
import type { Activity } from '../activity';
import type { Cancel, Clock } from '../clock';
import type { StateStore } from '../state-store';
import { type DeliveryResult, nextDelivery } from './delivery';
import { createJobs } from './jobs';
import {
  MAX_EVENTS_PER_MINUTE,
  MAX_EVENTS_PER_PUSH,
  MAX_PUSH_BYTES,
  MAX_PUSHES_IN_TREE,
  REDELIVERY_MS,
  RETENTION_MS,
} from './limits';
import type { QueueEvent, QueueMessage } from './message';
import { JobRequest, PublishRequest, type PushEvent } from './requests';

/** Trouble that production can make, for tests. Each is asked once per message, delivery or push. */
export interface QueueFaults {
  /** The message is delivered twice. */
  duplicate?: (message: QueueMessage) => boolean;
  /** The consumer did its work, but the queue does not learn of it and delivers again. */
  loseAcknowledgement?: (message: QueueMessage) => boolean;
  /** Messages that are due together are delivered in the opposite order. */
  reorder?: boolean;
  /** A message that waits for a retry goes on to occupy its concurrency key: Forge does not say whether it does. */
  retriesHold?: boolean;
  /** The push is refused with 429, as if it were one too many. */
  refusePush?: (queueName: string) => boolean;
}

export interface QueueOptions {
  store: StateStore;
  clock: Clock;
  activity: Activity;
  /** Names of the queues that have a consumer. */
  queues: string[];
  /** Calls the consumer. Never rejects. */
  deliver: (message: QueueMessage) => Promise<DeliveryResult>;
  /** Gets one line for each message that is given up. */
  log: (line: string) => void;
  faults?: QueueFaults;
}

/** The queues of one installation: at least once, in no order, surviving a kill. */
export interface Queue {
  /**
   * Answers one request of `@forge/events`: `path` such as `/webhook/queue/publish/…`. `tree` names the
   * invocation that the one which pushes follows from. Never rejects.
   */
  handle(path: string, body: unknown, tree: string): Promise<Response>;
  /** Begins to deliver, what an earlier process left included. */
  start(): void;
  /** Delivers no more; what is not done stays on disk for the next start. */
  stop(): void;
}

/** Messages are kept in the table `queue`, jobs in `job`. */
export function createQueue(options: QueueOptions): Queue {
  const { store, clock, activity, faults = {} } = options;
  const table = store.table<QueueMessage>('queue');
  const jobs = createJobs(store);
  const messages = new Map<string, QueueMessage>();
  const ends = new Map<string, () => void>();
  const inFlight = new Set<string>();
  const running = new Map<string, number>();
  const pushesInTree = new Map<string, number>();
  let pushes: { at: number; events: number }[] = [];
  let wake: Cancel | undefined;
  let started = false;

  function track(message: QueueMessage): void {
    messages.set(message.id, message);
    ends.set(message.id, activity.begin(`a message in the queue ${message.event.queueName}`));
  }

  /** Ends a message for good, whatever became of it. */
  async function forget(message: QueueMessage, end: 'success' | 'failed' | 'cancelled') {
    messages.delete(message.id);
    await store.write([table.remove(message.id), ...jobs.ended(message.event.jobId, end)]);
    ends.get(message.id)?.();
    ends.delete(message.id);
  }

  /** Puts a message back, to be delivered at `dueAt`. A cancelled one stays away. */
  async function keep(message: QueueMessage) {
    if (!messages.has(message.id)) return;
    messages.set(message.id, message);
    await store.write([table.put(message.id, message)]);
  }

  /** Starts every delivery that is due and allowed, then sleeps until the next is due. */
  function pump(): void {
    wake?.();
    wake = undefined;
    if (!started) return;
    // Read once: a message that falls due between two readings would be in neither list.
    const now = clock.now();
    const waiting = [...messages.values()].filter(({ id }) => !inFlight.has(id));
    const due = waiting.filter(({ dueAt }) => dueAt <= now);
    if (faults.reorder) due.reverse();
    for (const message of due) if (hasRoom(message)) void deliver(message);
    const next = Math.min(...waiting.filter(({ dueAt }) => dueAt > now).map(({ dueAt }) => dueAt));
    if (Number.isFinite(next)) wake = clock.after(next - now, pump);
  }

  function hasRoom({ id, event: { concurrency } }: QueueMessage): boolean {
    if (!concurrency) return true;
    const { key, limit } = concurrency;
    return (running.get(key) ?? 0) + heldBesides(id, key) < limit;
  }

  function heldBesides(id: string, key: string): number {
    if (!faults.retriesHold) return 0;
    return [...messages.values()].filter(
      (one) =>
        one.id !== id &&
        !inFlight.has(one.id) &&
        one.event.retryContext &&
        one.event.concurrency?.key === key,
    ).length;
  }

  function occupy({ event: { concurrency } }: QueueMessage, change: 1 | -1): void {
    if (!concurrency) return;
    running.set(concurrency.key, (running.get(concurrency.key) ?? 0) + change);
  }

  async function deliver(message: QueueMessage): Promise<void> {
    inFlight.add(message.id);
    occupy(message, 1);
    const result = await options.deliver(message);
    // What was under way at a stop stays on disk, and comes again at the next start.
    if (!started) return;
    try {
      await settle(message, result);
    } finally {
      inFlight.delete(message.id);
      occupy(message, -1);
      pump();
    }
  }

  async function settle(message: QueueMessage, result: DeliveryResult): Promise<void> {
    const now = clock.now();
    if (result.type === 'done' && faults.loseAcknowledgement?.(message)) {
      return keep({ ...message, dueAt: now + REDELIVERY_MS });
    }
    const next = nextDelivery(message, result, now);
    if (next && now - message.publishedAt < RETENTION_MS) return keep(next);
    if (!messages.has(message.id)) return;
    if (next) {
      options.log(`[queue ${message.event.queueName}] gave up message ${message.event.eventId}`);
    }
    await forget(message, next ? 'failed' : 'success');
  }

  async function publish(body: unknown, tree: string): Promise<Response> {
    const parsed = v.safeParse(PublishRequest, body);
    if (!parsed.success) return refuse(400, describeIssues(parsed.issues, 'body'));
    const { queueName, jobId, payload } = parsed.output;
    const refusal = checkPush(queueName, payload, tree);
    if (refusal) return refusal;
    const now = clock.now();
    const copies = payload.flatMap((pushed) => {
      const event: QueueEvent = { ...pushed, queueName, jobId, eventId: randomUUID() };
      const dueAt = now + (pushed.delayInSeconds ?? 0) * 1000;
      const make = () => ({ id: randomUUID(), event, publishedAt: now, dueAt, failures: 0, tree });
      const message = make();
      return faults.duplicate?.(message) ? [message, make()] : [message];
    });
    pushes.push({ at: now, events: payload.length });
    pushesInTree.set(tree, (pushesInTree.get(tree) ?? 0) + 1);
    copies.forEach(track);
    await store.write([
      ...copies.map((message) => table.put(message.id, message)),
      ...jobs.began(jobId, queueName, copies.length),
    ]);
    // The answer is out before the first delivery begins.
    setImmediate(pump);
    return Response.json({}, { status: 201 });
  }

  function checkPush(queueName: string, payload: PushEvent[], tree: string) {
    if (!options.queues.includes(queueName)) return refuse(400, `No consumer of "${queueName}"`);
    if (payload.length === 0) return refuse(400, 'There are no events');
    if (payload.length > MAX_EVENTS_PER_PUSH) return refuse(413, 'More than 50 events');
    if (Buffer.byteLength(JSON.stringify(payload)) > MAX_PUSH_BYTES) {
      return refuse(413, 'The events have more than 200 KB');
    }
    if ((pushesInTree.get(tree) ?? 0) >= MAX_PUSHES_IN_TREE) {
      return refuse(405, `More than ${MAX_PUSHES_IN_TREE} pushes follow from one invocation`);
    }
    pushes = pushes.filter(({ at }) => at > clock.now() - 60_000);
    const recent = pushes.reduce((sum, { events }) => sum + events, payload.length);
    return recent > MAX_EVENTS_PER_MINUTE || faults.refusePush?.(queueName)
      ? refuse(429, 'More than 500 events a minute')
      : undefined;
  }

  async function cancel(jobId: string): Promise<void> {
    const pending = [...messages.values()].filter(({ event }) => event.jobId === jobId);
    for (const message of pending) await forget(message, 'cancelled');
  }

  async function handleJob(operation: string, body: unknown): Promise<Response> {
    const parsed = v.safeParse(JobRequest, body);
    if (!parsed.success) return refuse(400, describeIssues(parsed.issues, 'body'));
    const stats = jobs.stats(parsed.output.jobId, parsed.output.queueName);
    if (!stats) return refuse(404, `There is no job "${parsed.output.jobId}"`);
    if (operation === 'stats') return Response.json(stats);
    await cancel(parsed.output.jobId);
    return new Response(null, { status: 204 });
  }

  for (const [, message] of table.entries()) track(message);
  return {
    handle(path, body, tree) {
      const [, operation] = /^\/webhook\/queue\/(publish|stats|cancel)\//.exec(path) ?? [];
      if (operation === 'publish') return publish(body, tree);
      if (operation) return handleJob(operation, body);
      return Promise.resolve(refuse(404, `There is no ${path}`));
    },
    start() {
      started = true;
      pump();
    },
    stop() {
      started = false;
      wake?.();
    },
  };
}

function refuse(status: number, message: string): Response {
  return Response.json({ code: status, message, errorMessage: message }, { status });
}
