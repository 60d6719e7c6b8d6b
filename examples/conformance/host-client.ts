import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiDocument } from './api-document';
import { Broken } from './broken';
import type { Environment, Problem } from './protocol';

/** How often a call is made again that the host asked to make later. */
const TRIES = 6;

/** What one call brought. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Undefined when there is none. What it holds was compared with the document. */
  body: unknown;
}

/** One call, as the checks of all calls look at it. */
export interface Exchange {
  /** For instance `PUT /v1/places/local/environments/x`. */
  title: string;
  status: number;
  seconds: number;
  /** How the answer differs from the document. */
  fault: string | undefined;
  headers: Headers;
  text: string;
}

/** What a call sends. */
export interface CallOptions {
  body?: unknown;
  headers?: Record<string, string>;
  /** Another token than the right one; an empty one sends no such header. */
  token?: string;
}

/** Calls a host, and keeps what it answered. */
export interface HostClient {
  readonly exchanges: Exchange[];
  /** `path` begins with `/v1`. Waits and tries again as long as the host asks for it. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

/** What a client is made from. */
export interface ClientOptions {
  url: string;
  token: string;
  document: ApiDocument;
  /** A call is given up after so long. */
  callSeconds: number;
}

/** A client of the host at `url`. */
export function createHostClient({ url, token, ...options }: ClientOptions): HostClient {
  const { document, callSeconds } = options;
  const exchanges: Exchange[] = [];

  async function callOnce(method: string, path: string, sent: CallOptions): Promise<Answer> {
    const title = `${method} ${path.split('?')[0]}`;
    const start = performance.now();
    const given = sent.token ?? token;
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(callSeconds * 1000),
      headers: {
        ...(given === '' ? {} : { authorization: `Bearer ${given}` }),
        ...(sent.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...sent.headers,
      },
      body: sent.body === undefined ? null : bodyOf(sent.body),
    }).catch((error: unknown) => {
      throw new Broken(`${title}: ${reasonOf(error, callSeconds)}`);
    });
    const text = await response.text();
    const { status, headers } = response;
    const contentType = headers.get('content-type');
    const wire = { method, path: path.split('?')[0] ?? '', status, contentType, text };
    const seconds = (performance.now() - start) / 1000;
    exchanges.push({ title, status, seconds, fault: document.findFault(wire), headers, text });
    return { status, headers, body: parse(text) };
  }

  return {
    exchanges,
    async call(method, path, options = {}) {
      for (let n = 1; ; n += 1) {
        const answer = await callOnce(method, path, options);
        const wait = Number(answer.headers.get('retry-after') ?? Number.NaN);
        const isLater = answer.status === 429 || answer.status === 503;
        if (!isLater || n === TRIES || !(wait <= 60)) return answer;
        await sleep(wait * 1000);
      }
    },
  };
}

/** The environment of an answer. @throws Broken when it is not one of `statuses` */
export function environmentOf(answer: Answer, ...statuses: number[]): Environment {
  if (statuses.includes(answer.status)) return answer.body as Environment;
  throw new Broken(`answered ${describe(answer)} where ${statuses.join(' or ')} belongs`);
}

/** An answer in few words. */
export function describe({ status, body }: Answer): string {
  const { code, message } = (body ?? {}) as Partial<Problem>;
  return code ? `${status} ${code} ("${message}")` : String(status);
}

function reasonOf(error: unknown, callSeconds: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `no answer within ${callSeconds} s`;
  return cause instanceof Error ? cause.message : message;
}

function bodyOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}
