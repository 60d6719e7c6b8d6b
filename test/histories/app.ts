import type { Clock } from '../../local/clock';
import { createBitbucket } from '../../src/adapters/bitbucket/bitbucket';
import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import { parseDotenv } from '../../src/adapters/dotenv/parse-dotenv';
import { createForgeQueue } from '../../src/adapters/forge/queue';
import { createForgeStore } from '../../src/adapters/forge/store';
import { createBuildStatus } from '../../src/adapters/surfaces/build-status/build-status';
import { createComment } from '../../src/adapters/surfaces/comment/comment';
import { createReply } from '../../src/adapters/surfaces/reply/reply';
import type { Store } from '../../src/ports/store';
import type { EventMerger } from '../../src/usecases/events/merge-events';
import type { Dependencies } from '../../src/usecases/dependencies';
import { createReaders } from '../../src/usecases/card/readers';
import type { RecentReads } from '../../src/usecases/events/recent-reads';
import type { HistoryBitbucket } from './history-bitbucket';
import type { Invocation } from './invocation';
import { lateOf, type LateCalls } from './late-calls';
import { replacing } from './replacing-kind';
import type { Reporting } from './reporting-kind';
import type { Listing } from './short-lists';

/** What the app reaches beside Forge's store and queue, and who watches what it does there. */
export interface Surroundings {
  /** Whose account Atlassian has closed. */
  closedAccounts: Set<string>;
  bitbucket: HistoryBitbucket;
  /** The status by which Bitbucket refuses a call while it takes others. */
  refusalOf: (path: string, init: RequestInit | undefined) => number | undefined;
  /** Whether the address of a preview answers nothing but 502. */
  isPreviewDown: () => boolean;
  provider: { handle(request: Request): Promise<Response> };
  newId: () => string;
  mostDeployments: number;
  /** Whether the provider brings no environment to another commit. */
  replaces: boolean;
  /** A provider of reports in the place of Codesphere. */
  reporting?: Reporting | undefined;
  listing: Listing;
  late: LateCalls;
  watch: Watch;
}

/** A process of the app: its clock, and what only it knows. */
export interface AppProcess {
  clock: Pick<Clock, 'now'>;
  eventMerger: EventMerger;
  recentReads: RecentReads;
}

/** Told of each call at the moment at which it takes effect. */
export interface Watch {
  beforeProvider(request: Request): void;
  /** `isLate`: the app saw it time out before it took effect. */
  afterProvider(request: Request, response: Response, isLate: boolean): void;
  beforeBitbucket(path: string, init: RequestInit | undefined): void;
  /** What Bitbucket answered, before a fault spoils it. */
  afterBitbucket(call: { method: string; path: string }, response: Response): Promise<void>;
  /** An invocation has logged so many lines. */
  noteLines(count: number): void;
}

/** The app's real use cases and adapters, as one invocation has them: each call goes through it. */
export function dependenciesOf(
  world: Surroundings,
  { clock, eventMerger, recentReads }: AppProcess,
  invocation: Invocation,
): Dependencies {
  const { bitbucket, provider, watch, listing, refusalOf, late } = world;
  let lines = 0;
  const request = (as: 'app' | 'admin') => (path: string, init?: RequestInit) =>
    invocation.fetch('bitbucket', isWrite(init), () => {
      watch.beforeBitbucket(path, init);
      const status = refusalOf(path, init);
      if (status) {
        const refusal = { type: 'error', error: { message: 'No' } };
        return Promise.resolve(Response.json(refusal, { status }));
      }
      const method = init?.method ?? 'GET';
      return late.make(lateOf(method, path), async () => {
        const response = await bitbucket.fetch(as, path, init);
        await watch.afterBitbucket({ method, path }, response);
        return listing.answer({ method, path }, response);
      });
    });
  const fetch = (url: string, init?: RequestInit) =>
    invocation.fetch('provider', isWrite(init), () => {
      // The manual clock ends no real time: what comes too late is lost by a fault.
      const { signal: _, ...rest } = init ?? {};
      const call = new Request(url, rest);
      if (world.isPreviewDown() && new URL(url).hostname.endsWith('.localhost')) {
        return Promise.resolve(new Response('<html><body>No.</body></html>', { status: 502 }));
      }
      return late.make(lateOf(call.method, url), async (isLate) => {
        watch.beforeProvider(call);
        const response = await provider.handle(call);
        watch.afterProvider(call, response, isLate);
        return listing.answer({ method: call.method, path: call.url }, response);
      });
    });
  const app = createBitbucket({
    asApp: request('app'),
    asUser: request('admin'),
    now: clock.now,
  });
  return {
    accounts: {
      reportStored: (ids) => Promise.resolve(ids.filter((id) => world.closedAccounts.has(id))),
    },
    bitbucket: app,
    clock,
    outside: { fetch: fetch as typeof globalThis.fetch, now: clock.now },
    providers: { codesphere: world.reporting?.kind ?? (world.replaces ? replacing : codesphere) },
    log: (...said) => {
      watch.noteLines((lines += 1));
      if (process.env.HISTORY_LOG) console.log(new Date(clock.now()), ...said);
    },
    eventMerger,
    readers: createReaders(),
    recentReads,
    mostDeployments: world.mostDeployments,
    newId: world.newId,
    parseDotenv,
    queue: createForgeQueue(),
    store: createHistoryStore(),
    surfaces: [createBuildStatus(app), createComment(app), createReply(app)],
  };
}

/** The app's own store. It says something only when a record cannot be used. */
export function createHistoryStore(): Store {
  return createForgeStore(
    (message) => {
      throw new Error(message);
    },
    { codesphere },
  );
}

function isWrite(init: RequestInit | undefined): boolean {
  return (init?.method ?? 'GET') !== 'GET';
}
