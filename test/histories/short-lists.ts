import type { Clock } from '../../local/clock';

/** What a short list lacks. */
export type Lack = 'all' | 'last';

type List = 'environments' | 'pull-requests';

/** How the provider lists environments, and Bitbucket pull requests. */
export interface Listing {
  /** For so long after its creation an environment is not listed. */
  lagMs: number;
  /** Until then the list is well formed and lacks something; milliseconds since the epoch. */
  shorten(list: List, lack: Lack, until: number): void;
  /** Nothing is lacking any more. */
  end(): void;
  /** An environment that was made after this time may be missing in the list; milliseconds since the epoch. */
  hiddenSince(): number;
  /** The answer to a call as the app gets it. */
  answer(call: { method: string; path: string }, response: Response): Promise<Response>;
}

/** With all lists complete. */
export function createListing(clock: Pick<Clock, 'now'>): Listing {
  const short = new Map<List, { lack: Lack; until: number }>();
  const lackOf = (list: List) => {
    const found = short.get(list);
    return found && clock.now() < found.until ? found.lack : undefined;
  };

  function shown<Item>(list: List, items: Item[]): Item[] {
    const lack = lackOf(list);
    if (lack === 'all') return [];
    return lack === 'last' ? items.slice(0, -1) : items;
  }

  const listing: Listing = {
    lagMs: 0,
    shorten: (list, lack, until) => void short.set(list, { lack, until }),
    end() {
      listing.lagMs = 0;
      short.clear();
    },
    hiddenSince: () => (lackOf('environments') ? 0 : clock.now() - listing.lagMs),
    async answer({ method, path }, response) {
      if (method !== 'GET' || !response.ok) return response;
      if (/\/workspaces\/team\/\d+$/.test(path)) {
        const all = (await response.json()) as { createdAt: string }[];
        const since = clock.now() - listing.lagMs;
        const old = all.filter(({ createdAt }) => Date.parse(createdAt) <= since);
        return Response.json(shown('environments', old));
      }
      if (!path.includes('/pullrequests?')) return response;
      const page = (await response.json()) as { values: unknown[] };
      return Response.json({ ...page, values: shown('pull-requests', page.values) });
    },
  };
  return listing;
}
