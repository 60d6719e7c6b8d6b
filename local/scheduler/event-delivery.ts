import { randomUUID } from 'node:crypto';
import type { Activity } from '../activity';
import type { AppTrigger } from '../app/manifest';
import type { Clock } from '../clock';
import { MAX_RETRY_AFTER_SECONDS } from '../queue/limits';
import { parseRetryRequest } from '../queue/requests';
import type { InvocationOutcome } from '../runtime/function-process';
import { EVENT_BYTES } from '../runtime/limits';

/** A Forge event: `eventType` and whatever the product adds. */
export interface ForgeEvent extends Record<string, unknown> {
  eventType: string;
}

/** Brings events to the triggers that listen to them. */
export interface EventDelivery {
  /**
   * Begins to deliver at once, to each trigger of the manifest that listens to the event and whose
   * filter lets it through. Returns one id for each invocation that this causes.
   */
  raise(event: ForgeEvent): string[];
  /** Retries no more. */
  stop(): void;
}

export interface EventDeliveryOptions {
  clock: Clock;
  activity: Activity;
  triggers: AppTrigger[];
  /** Invokes the trigger's function with the event. Never rejects. */
  invoke: (trigger: AppTrigger, event: ForgeEvent) => Promise<InvocationOutcome>;
  /** Gets one line for each event that is dropped or given up. */
  log: (line: string) => void;
}

/** A trigger that returns an `InvocationError` is called again this often (Forge documentation). */
const MAX_RETRIES = 4;

/** Errors that a trigger throws are not retried, as in production. */
export function createEventDelivery(options: EventDeliveryOptions): EventDelivery {
  const { clock, activity, triggers, log } = options;
  let stopped = false;

  async function deliver(trigger: AppTrigger, event: ForgeEvent, retryCount: number) {
    const done = activity.begin(`the event ${event.eventType} for ${trigger.key}`);
    try {
      const outcome = await options.invoke(trigger, event);
      const retry = outcome.success ? parseRetryRequest(outcome.body) : undefined;
      if (!retry || stopped) return;
      if (retryCount >= MAX_RETRIES) {
        log(`[event ${event.eventType}] ${trigger.key} asked for more than ${MAX_RETRIES} retries`);
        return;
      }
      const { retryAfter, retryReason, retryData } = retry;
      const retryContext = { retryCount: retryCount + 1, retryReason, retryData };
      const seconds = Math.min(Math.max(retryAfter, 1), MAX_RETRY_AFTER_SECONDS);
      const ended = activity.begin(`a retry of the event ${event.eventType} for ${trigger.key}`);
      clock.after(seconds * 1000, () => {
        ended();
        if (!stopped) void deliver(trigger, { ...event, retryContext }, retryCount + 1);
      });
    } finally {
      done();
    }
  }

  return {
    raise(event) {
      const bytes = Buffer.byteLength(JSON.stringify(event));
      if (bytes > EVENT_BYTES) {
        log(`[event ${event.eventType}] dropped: ${bytes} bytes, Forge delivers ${EVENT_BYTES}`);
        return [];
      }
      return triggers
        .filter(({ events, accepts }) => events.includes(event.eventType) && accepts(event))
        .map((trigger) => {
          void deliver(trigger, event, 0);
          return randomUUID();
        });
    },
    stop() {
      stopped = true;
    },
  };
}
