/** What a key is exchanged for, and until when it is used, in milliseconds since the epoch. */
export interface ExchangedToken {
  token: string;
  until: number;
}

/** The tokens that one key is exchanged for. */
export interface ExchangedTokens {
  /** One that is valid for some time. */
  get(): Promise<string>;
  /** Forgets one that was refused, unless another one took its place. */
  drop(token: string): void;
}

/** What a provider is reached through, as far as it matters here. */
interface Outside {
  now: () => number;
}

/** More than the connections that one process of the app works for at a time. */
const MOST_KEPT = 20;

/**
 * Keeps the tokens of one provider's keys in memory only, by a `name` that holds the whole key: they are found by
 * nobody who has not the key. Each test has an outside of its own. Exchanges nothing yet.
 */
export function createTokenKeeper(): (
  name: string,
  outside: Outside,
  exchange: () => Promise<ExchangedToken>,
) => ExchangedTokens {
  const kept = new WeakMap<Outside, Map<string, ExchangedToken>>();
  return (name, outside, exchange) => {
    const known = kept.get(outside) ?? new Map<string, ExchangedToken>();
    kept.set(outside, known);
    let exchanging: Promise<string> | undefined;

    async function exchanged(): Promise<string> {
      const next = await exchange();
      for (const oldest of known.size >= MOST_KEPT ? [...known.keys()].slice(0, 1) : []) {
        known.delete(oldest);
      }
      known.set(name, next);
      return next.token;
    }

    return {
      async get() {
        const current = known.get(name);
        if (current && outside.now() < current.until) return current.token;
        return (exchanging ??= exchanged().finally(() => (exchanging = undefined)));
      },
      drop(token) {
        if (known.get(name)?.token === token) known.delete(name);
      },
    };
  };
}
