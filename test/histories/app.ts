import type { Clock } from '../../local/clock';
import { createBitbucket } from '../../src/adapters/bitbucket/bitbucket';
import { connectCodesphere } from '../../src/adapters/codesphere/codesphere';
import { parseDotenv } from '../../src/adapters/dotenv/parse-dotenv';
import type { Store } from '../../src/ports/store';
import type { EventMerger } from '../../src/usecases/merge-events';
import type { Dependencies } from '../../src/usecases/dependencies';
import type { HistoryBitbucket } from './history-bitbucket';
import type { HistoryQueue } from './history-queue';
import type { Invocation } from './invocation';

/** What the app reaches, and who watches what it does there. */
export interface Surroundings {
  bitbucket: HistoryBitbucket;
  provider: { handle(request: Request): Promise<Response> };
  queue: HistoryQueue;
  store: Store;
  appClock: Pick<Clock, 'now'>;
  newId: () => string;
  eventMerger: EventMerger;
  listing: Listing;
  watch: Watch;
}

/** How the provider lists environments. */
export interface Listing {
  clock: Pick<Clock, 'now'>;
  /** For so long after its creation an environment is not listed. */
  lagMs: number;
}

/** Told of each call at the moment at which it takes effect. */
export interface Watch {
  beforeProvider(request: Request): Promise<void>;
  afterProvider(request: Request): void;
  beforeBitbucket(path: string, init: RequestInit | undefined): void;
  beforeStore(method: string, values: unknown[]): void;
  afterStore(method: string, values: unknown[], result: unknown): void;
}

/** The app's real use cases and adapters, as one invocation has them: each call goes through it. */
export function dependenciesOf(world: Surroundings, invocation: Invocation): Dependencies {
  const { bitbucket, provider, queue, appClock, watch } = world;
  const request = (as: 'app' | 'admin') => (path: string, init?: RequestInit) =>
    invocation.fetch('bitbucket', isWrite(init), () => {
      watch.beforeBitbucket(path, init);
      return bitbucket.fetch(as, path, init);
    });
  const fetch = (url: string, init?: RequestInit) =>
    invocation.fetch('provider', isWrite(init), async () => {
      // The manual clock ends no real time: what comes too late is lost by a fault.
      const { signal: _, ...rest } = init ?? {};
      const call = new Request(url, rest);
      await watch.beforeProvider(call);
      const response = await provider.handle(call);
      watch.afterProvider(call);
      return isListing(call) ? withoutNewest(response, world) : response;
    });
  return {
    bitbucket: createBitbucket({ asApp: request('app'), asUser: request('admin') }),
    clock: appClock,
    connectProvider: (_, token) =>
      connectCodesphere({ token, fetch: fetch as typeof globalThis.fetch, now: appClock.now }),
    log: process.env.HISTORY_LOG
      ? (...said) => console.log(new Date(appClock.now()), ...said)
      : () => undefined,
    eventMerger: world.eventMerger,
    mostDeployments: 2,
    newId: world.newId,
    parseDotenv,
    queue: {
      push: (deliveries) =>
        invocation.call('queue', true, () => Promise.resolve(queue.push(deliveries))),
    },
    store: storeOf(world, invocation),
  };
}

function isWrite(init: RequestInit | undefined): boolean {
  return (init?.method ?? 'GET') !== 'GET';
}

function isListing({ url }: Request): boolean {
  return /\/workspaces\/team\/\d+$/.test(url);
}

async function withoutNewest(response: Response, { listing }: Surroundings): Promise<Response> {
  if (listing.lagMs === 0 || !response.ok) return response;
  const all = (await response.json()) as { createdAt: string }[];
  const since = listing.clock.now() - listing.lagMs;
  return Response.json(all.filter(({ createdAt }) => Date.parse(createdAt) <= since));
}

function storeOf({ store, watch }: Surroundings, invocation: Invocation): Store {
  const methods = Object.entries(store) as [string, (...values: unknown[]) => Promise<unknown>][];
  const guarded = methods.map(([name, method]) => [
    name,
    (...values: unknown[]) =>
      invocation.call('store', !/^(read|list)/.test(name), async () => {
        watch.beforeStore(name, values);
        const result = await method(...values);
        watch.afterStore(name, values, result);
        return result;
      }),
  ]);
  return Object.fromEntries(guarded) as Store;
}
