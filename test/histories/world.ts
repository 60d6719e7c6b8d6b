import { createCodesphere, type LocalCodesphere } from '../../local/codesphere/codesphere';
import type { Account } from '../../local/codesphere/account';
import type { EntityType } from '../../local/app/manifest';
import type { ForgeEvent } from '../../local/bitbucket/forge-event';
import { manualClock, type ManualClock } from '../../local/clock';
import { createKvs } from '../../local/kvs/kvs';
import type { DeliveryResult } from '../../local/queue/delivery';
import { openMemoryStore } from '../../local/state-store';
import { createForgeStore } from '../../src/adapters/forge/store';
import type { PreviewMessage } from '../../src/domain/message';
import type { RepositoryKey } from '../../src/domain/preview-key';
import { isFullHash } from '../../src/domain/pull-request';
import type { Store } from '../../src/ports/store';
import { previewKeyOf, repositoryOf, type BitbucketEvent } from '../../src/triggers/event';
import { createEventMerger } from '../../src/usecases/merge-events';
import type { Dependencies } from '../../src/usecases/dependencies';
import { notePullRequest, notePush } from '../../src/usecases/note-events';
import { reconcilePreview } from '../../src/usecases/reconcile-preview';
import { sweepPreviews } from '../../src/usecases/sweep-previews';
import { dependenciesOf, type Listing, type Surroundings } from './app';
import { createFaults, type Faults } from './faults';
import { createHistoryBitbucket, type HistoryBitbucket } from './history-bitbucket';
import { createHistoryQueue, type HistoryQueue } from './history-queue';
import { beginInvocation } from './invocation';
import { watchInvariants, type Invariants } from './invariants';
import { createMemoryEngine, type MemoryEngine } from './memory-engine';

/** The sweep of the manifest runs this often. */
export const SWEEP_MS = 5 * 60_000;

const REPOSITORIES = 2;
const START = Date.UTC(2026, 8, 1);
const HOSTING_PORT = 8781;

/** Everything that a history moves. */
export interface World {
  clock: ManualClock;
  bitbucket: HistoryBitbucket;
  provider: LocalCodesphere;
  engine: MemoryEngine;
  /** The keys that the provider takes now. */
  tokens: Record<string, Account>;
  /** Plans that the provider does not offer any more. */
  gonePlans: number[];
  queue: HistoryQueue;
  listing: Listing;
  /** Past all faults. */
  store: Store;
  faults: Faults;
  events: EventTrouble;
  invariants: Invariants;
  /** What happens in the middle of an invocation, before the call after the next `skip` ones. */
  interrupt(skip: number, action: () => Promise<void>): void;
  /** Runs a function of the app; how it ended. */
  invoke(work: (deps: Dependencies) => Promise<void>): Promise<'done' | 'failed'>;
  /** Lets time pass: events and messages arrive, sweeps run, work at the provider goes on. */
  pass(milliseconds: number): Promise<void>;
  /** How many events still travel. */
  travelling(): number;
  /** Removes all trouble that is still to come. */
  endFaults(): void;
}

/** What becomes of the next events; each is used up by one event. */
export type EventTrouble = { fate: 'lost' | 'doubled' | 'late'; seconds: number }[];

/** How a world differs from one in order. */
export interface WorldOptions {
  entities: EntityType[];
  /** How far the app's clock is ahead of the platform's and the provider's, in milliseconds. */
  skewMs: number;
}

interface Travelling {
  event: ForgeEvent;
  at: number;
}

