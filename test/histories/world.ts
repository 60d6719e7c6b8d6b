import { createCodesphere, type LocalCodesphere } from '../../local/codesphere/codesphere';
import type { Account } from '../../local/codesphere/account';
import type { EntityType } from '../../local/app/manifest';
import { manualClock, type MovableClock } from '../../local/clock';
import type { DeliveryResult } from '../../local/queue/delivery';
import { openMemoryStore } from '../../local/state-store';
import type { PreviewMessage } from '../../src/domain/message';
import type { RepositoryKey } from '../../src/domain/preview-key';
import type { Store } from '../../src/ports/store';
import { repositoryOf } from '../../src/triggers/event';
import type { Dependencies } from '../../src/usecases/dependencies';
import { createEventMerger } from '../../src/usecases/events/merge-events';
import { createRecentReads } from '../../src/usecases/events/recent-reads';
import { reconcilePreview } from '../../src/usecases/reconcile/reconcile-preview';
import { sweepPreviews } from '../../src/usecases/sweep/sweep-previews';
import { createHistoryStore, dependenciesOf, type AppProcess, type Surroundings } from './app';
import { deliverEvent } from './deliver-event';
import { createFaults, type Faults } from './faults';
import { connectForge } from './forge-wire';
import { createHistoryBitbucket, type HistoryBitbucket } from './history-bitbucket';
import { createHistoryEvents, type HistoryEvents, type Travelling } from './history-events';
import { createHistoryQueue, type HistoryQueue } from './history-queue';
import { beginInvocation, runInside, runOutside } from './invocation';
import { createLaggingQueries, type LaggingQueries } from './lagging-queries';
import { createLateCalls, type LateCalls } from './late-calls';
import { createListing, type Listing } from './short-lists';
import { watchInvariants, type Invariants } from './invariants';
import type { Reporting } from './reporting-kind';
import { createMemoryEngine, type MemoryEngine } from './memory-engine';

/** The sweep of the manifest runs this often. */
export const SWEEP_MS = 5 * 60_000;

const REPOSITORIES = 2;
const START = Date.UTC(2026, 8, 1);
const HOSTING_PORT = 8781;

/** How soon a trigger that failed asks to be called again, in seconds. */
const TRIGGER_RETRY_SECONDS = 30;

/** How a function of the app ended. */
type End = 'done' | 'failed' | 'killed';

/** Everything that a history moves. */
export interface World {
  clock: MovableClock;
  bitbucket: HistoryBitbucket;
  provider: LocalCodesphere;
  engine: MemoryEngine;
  /** The keys that the provider takes now. */
  tokens: Record<string, Account>;
  /** Plans that the provider does not offer any more. */
  gonePlans: number[];
  queue: HistoryQueue;
  listing: Listing;
  late: LateCalls;
  queries: LaggingQueries;
  /** Past all faults. */
  store: Store;
  faults: Faults;
  events: HistoryEvents;
  invariants: Invariants;
  mostDeployments: number;
  /** Whose accounts Atlassian has closed. */
  closedAccounts: Set<string>;
  /** Whether Bitbucket takes a status for a commit that lies in a fork. */
  takesForks: boolean;
  /** What happens in the middle of an invocation, before the call after the next `skip` ones. */
  interrupt(skip: number, action: () => Promise<void>): void;
  /** Runs a function of the app. */
  invoke(work: (deps: Dependencies) => Promise<void>): Promise<End>;
  /** Delivers the next message that is due, if there is one. */
  deliver(): Promise<void>;
  sweep(): Promise<void>;
  /** Lets time pass: events and messages arrive, sweeps run, work at the provider goes on. */
  pass(milliseconds: number): Promise<void>;
  /** Removes all trouble that is still to come. */
  endFaults(): void;
}

