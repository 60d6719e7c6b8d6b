import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';

/** Headers that belong to one connection and are not passed on (RFC 9110, 7.6.1). */
const CONNECTION_HEADERS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Statuses whose response must not have a body. */
const BODILESS = new Set([204, 205, 304]);

/**
 * Passes `request` on to the server at `port` of this machine, under `path`, and its answer back; both bodies are
 * streamed. Undefined if nothing accepts the connection.
 */
export function proxyRequest(
  request: Request,
  port: number,
  path: string,
): Promise<Response | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port,
      method: request.method,
      path,
      headers: forwardedHeaders(request),
      // A kept connection could be to a server that has been restarted since.
      agent: false,
    });
    outgoing.once('response', (incoming) => resolve(toResponse(incoming)));
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve(undefined);
      else reject(error);
    });
    request.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    if (!request.body) return outgoing.end();
    const body = Readable.fromWeb(request.body as NodeReadableStream);
    body.once('error', (error) => outgoing.destroy(error));
    body.pipe(outgoing);
  });
}

function forwardedHeaders(request: Request): Record<string, string> {
  const { host, protocol } = new URL(request.url);
  const headers: Record<string, string> = {};
  request.headers.forEach((value, name) => {
    if (!CONNECTION_HEADERS.has(name)) headers[name] = value;
  });
  return {
    ...headers,
    host,
    'x-forwarded-host': host,
    'x-forwarded-proto': protocol.slice(0, -1),
  };
}

function toResponse(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    const name = incoming.rawHeaders[i] ?? '';
    if (!CONNECTION_HEADERS.has(name.toLowerCase())) {
      headers.append(name, incoming.rawHeaders[i + 1] ?? '');
    }
  }
  const status = incoming.statusCode ?? 502;
  if (BODILESS.has(status)) {
    incoming.resume();
    return new Response(null, { status, headers });
  }
  return new Response(Readable.toWeb(incoming) as ReadableStream<Uint8Array>, { status, headers });
}
