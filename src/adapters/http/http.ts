import { defined } from '../../domain/defined';
import { followRedirects } from './follow-redirects';
import { NoAnswerError } from './no-answer-error';
import { parseRetryAfter } from './retry-after';
import { reasonOf, within } from './within';

/** How calls are made. */
export interface HttpOptions {
  fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Where redirects may lead; the key goes nowhere else. */
  hosts: readonly string[];
  /** The longest time from the start of a call to the end of its answer. */
  timeLimitMs: number;
}

/** What somebody answered, whatever the status. */
export interface HttpAnswer {
  status: number;
  /** Whether the status says that it worked. */
  ok: boolean;
  text: string;
  retryAfterSeconds?: number;
  /** How to sign in, of an answer that asks for it: `WWW-Authenticate`. */
  challenge?: string;
}

/** Calls with limits: of time, of size, and of where they may lead. */
export interface Http {
  /** Makes a call. A `NoAnswerError` when nothing came that can be used. */
  send(url: string, init: RequestInit): Promise<HttpAnswer>;
  /**
   * The newest of what an event stream sends within `timeLimitMs`; it is not waited for its end, and
   * the first event may be cut. Empty when the stream could not be opened.
   */
  readStream(url: string, init: RequestInit, timeLimitMs: number): Promise<string>;
  /** What came of asking a page, without a key and not followed. */
  visit(url: string): Promise<Visit>;
}

/** A page, as far as it says who answered. */
export interface Page {
  status: number;
  /** Where it redirects. */
  location?: string;
  /** How its body begins; empty when that did not come in time. */
  text: string;
}

/** The page that answered, or `silent` for no answer in time; `blocked` as in `NoAnswerError`. */
export type Visit = Page | 'silent' | 'blocked';

/** Answers beyond this are not ours: Forge's own limit for a payload is 5 MB. */
const LARGEST_ANSWER = 5_000_000;
/** So much of a page, and what comes of it in so long, tells whose it is. */
const START_OF_PAGE = 16_000;
const PAGE_LIMIT_MS = 2_000;
/** A log can be longer than the memory that a function has: its end is what is shown. */
const NEWEST_OF_STREAM = 1_000_000;

/** Makes no call by itself. */
export function createHttp({ fetch, now, hosts, timeLimitMs }: HttpOptions): Http {
  const open = (url: string, init: RequestInit, signal: AbortSignal) =>
    followRedirects(fetch, hosts, url, { ...init, signal });

  return {
    async send(url, init) {
      const exchange = async (signal: AbortSignal): Promise<HttpAnswer> => {
        const response = await open(url, init, signal);
        const wait = parseRetryAfter(retryAfterOf(response), now());
        return {
          status: response.status,
          ok: response.ok,
          text: await readText(response),
          ...defined({
            retryAfterSeconds: wait,
            challenge: response.headers.get('www-authenticate') ?? undefined,
          }),
        };
      };
      return within(timeLimitMs, exchange).catch((error: unknown) => {
        if (error instanceof NoAnswerError) throw error;
        throw new NoAnswerError('unreachable', reasonOf(error));
      });
    },
    async readStream(url, init, streamLimitMs) {
      let newest = '';
      await within(streamLimitMs, async (signal) => {
        const response = await open(url, init, signal);
        if (!response.ok) return;
        for await (const text of textOf(response)) {
          newest += text;
          if (newest.length > 2 * NEWEST_OF_STREAM) newest = newest.slice(-NEWEST_OF_STREAM);
        }
      }).catch(() => undefined);
      return newest.slice(-NEWEST_OF_STREAM);
    },
    async visit(url) {
      const look = async (signal: AbortSignal) => {
        const response = await fetch(url, { redirect: 'manual', signal });
        const location = response.headers.get('location') ?? undefined;
        const text = await readStart(response);
        return { status: response.status, text, ...defined({ location }) };
      };
      return within(timeLimitMs, look).catch((error: unknown) =>
        error instanceof NoAnswerError && error.kind === 'blocked' ? 'blocked' : 'silent',
      );
    },
  };
}

/** Some put it into a header of their own. */
function retryAfterOf({ headers }: Response): string | null {
  return headers.get('retry-after') ?? headers.get('ratelimit-retryafter');
}

async function readText(response: Response): Promise<string> {
  let size = 0;
  const chunks: string[] = [];
  for await (const text of textOf(response)) {
    size += text.length;
    if (size > LARGEST_ANSWER) throw new NoAnswerError('too-large', 'sent more than 5 MB');
    chunks.push(text);
  }
  return chunks.join('');
}

/** How a body begins, as far as it comes: one that breaks off or never ends says enough. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder();
  let start = '';
  await within(PAGE_LIMIT_MS, async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      start += decoder.decode(next.value, { stream: true });
      if (start.length >= START_OF_PAGE) return;
    }
  }).catch(() => undefined);
  void reader.cancel().catch(() => undefined);
  return start.slice(0, START_OF_PAGE);
}

/** The body, piece by piece; leaving the loop early closes it. */
async function* textOf(response: Response): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const decoder = new TextDecoder();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield decoder.decode(next.value, { stream: true });
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