/** How a world differs from one in order. */
export interface WorldOptions {
  entities: EntityType[];
  /**
   * The processes of the app: how far the clock of each is ahead of the platform's and the provider's,
   * in milliseconds.
   */
  skewsMs: number[];
  /** How many deployments of one repository may be under way. */
  mostDeployments: number;
  /** Whether Bitbucket takes a status for a commit that lies in a fork: it does not say. True unless told. */
  takesForks?: boolean;
  /** Whether the provider brings no environment to another commit: another one takes its place. */
  replaces?: boolean;
  /** A provider of reports that takes the place of Codesphere. */
  reporting?: Reporting;
}

/** A world in which the app is connected in each repository and nothing has happened yet. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { mostDeployments, skewsMs, takesForks = true, replaces = false, reporting } = options;
  const parts = await createParts(options);
  const { clock, faults, queue, events, invariants, listing, bitbucket, late } = parts;
  const closedAccounts = new Set<string>();
  let nextSweep = START + SWEEP_MS;
  let interruptions: { skip: number; action: () => Promise<void> }[] = [];
  let ids = 0;
  const surroundings: Surroundings = {
    ...parts,
    ...{ watch: invariants, mostDeployments, closedAccounts, replaces, reporting },
    refusalOf: (path, init) =>
      !takesForks && bitbucket.isStatusOfFork(path) ? 404 : faults.refusalOf(path, init),
    isPreviewDown: () => faults.isCutOff('previews'),
    newId: () => `id-${(ids += 1)}`,
  };
  const startProcess = (skewMs: number): AppProcess => ({
    clock: { now: () => clock.now() + skewMs },
    eventMerger: createEventMerger(),
    recentReads: createRecentReads(),
  });
  const processes = skewsMs.map(startProcess);
  let invocations = 0;

  /** Lets work in the background come to where it waits for time to pass. */
  async function rest(): Promise<void> {
    await new Promise((done) => setImmediate(done));
    await late.settled();
  }

  async function onCall(): Promise<void> {
    const due = interruptions.find(({ skip }) => skip === 0);
    for (const one of interruptions) one.skip -= 1;
    interruptions = interruptions.filter(({ skip }) => skip >= 0);
    await due?.action();
  }

  async function invoke(work: (deps: Dependencies) => Promise<void>): Promise<End> {
    const invocation = beginInvocation(faults, onCall);
    // Some that follow one another meet the same process and some do not.
    const place = Math.floor((invocations += 1) / 2) % processes.length;
    const process = processes[place]!;
    let end: End = 'done';
    try {
      await runInside(invocation, () => work(dependenciesOf(surroundings, process, invocation)));
    } catch {
      end = 'failed';
    }
    await rest();
    if (!invocation.killed) return end;
    // The process ended with it, and what only the process knew.
    processes[place] = startProcess(skewsMs[place]!);
    return 'killed';
  }

  async function deliverMessage(message: PreviewMessage): Promise<DeliveryResult> {
    let result: DeliveryResult = { type: 'done' };
    const end = await invoke(async (deps) => {
      const answer = await reconcilePreview(deps, message);
      if (answer.type === 'retry') {
        const { afterSeconds: retryAfter, carried: retryData } = answer;
        const options = { retryAfter, retryReason: 'asked', retryData };
        result = { type: 'retry', options };
      }
    });
    return end === 'done' ? result : { type: 'failed', reason: end };
  }

  async function deliverTravelling(one: Travelling): Promise<void> {
    const end = await invoke((deps) => deliverEvent(deps, one.event));
    if (end === 'failed') events.sendAgain(one, TRIGGER_RETRY_SECONDS);
    if (end === 'killed') noteLost(invariants, one.event);
  }

  const nextDue = () => Math.min(events.nextDue(), queue.nextDue() ?? Infinity, nextSweep);
  const sweep = async () => void (await invoke((deps) => sweepPreviews(deps)));

  /** Runs the one thing that is due first. */
  async function step(): Promise<void> {
    const event = events.takeDue();
    if (event) return deliverTravelling(event);
    if ((queue.nextDue() ?? Infinity) <= clock.now()) return queue.deliverNext(deliverMessage);
    nextSweep += SWEEP_MS;
    return sweep();
  }

  return {
    ...parts,
    ...{ closedAccounts, mostDeployments, takesForks, gonePlans: [], store: createHistoryStore() },
    interrupt: (skip, action) =>
      void interruptions.push({ skip, action: () => runOutside(action) }),
    ...{ invoke, sweep },
    deliver: () => queue.deliverNext(deliverMessage),
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
      events.trouble.length = 0;
      interruptions = [];
      listing.end();
      late.end();
      parts.queries.lagMs = 0;
      parts.provider.controls.behave({ ignoredDeletes: 0 });
      Object.assign(queue.trouble, {
        doubled: 0,
        unacknowledged: 0,
        reversed: false,
        holding: false,
      });
    },
  };
}

