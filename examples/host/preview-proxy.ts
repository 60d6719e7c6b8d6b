import { type IncomingMessage, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { Address } from './start-app';

/** Headers of one connection, which are not passed on (RFC 9110, 7.6.1). */
const OF_CONNECTION = ['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade'];

/** Statuses whose answer must not have a body. */
const WITHOUT_BODY = [204, 205, 304];

/** Passes a visitor's request on to an app, and its answer back; both are streamed. */
export function visit(request: Request, address: Address, scheme: string): Promise<Response> {
  const { host, pathname, search } = new URL(request.url);
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    if (!OF_CONNECTION.includes(name)) headers[name] = value;
  });
  return new Promise((resolve) => {
    const outgoing = httpRequest({
      ...address,
      method: request.method,
      path: pathname + search,
      headers: { ...headers, host, 'x-forwarded-host': host, 'x-forwarded-proto': scheme },
      agent: false,
    });
    outgoing.once('response', (incoming) => resolve(toResponse(incoming)));
    outgoing.once('error', () => resolve(page(502, 'The app of this preview does not answer.')));
    request.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    if (!request.body) return void outgoing.end();
    const body = Readable.fromWeb(request.body as NodeReadableStream);
    body.once('error', (error) => outgoing.destroy(error));
    body.pipe(outgoing);
  });
}

/** What a visitor sees where no app answers. */
export function page(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  });
}

/** Joins a visitor's connection, for instance a WebSocket, to an app. */
export function joinConnection(
  { method, url, rawHeaders }: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  address: Address,
): void {
  const upstream = connect(address, () => {
    const lines = [`${method} ${url} HTTP/1.1`];
    for (let n = 0; n < rawHeaders.length; n += 2) {
      lines.push(`${rawHeaders[n]}: ${rawHeaders[n + 1]}`);
    }
    upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  const end = () => {
    upstream.destroy();
    socket.destroy();
  };
  for (const one of [upstream, socket]) one.once('error', end).once('close', end);
}

function toResponse(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let n = 0; n < incoming.rawHeaders.length; n += 2) {
    const [name = '', value = ''] = incoming.rawHeaders.slice(n, n + 2);
    if (!OF_CONNECTION.includes(name.toLowerCase())) headers.append(name, value);
  }
  const status = incoming.statusCode ?? 502;
  if (!WITHOUT_BODY.includes(status)) {
    return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, {
      status,
      headers,
    });
  }
  incoming.resume();
  return new Response(null, { status, headers });
}
