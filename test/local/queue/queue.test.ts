import { InvocationLimitReachedError, Queue, RateLimitError } from '@forge/events';
import type { PushEvent } from '@forge/events';
import { createActivity } from '../../../local/activity';
import { manualClock } from '../../../local/clock';
import type { DeliveryResult } from '../../../local/queue/delivery';
import type { QueueMessage } from '../../../local/queue/message';
import { createQueue, type QueueFaults } from '../../../local/queue/queue';
import { openMemoryStore } from '../../../local/state-store';

/** A queue whose consumer answers what `results` holds, then "done", and notes what it got. */
function setUp(options: { faults?: QueueFaults; results?: DeliveryResult[]; hold?: boolean } = {}) {
  const manual = manualClock(0);
  const early: number[] = [];
  const clock = { ...manual, now: () => manual.now() - (early.shift() ?? 0) };
  const activity = createActivity();
  const store = openMemoryStore();
  const results = [...(options.results ?? [])];
  const delivered: QueueMessage[] = [];
  const held: (() => void)[] = [];
  const gaveUp: string[] = [];
  const make = () =>
    createQueue({
      store,
      clock,
      activity,
      queues: ['work'],
      log: (line) => gaveUp.push(line),
      faults: options.faults ?? {},
      async deliver(message) {
        delivered.push(message);
        if (options.hold) await new Promise<void>((release) => held.push(release));
        return results.shift() ?? { type: 'done' };
      },
    });
  let queue = make();
  queue.start();
  const sdk = new Queue({ key: 'work' }, ((path: string, init: { body: string }) =>
    queue.handle(path, JSON.parse(init.body), 'a-tree')) as never);
  return {
    clock,
    /** The next readings of the clock, in turn, are so many milliseconds behind. */
    readEarly: (...milliseconds: number[]) => void early.push(...milliseconds),
    activity,
    delivered,
    held,
    gaveUp,
    sdk,
    handle: (path: string, body: unknown, tree: string) => queue.handle(path, body, tree),
    restart: () => {
      queue.stop();
      queue = make();
      queue.start();
    },
    push: (...events: PushEvent[]) => sdk.push(events),
    names: () => delivered.map(({ event }) => event.body.name),
    settled,
  };
}

/** Lets everything run that waits for no clock. */
async function settled() {
  for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
}

const message = (name: string, more: Partial<PushEvent> = {}) => ({ body: { name }, ...more });

describe('delivery', () => {
  it('brings a message to its consumer and counts its job', async () => {
    const { push, delivered, sdk } = setUp();
    const { jobId } = await push(message('a'), message('b'));
    await settled();
    expect(delivered.map(({ event }) => event)).toMatchObject([
      { body: { name: 'a' }, queueName: 'work', jobId },
      { body: { name: 'b' }, queueName: 'work', jobId },
    ]);
    expect(await sdk.getStats(jobId)).toEqual({ success: 2, inProgress: 0, failed: 0 });
  });

  it('loses no message that falls due while the queue looks for what is due', async () => {
    const { push, names, clock, readEarly } = setUp();
    await push(message('late', { delayInSeconds: 1 }));
    await settled();
    // A timer of Node.js may fire a moment early.
    readEarly(1);
    clock.advance(1_000);
    clock.advance(1);
    await settled();
    expect(names()).toEqual(['late']);
  });

  it('holds a delayed message back, and counts it as pending', async () => {
    const { push, names, clock, activity } = setUp();
    await push(message('late', { delayInSeconds: 900 }));
    clock.advance(899_999);
    await settled();
    expect(names()).toEqual([]);
    expect(activity.isIdle()).toBe(false);
    clock.advance(1);
    await settled();
    expect(names()).toEqual(['late']);
    expect(activity.isIdle()).toBe(true);
  });

  it('runs no more of a concurrency key at a time than its limit', async () => {
    const { push, names, held } = setUp({ hold: true });
    const concurrency = { key: 'one', limit: 1 };
    await push(message('a', { concurrency }), message('b', { concurrency }), message('free'));
    await settled();
    expect(names()).toEqual(['a', 'free']);
    held[0]?.();
    await settled();
    expect(names()).toEqual(['a', 'free', 'b']);
  });

  it('does not lose what a kill interrupts', async () => {
    const { push, names, restart } = setUp({ hold: true });
    await push(message('a'));
    await settled();
    restart();
    await settled();
    expect(names()).toEqual(['a', 'a']);
  });

  it('cancels what has not begun', async () => {
    const { push, names, sdk, clock, activity } = setUp();
    const { jobId } = await push(message('never', { delayInSeconds: 10 }));
    await sdk.cancel(jobId);
    clock.advance(20_000);
    await settled();
    expect(names()).toEqual([]);
    expect(activity.isIdle()).toBe(true);
    await expect(sdk.getStats('unknown')).rejects.toThrow('not found');
  });
});