/** The stand-ins, and who watches them. */
async function createParts({
  entities,
  mostDeployments,
  replaces = false,
  reporting,
}: WorldOptions) {
  const clock = manualClock(START);
  const faults = createFaults(() => clock.now());
  const queue = createHistoryQueue(() => clock.now());
  const events = createHistoryEvents(clock, (event) => noteLost(invariants, event));
  const bitbucket = await createHistoryBitbucket(REPOSITORIES, clock, events.raise);
  const isDown = () => faults.isCutOff('git');
  const engine = createMemoryEngine(clock, { ...bitbucket, isDown });
  const tokens: Record<string, Account> = { [HAND_TOKEN]: OPENS_ALL };
  const provider = await createCodesphere({
    ...{ clock, engine, tokens, store: openMemoryStore(), workspacesDirectory: '' },
    baseUrl: () => `http://127.0.0.1:${HOSTING_PORT}`,
    port: () => HOSTING_PORT,
  });
  const listing = createListing(clock);
  const queries = createLaggingQueries(clock);
  const late = createLateCalls(clock);
  const watched = {
    ...{ bitbucket, provider, engine, clock, listing },
    ...{ mostDeployments, replaces, reporting },
  };
  const invariants: Invariants = watchInvariants(watched);
  connectForge({ entities, clock, queue, queries, watch: invariants });
  const seen = { bitbucket, engine, provider, listing, queries, late };
  return { clock, faults, queue, events, tokens, invariants, ...seen };
}

function noteLost(invariants: Invariants, event: object): void {
  const repository = repositoryOf(event);
  if (repository) invariants.noteUnheard(repository);
}

const OPENS_ALL: Account = { userId: 1, teams: [1, 2], hasBilling: true };

/** By this key people work at the provider by hand. */
export const HAND_TOKEN = 'hand-token';

/** Makes a key of the hosting provider that opens these teams: both unless told. */
export function addToken(
  { tokens, clock }: Pick<World, 'tokens' | 'clock'>,
  teams = OPENS_ALL.teams,
): string {
  const token = `key-${clock.now()}-${Object.keys(tokens).length}`;
  tokens[token] = { ...OPENS_ALL, teams };
  return token;
}

/** The newest of the keys that were made for the app and open both teams, if there is one. */
export function usedToken(world: Pick<World, 'tokens'>): string | undefined {
  return Object.keys(world.tokens).findLast(
    (token) => token !== HAND_TOKEN && opensAll(world, token),
  );
}

/** Makes the provider take this key, again or for the first time, for both teams. */
export function addNamedToken({ tokens }: Pick<World, 'tokens'>, token: string): void {
  tokens[token] = OPENS_ALL;
}

/** Whether a key opens both teams. */
export function opensAll({ tokens }: Pick<World, 'tokens'>, token: string): boolean {
  return OPENS_ALL.teams.every((team) => tokens[token]?.teams.includes(team));
}

/** From now on no key that the app may have opens this team. */
export function loseTeam({ tokens }: Pick<World, 'tokens'>, lost: number): void {
  for (const [token, account] of Object.entries(tokens)) {
    if (token === HAND_TOKEN) continue;
    tokens[token] = { ...account, teams: account.teams.filter((team) => team !== lost) };
  }
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
