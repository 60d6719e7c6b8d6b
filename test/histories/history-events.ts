import type { Clock } from '../../local/clock';
import type { ForgeEvent } from '../../local/bitbucket/forge-event';

/**
 * What becomes of the next events; each is used up by one event. `doubled`: it comes a second time
 * after `seconds`. `late`: it comes after `seconds`. `swapped`: it comes after the next one, at most
 * `seconds` late.
 */
export type EventTrouble = { fate: 'lost' | 'doubled' | 'late' | 'swapped'; seconds: number };

/** An event, and how often it was delivered in vain. */
export interface Travelling {
  event: ForgeEvent;
  at: number;
  failures: number;
  /** It lets the next one overtake it. */
  yields: boolean;
}

/** Bitbucket's events on their way to the app. */
export interface HistoryEvents {
  /** Sends one off, as far as a trigger of the manifest waits for it. */
  raise: (event: ForgeEvent) => void;
  nextDue(): number;
  /** Takes the one that arrives now. */
  takeDue(): Travelling | undefined;
  /** Forge calls a trigger that asks for it again; what it gave up is lost. */
  sendAgain(one: Travelling, afterSeconds: number): void;
  readonly size: number;
  trouble: EventTrouble[];
}

/** A trigger that returns an `InvocationError` is called again this often (Forge documentation). */
const MAX_RETRIES = 4;

/** What the triggers of the manifest wait for, unless the app itself did it. */
const WAITED_FOR = /:(pullrequest|created:pullrequest-comment|push:repository|deleted:repository)$/;

/** With none on its way. `onLost` is told of each event that the app never acts upon. */
export function createHistoryEvents(
  clock: Clock,
  onLost: (event: ForgeEvent) => void,
): HistoryEvents {
  let travelling: Travelling[] = [];
  const trouble: EventTrouble[] = [];
  const send = (event: ForgeEvent, seconds: number, yields = false) =>
    travelling.push({ event, at: clock.now() + seconds * 1000, failures: 0, yields });

  return {
    trouble,
    get size() {
      return travelling.length;
    },
    raise(event) {
      if (!WAITED_FOR.test(event.eventType) || event.selfGenerated === true) return;
      const { fate, seconds } = trouble.shift() ?? { fate: 'late', seconds: 0 };
      if (fate === 'lost') return onLost(event);
      const overtaken = travelling.filter(({ yields }) => yields);
      travelling = travelling.filter(({ yields }) => !yields);
      send(event, fate === 'doubled' ? 0 : seconds, fate === 'swapped');
      if (fate === 'doubled') send(event, seconds);
      for (const one of overtaken) travelling.push({ ...one, at: clock.now(), yields: false });
    },
    nextDue: () => Math.min(...travelling.map(({ at }) => at)),
    takeDue() {
      const due = travelling.find(({ at }) => at <= clock.now());
      travelling = travelling.filter((one) => one !== due);
      return due;
    },
    sendAgain(one, afterSeconds) {
      if (one.failures >= MAX_RETRIES) return onLost(one.event);
      const at = clock.now() + afterSeconds * 1000;
      travelling.push({ ...one, at, failures: one.failures + 1 });
    },
  };
}
