import type { AppScheduledTrigger } from '../app/manifest';
import type { Cancel, Clock } from '../clock';
import type { StateStore } from '../state-store';

/** Runs the manifest's scheduled triggers at their intervals. */
export interface Scheduler {
  start(): void;
  stop(): void;
  /**
   * Runs one scheduled trigger now, beside its schedule; resolves when it ended. Undefined when the
   * manifest has no scheduled trigger of this key.
   */
  runNow(moduleKey: string): Promise<void> | undefined;
}

export interface SchedulerOptions {
  store: StateStore;
  clock: Clock;
  triggers: AppScheduledTrigger[];
  /** Invokes the trigger's function; an error is not retried (Forge documentation). Never rejects. */
  run: (trigger: AppScheduledTrigger) => Promise<void>;
}

const MINUTE_MS = 60_000;
const INTERVAL_MS = {
  fiveMinute: 5 * MINUTE_MS,
  hour: 60 * MINUTE_MS,
  day: 24 * 60 * MINUTE_MS,
  week: 7 * 24 * 60 * MINUTE_MS,
};

/** When each trigger is next due is kept in the table `schedule`, so that a week survives restarts. */
export function createScheduler({ store, clock, triggers, run }: SchedulerOptions): Scheduler {
  const due = store.table<{ at: number }>('schedule');
  const timers = new Map<string, Cancel>();

  function arm(trigger: AppScheduledTrigger): void {
    const now = clock.now();
    let at = due.get(trigger.key)?.at;
    if (at === undefined) {
      at = now + INTERVAL_MS[trigger.interval];
      void store.write([due.put(trigger.key, { at })]);
    }
    timers.set(
      trigger.key,
      clock.after(Math.max(0, at - now), () => void fire(trigger)),
    );
  }

  async function fire(trigger: AppScheduledTrigger): Promise<void> {
    const at = clock.now() + INTERVAL_MS[trigger.interval];
    const written = store.write([due.put(trigger.key, { at })]);
    arm(trigger);
    await Promise.all([written, run(trigger)]);
  }

  return {
    start: () => triggers.forEach(arm),
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
    runNow(moduleKey) {
      const trigger = triggers.find(({ key }) => key === moduleKey);
      return trigger && run(trigger);
    },
  };
}
