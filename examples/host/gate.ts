import { createHash, timingSafeEqual } from 'node:crypto';
import { refusals } from './refusals';

/** Which of the host's two faces a request is for. */
export type Destination = { kind: 'api' } | { kind: 'preview'; name: string };

/**
 * Tells by the name that the caller used whether a request is for the API or for a preview.
 * Every other name is refused: a web page can give its own name this machine's address, and its
 * scripts would then be taken for the host's own.
 *
 * @throws Problem for a name that is not the host's
 */
export function destinationOf(request: Request, url: URL): Destination {
  const { host, port, hostname } = new URL(request.url);
  if (host === url.host) return { kind: 'api' };
  const isLoopback = hostname === '127.0.0.1' || hostname === '[::1]' || hostname === 'localhost';
  if (url.hostname === 'localhost' && isLoopback && port === url.port) return { kind: 'api' };
  if (host.endsWith(`.${url.host}`)) {
    return { kind: 'preview', name: host.slice(0, -url.host.length - 1) };
  }
  throw refusals.unknownAddress(url);
}

/**
 * Lets a call of the API pass that has the token and does not come from a web page. The app calls
 * from a server, which sends neither of the headers by which a browser tells where it is.
 *
 * @throws Problem
 */
export function admit(request: Request, token: string): void {
  const site = request.headers.get('sec-fetch-site') ?? 'none';
  if (request.headers.has('origin') || site !== 'none') throw refusals.webPage();
  const given = /^bearer +(\S+) *$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
  // Digests have one length, and comparing them takes the same time wherever they differ.
  if (!timingSafeEqual(digest(given), digest(token))) throw refusals.tokenRejected();
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
