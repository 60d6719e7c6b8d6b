import type { Clock } from '../../local/clock';

/** A row that was set, and when: milliseconds since the epoch. */
interface Version {
  at: number;
  value: unknown;
}

interface Page {
  data: { key: string; value: unknown }[];
}

/** Queries of previews that show what was there a moment ago, as Forge's do: only `get` is strict. */
export interface LaggingQueries {
  /** By so much they lag behind. */
  lagMs: number;
  /** A preview was stored. */
  noteSet(key: string, value: unknown): void;
  /** The answer to a query as the app gets it: rows as they were, without those that were not there. */
  answer(response: Response): Promise<Response>;
}

/** Queries that do not lag yet. */
export function createLaggingQueries(clock: Pick<Clock, 'now'>): LaggingQueries {
  const versions = new Map<string, Version[]>();
  const lagging: LaggingQueries = {
    lagMs: 0,
    noteSet(key, value) {
      versions.set(key, [...(versions.get(key) ?? []), { at: clock.now(), value }]);
    },
    async answer(response) {
      if (lagging.lagMs === 0 || !response.ok) return response;
      const page = (await response.json()) as Page;
      const data = page.data.flatMap((row) => {
        const known = versions.get(row.key);
        if (!known) return [row];
        const seen = known.findLast(({ at }) => at <= clock.now() - lagging.lagMs);
        return seen ? [{ ...row, value: seen.value }] : [];
      });
      return Response.json({ ...page, data });
    },
  };
  return lagging;
}
