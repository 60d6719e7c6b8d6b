import { getDotPath, safeParse, type GenericSchema, type InferOutput } from 'valibot';
import { FailureError } from '../../domain/failure';
import { parseJson } from '../../domain/parse-json';
import type { EnvironmentVariable } from '../../domain/provider';
import { reasonOf, within } from '../within';
import type { Call } from './call';
import { followRedirects } from './follow-redirects';
import { misfit, refusalOf, unreachable } from './refusal';

/** How to reach Codesphere's API. */
export interface RequestOptions {
  token: string;
  fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Without a slash at its end. */
  baseUrl: string;
  /** The longest time from the start of a call to the end of its answer. */
  timeLimitMs: number;
}

/** Codesphere's API. Every method throws a `FailureError`, a `RefusalError` when it said no. */
export interface CodesphereRequest {
  /**
   * The same API for calls about environments that have no env vars but those that `variables` tells,
   * which is asked only after a refusal of that call. Only such a failure repeats Codesphere's words, with these
   * values hidden: otherwise, or when `variables` fails, the words might hold one that nobody here
   * could tell for one. Calls about the account need not know any.
   */
  knowing(variables: KnownVariables): CodesphereRequest;
  /** The answer, as far as `schema` names it. */
  read<Schema extends GenericSchema>(call: Call, schema: Schema): Promise<InferOutput<Schema>>;
  /** For calls whose answer is empty. */
  write(call: Call): Promise<void>;
  /**
   * The newest of what an event stream sends within `timeLimitMs`; it is not waited for its end, and
   * the first event may be cut. Empty when the stream could not be opened.
   */
  readStream(path: string, timeLimitMs: number): Promise<string>;
  /** The status that a page answers with, asked without the key; undefined for no answer in time. */
  visit(url: string): Promise<number | undefined>;
}

type KnownVariables = () => Promise<EnvironmentVariable[]>;

/** Answers beyond this are not ours: Forge's own limit for a payload is 5 MB. */
const LARGEST_ANSWER_BYTES = 5_000_000;

/** A log can be longer than the memory that a function has: its end is what is shown. */
const NEWEST_OF_STREAM = 1_000_000;

/** Reaches Codesphere with one key. Makes no call by itself. */
export function createRequest(
  options: RequestOptions,
  variables: KnownVariables = () => Promise.reject(new Error('No env vars are known.')),
): CodesphereRequest {
  const { fetch, baseUrl, token } = options;

  function open(call: Call, signal: AbortSignal, accept = 'application/json'): Promise<Response> {
    const headers: Record<string, string> = { accept, authorization: `Bearer ${token}` };
    if (call.body !== undefined) headers['content-type'] = 'application/json';
    const body = call.body === undefined ? {} : { body: JSON.stringify(call.body) };
    return followRedirects(fetch, call, `${baseUrl}${call.path}`, {
      method: call.method,
      headers,
      signal,
      ...body,
    });
  }

  /** Codesphere is not asked for env vars as well when it asked for a pause or is out of order. */
  async function knownFor(call: Call, status: number): Promise<EnvironmentVariable[] | undefined> {
    if (call.target === 'account') return [];
    if (status === 429 || status >= 500) return undefined;
    return variables().catch(() => undefined);
  }

  async function send(call: Call): Promise<string> {
    const exchange = async (signal: AbortSignal) => {
      const response = await open(call, signal);
      return { response, text: await readText(call, response) };
    };
    const { response, text } = await within(options.timeLimitMs, exchange).catch(
      (error: unknown) => {
        throw error instanceof FailureError ? error : unreachable(call, reasonOf(error));
      },
    );
    if (response.ok) return text;
    const retryAfter = response.headers.get('retry-after');
    const answer = { status: response.status, text, retryAfter };
    const key = { name: 'API key', value: token };
    const known = await knownFor(call, response.status);
    throw refusalOf(call, answer, known && [...known, key], options.now());
  }

  return {
    knowing: (known) => createRequest(options, known),
    async read(call, schema) {
      const result = safeParse(schema, parseAnswer(call, await send(call)));
      if (result.success) return result.output;
      throw misfit(call, getDotPath(result.issues[0]) ?? 'its root');
    },
    async write(call) {
      await send(call);
    },
    async readStream(path, timeLimitMs) {
      const call: Call = { purpose: 'read a log', method: 'GET', path, target: 'environment' };
      let newest = '';
      await within(timeLimitMs, async (signal) => {
        const response = await open(call, signal, 'text/event-stream');
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
        void response.body?.cancel().catch(() => undefined);
        return response.status;
      };
      return within(options.timeLimitMs, look).catch(() => undefined);
    },
  };
}

async function readText(call: Call, response: Response): Promise<string> {
  let size = 0;
  const chunks: string[] = [];
  for await (const text of textOf(response)) {
    size += text.length;
    if (size > LARGEST_ANSWER_BYTES) throw misfit(call, 'its size, which is over 5 MB');
    chunks.push(text);
  }
  return chunks.join('');
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

function parseAnswer(call: Call, text: string): unknown {
  const answer = parseJson(text);
  if (answer === undefined) throw unreachable(call, 'sent an answer that is not JSON');
  return answer;
}