/** A world in which the app is connected in each repository and nothing has happened yet. */
export async function createWorld({ entities, skewMs }: WorldOptions): Promise<World> {
  const clock = manualClock(START);
  const appClock = { now: () => clock.now() + skewMs };
  const faults = createFaults(() => clock.now());
  const queue = createHistoryQueue(() => clock.now());
  const events: EventTrouble = [];
  let travelling: Travelling[] = [];
  let nextSweep = START + SWEEP_MS;
  let interruptions: { skip: number; action: () => Promise<void> }[] = [];
  let ids = 0;

  const bitbucket = await createHistoryBitbucket(REPOSITORIES, clock, raise);
  const engine = createMemoryEngine(clock, bitbucket);
  const tokens: Record<string, Account> = { [HAND_TOKEN]: OPENS_ALL };
  const provider = await createCodesphere({
    ...{ clock, engine, tokens, store: openMemoryStore(), workspacesDirectory: '' },
    baseUrl: () => `http://127.0.0.1:${HOSTING_PORT}`,
    port: () => HOSTING_PORT,
  });
  const store = createStore(entities, clock);
  const listing = { clock, lagMs: 0 };
  const invariants = watchInvariants({ bitbucket, provider, engine, store, clock, listing });
  const surroundings: Surroundings = {
    ...{ bitbucket, provider, queue, store, appClock, listing, watch: invariants },
    eventMerger: createEventMerger(),
    newId: () => `id-${(ids += 1)}`,
  };

  function raise(event: ForgeEvent): void {
    const { fate, seconds } = events.shift() ?? { fate: 'late', seconds: 0 };
    if (!/:(pullrequest|push:repository)$/.test(event.eventType)) return;
    if (fate === 'lost') return;
    travelling.push({ event, at: clock.now() + seconds * 1000 });
    if (fate === 'doubled') travelling.push({ event, at: clock.now() + seconds * 1000 });
  }

  async function onCall(): Promise<void> {
    const due = interruptions.find(({ skip }) => skip === 0);
    for (const one of interruptions) one.skip -= 1;
    interruptions = interruptions.filter(({ skip }) => skip >= 0);
    await due?.action();
  }

  async function invoke(work: (deps: Dependencies) => Promise<void>): Promise<'done' | 'failed'> {
    const invocation = beginInvocation(faults, onCall);
    try {
      await work(dependenciesOf(surroundings, invocation));
      return invocation.killed ? 'failed' : 'done';
    } catch {
      return 'failed';
    } finally {
      await rest();
    }
  }

  async function deliverMessage(message: PreviewMessage): Promise<DeliveryResult> {
    let result: DeliveryResult = { type: 'done' };
    const end = await invoke(async (deps) => {
      const answer = await reconcilePreview(deps, message);
      if (answer.type === 'retry') {
        const options = { retryAfter: answer.afterSeconds, retryReason: 'asked' };
        result = { type: 'retry', options };
      }
    });
    return end === 'failed' ? { type: 'failed', reason: 'killed' } : result;
  }

  function nextDue(): number {
    const event = Math.min(...travelling.map(({ at }) => at));
    return Math.min(event, queue.nextDue() ?? Infinity, nextSweep);
  }

  /** Runs the one thing that is due first. */
  async function step(): Promise<void> {
    const event = travelling.find(({ at }) => at <= clock.now());
    if (event) {
      travelling = travelling.filter((one) => one !== event);
      await invoke((deps) => deliverEvent(deps, event.event));
    } else if ((queue.nextDue() ?? Infinity) <= clock.now()) {
      await queue.deliverNext(deliverMessage);
    } else {
      nextSweep += SWEEP_MS;
      await invoke((deps) => sweepPreviews(deps));
    }
  }

  return {
    ...{ clock, bitbucket, provider, engine, tokens, queue, store, faults, events, invariants },
    ...{ listing, gonePlans: [] },
    interrupt: (skip, action) => void interruptions.push({ skip, action }),
    invoke,
    travelling: () => travelling.length,
    async pass(milliseconds) {
      const end = clock.now() + milliseconds;
      await rest();
      for (let due = nextDue(); due <= end; due = nextDue()) {
        clock.advance(Math.max(0, due - clock.now()));
        await rest();
        await step();
        invariants.check();
      }
      clock.advance(Math.max(0, end - clock.now()));
      await rest();
      invariants.check();
    },
    endFaults() {
      faults.end();
      events.length = 0;
      interruptions = [];
      listing.lagMs = 0;
      Object.assign(queue.trouble, { doubled: 0, unacknowledged: 0, reversed: false });
    },
  };
}

/** As the triggers of the manifest do it, who need Forge around them. */
async function deliverEvent(deps: Dependencies, event: ForgeEvent): Promise<void> {
  const named = event as unknown as BitbucketEvent;
  const key = previewKeyOf(named);
  if (key) {
    const opened = event.eventType === 'avi:bitbucket:created:pullrequest';
    return notePullRequest(deps, key, { at: Date.parse(event.timestamp), opened });
  }
  const repository = repositoryOf(named);
  const { ref: branch, after: commit } = named.push ?? {};
  if (!repository || typeof branch !== 'string') return undefined;
  if (typeof commit !== 'string' || !isFullHash(commit)) return undefined;
  return notePush(deps, repository, { branch, commit });
}

/** The app's own store, over the local key-value store. One history at a time may have one. */
function createStore(entities: EntityType[], clock: ManualClock): Store {
  const kvs = createKvs({ store: openMemoryStore(), clock, entities });
  const forge = globalThis as unknown as { __forge_fetch__: unknown };
  forge.__forge_fetch__ = (_: unknown, path: string, { body }: { body: string }) =>
    kvs.handle(path, JSON.parse(body));
  // It says something only when a record cannot be used.
  return createForgeStore((message) => {
    throw new Error(message);
  });
}

/** Lets work in the background come to where it waits for time to pass. */
function rest(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

const OPENS_ALL: Account = { userId: 1, teams: [1, 2], hasBilling: true };

/** By this key people work at the provider by hand. */
export const HAND_TOKEN = 'hand-token';

/** Makes a key of the hosting provider that opens both teams. */
export function addToken({ tokens, clock }: Pick<World, 'tokens' | 'clock'>): string {
  const token = `key-${clock.now()}-${Object.keys(tokens).length}`;
  tokens[token] = OPENS_ALL;
  return token;
}

/** From now on no key that the app may have opens anything. */
export function revokeKeys({ tokens }: Pick<World, 'tokens'>): void {
  for (const token of Object.keys(tokens)) if (token !== HAND_TOKEN) delete tokens[token];
}

/** Which repository a number of a generator means. */
export function repositoryAt({ bitbucket }: World, index: number): RepositoryKey {
  const found = bitbucket.repositories[index % bitbucket.repositories.length];
  if (!found) throw new Error('There is no repository.');
  return found;
}
