import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';

/** What the kit's app says of itself. */
export interface Seen {
  version: string;
  /** The value of `KIT_PLAIN`. */
  plain: string | null;
  /** The length of the value of `KIT_SECRET`, 0 without one. */
  secret: number;
}

/** What a visitor of a link sees of the kit's app, undefined if something else or nothing answers. */
export function visit(link: string, path = ''): Promise<Seen | undefined> {
  const url = new URL(link);
  const { hostname, port, protocol, pathname } = url;
  // Browsers know that these names mean this machine; the resolvers of many systems do not.
  const isLocal = hostname.endsWith('.localhost');
  const request = protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const outgoing = request({
      host: isLocal ? '127.0.0.1' : hostname,
      port,
      path: pathname.replace(/\/$/, '') + (path || '/'),
      headers: { host: url.host },
      agent: false,
      timeout: 10_000,
    });
    outgoing.once('response', (incoming) => {
      text(incoming).then(
        (body) => resolve(incoming.statusCode === 200 ? parse(body) : undefined),
        () => resolve(undefined),
      );
    });
    outgoing.once('timeout', () => outgoing.destroy());
    outgoing.once('error', () => resolve(undefined));
    outgoing.end();
  });
}

function parse(body: string): Seen | undefined {
  try {
    const seen = JSON.parse(body) as Partial<Seen>;
    return typeof seen.version === 'string' ? (seen as Seen) : undefined;
  } catch {
    return undefined;
  }
}