describe('retries', () => {
  it('comes again after the time that the consumer asked for, with its data', async () => {
    const options = { retryAfter: 40, retryReason: 'FUNCTION_RETRY_REQUEST', retryData: { n: 1 } };
    const { push, delivered, clock } = setUp({ results: [{ type: 'retry', options }] });
    await push(message('a'));
    await settled();
    clock.advance(39_000);
    await settled();
    expect(delivered).toHaveLength(1);
    clock.advance(1_000);
    await settled();
    expect(delivered[1]?.event.retryContext).toEqual({
      retryCount: 1,
      retryReason: 'FUNCTION_RETRY_REQUEST',
      retryData: { n: 1 },
    });
  });

  it('comes again as often as the consumer asks for it', async () => {
    const options = { retryAfter: 10, retryReason: 'FUNCTION_RETRY_REQUEST' };
    const results = Array.from({ length: 20 }, () => ({ type: 'retry', options }) as const);
    const { push, delivered, clock, gaveUp } = setUp({ results });
    await push(message('a'));
    for (let count = 0; count < 30; count += 1) {
      await settled();
      clock.advance(10_000);
    }
    expect(delivered).toHaveLength(21);
    expect(gaveUp).toEqual([]);
  });

  it('backs off after failures, and gives up after a day', async () => {
    const failed = { type: 'failed', reason: 'FUNCTION_TIME_OUT' } as const;
    const { push, delivered, clock, gaveUp, sdk, activity } = setUp({
      results: Array.from({ length: 1_000 }, () => failed),
    });
    const { jobId } = await push(message('a'));
    const times: number[] = [];
    for (let step = 0; step < 25 * 60 * 2; step += 1) {
      await settled();
      if (delivered.length > times.length) times.push(clock.now() / 1000);
      clock.advance(30_000);
    }
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(waits.slice(0, 7)).toEqual([30, 60, 120, 240, 480, 900, 900]);
    expect(times.at(-1)).toBeGreaterThan(23.5 * 60 * 60);
    expect(gaveUp).toHaveLength(1);
    expect(await sdk.getStats(jobId)).toMatchObject({ failed: 1, inProgress: 0 });
    expect(activity.isIdle()).toBe(true);
  });
});

describe('faults for tests', () => {
  it('delivers twice, in another order, and again after a lost acknowledgement', async () => {
    const lost = new Set<string>();
    const { push, names, clock } = setUp({
      faults: {
        reorder: true,
        duplicate: ({ event }) => event.body.name === 'twice',
        loseAcknowledgement: ({ id, event }) =>
          event.body.name === 'lost' && !lost.has(id) && Boolean(lost.add(id)),
      },
    });
    await push(message('twice'), message('lost'), message('last'));
    await settled();
    expect(names()).toEqual(['last', 'lost', 'twice', 'twice']);
    clock.advance(60_000);
    await settled();
    expect(names().at(-1)).toBe('lost');
  });

  it('lets a message that waits for its retry occupy its key, or not', async () => {
    for (const retriesHold of [false, true]) {
      const options = { retryAfter: 40, retryReason: 'FUNCTION_RETRY_REQUEST' };
      const { push, names, clock } = setUp({
        faults: { retriesHold },
        results: [{ type: 'retry', options }],
      });
      const concurrency = { key: 'one', limit: 1 };
      await push(message('a', { concurrency }), message('b', { concurrency }));
      await settled();
      expect(names()).toEqual(retriesHold ? ['a'] : ['a', 'b']);
      clock.advance(40_000);
      await settled();
      expect(names().slice(1).sort()).toEqual(['a', 'b']);
    }
  });

  it('refuses pushes', async () => {
    const { push, names } = setUp({ faults: { refusePush: (queue) => queue === 'work' } });
    await expect(push(message('refused'))).rejects.toThrow(RateLimitError);
    await settled();
    expect(names()).toEqual([]);
  });
});

describe('limits', () => {
  it('refuses more than 500 events a minute', async () => {
    const { push, clock } = setUp();
    const fifty = Array.from({ length: 50 }, (_, n) => message(`m${n}`));
    for (let n = 0; n < 10; n += 1) await push(...fifty);
    await expect(push(message('one more'))).rejects.toThrow(RateLimitError);
    clock.advance(60_001);
    await expect(push(message('later'))).resolves.toHaveProperty('jobId');
  });

  it('refuses what the SDK would not let through either', async () => {
    const { handle } = setUp();
    const send = (payload: unknown[]) =>
      handle('/webhook/queue/publish/x', { queueName: 'work', jobId: 'j', payload }, 'a');
    expect((await send(Array(51).fill(message('a')))).status).toBe(413);
    expect((await send([message('x'.repeat(205_000))])).status).toBe(413);
    expect((await send([message('a', { delayInSeconds: 901 })])).status).toBe(400);
  });

  it('ends a tree of pushes', async () => {
    const { handle, clock } = setUp();
    const body = { queueName: 'work', jobId: 'j', payload: [message('a')] };
    const push = (tree: string) => handle('/webhook/queue/publish/x', body, tree);
    for (let count = 0; count < 1000; count += 1) {
      expect((await push('long')).status).toBe(201);
      clock.advance(1_000);
    }
    expect((await push('another')).status).toBe(201);
    const refused = await push('long');
    const sdk = new Queue({ key: 'work' }, () => Promise.resolve(refused));
    await expect(sdk.push(message('a'))).rejects.toThrow(InvocationLimitReachedError);
  });
});
