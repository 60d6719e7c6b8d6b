import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

/** What happens to one call on its way. */
export type Fault =
  /** It never arrives. */
  | 'lose-request'
  /** The host does it, and its answer never arrives. */
  | 'lose-answer'
  /** The host does it, and its answer comes after the caller has given up. */
  | 'answer-late'
  /** The host does it, and a gateway answers 500. */
  | 'gateway-error'
  /** A gateway answers 429, and asks to wait for a second. */
  | 'too-many';

/** How long a caller on this way waits for an answer: less than one that comes late takes. */
export const GIVE_UP_SECONDS = 3;

/** A way to the host on which things go wrong as planned. */
export interface FaultProxy {
  url: string;
  /** The faults of the next calls, in order; those after them pass. */
  plan(...faults: Fault[]): void;
  /** What the host really answered to the calls that reached it. */
  readonly answers: { status: number; text: string }[];
  stop(): Promise<void>;
}

/** Starts one on the loopback address, in front of the host at `target`. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const planned: Fault[] = [];
  const answers: { status: number; text: string }[] = [];

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = planned.shift();
    const body = await buffer(request);
    if (fault === 'lose-request') return void response.destroy();
    if (fault === 'too-many') return tooMany(response);
    const { host: _host, connection: _connection, ...headers } = request.headers;
    const answer = await fetch(target + request.url, {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      redirect: 'manual',
      body: body.length > 0 ? new Uint8Array(body) : null,
    });
    const text = await answer.text();
    answers.push({ status: answer.status, text });
    if (fault === 'lose-answer') return void response.destroy();
    if (fault === 'gateway-error') return void response.writeHead(500).end('<h1>Gateway</h1>');
    if (fault === 'answer-late') await sleep(GIVE_UP_SECONDS * 1000 + 500);
    const type = answer.headers.get('content-type');
    const wait = answer.headers.get('retry-after');
    response.writeHead(answer.status, {
      ...(type === null ? {} : { 'content-type': type }),
      ...(wait === null ? {} : { 'retry-after': wait }),
    });
    response.end(text);
  }

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers,
    plan: (...faults) => void planned.push(...faults),
    async stop() {
      server.close();
      server.closeAllConnections();
      await Promise.resolve();
    },
  };
}

function tooMany(response: ServerResponse): void {
  const problem = {
    status: 429,
    code: 'rate-limited',
    message: 'Too many calls.',
    remedy: 'Wait a second.',
    mends: 'time',
  };
  response.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '1' });
  response.end(JSON.stringify(problem));
}
