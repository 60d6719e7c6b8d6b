import type { IncomingMessage } from 'node:http';

/** What of a request tells who sent it, and to which name. */
type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** Names of this machine. Any other name that leads here was pointed here by somebody else's DNS. */
const HOST = /^(?:127\.0\.0\.1|(?:[a-z0-9_-]+\.)*localhost)(?::(\d{1,5}))?$/i;
const HTTP_PORT = 80;
/** Methods that must not change anything (RFC 9110, 9.2.1). */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];
/** Values of `Sec-Fetch-Site` that no other site can cause. `none` is a person's own doing. */
const OWN_SITES = ['same-origin', 'none'];

/**
 * Why a server of the local platform does not answer this request, or undefined when it may.
 *
 * Whoever reaches the platform can run commands through it, and each web page that a person visits
 * can make the browser send requests to this machine. So a request must name this machine (a page
 * can point a name of its own here), and one that changes something, or opens a WebSocket, must not
 * come from another origin. A preview is another origin too: a pull request's code runs in its pages.
 * Programs send neither `Origin` nor `Sec-Fetch-Site` and pass.
 */
export function findRefusal(asked: Asked, port: number): string | undefined {
  if (!isThisMachine(asked, port)) {
    return `This server answers only to the names 127.0.0.1, localhost and *.localhost with port ${port}.`;
  }
  if (changesSomething(asked) && comesFromElsewhere(asked)) {
    return 'Another site may not act here: this request came from a page of another origin.';
  }
  return undefined;
}

/** A target that is a whole address could name another host than `Host` does; no client here sends one. */
function isThisMachine({ url, headers }: Asked, port: number): boolean {
  const match = HOST.exec(headers.host ?? '');
  return match !== null && Number(match[1] ?? HTTP_PORT) === port && url?.startsWith('/') === true;
}

function changesSomething({ method, headers }: Asked): boolean {
  return !SAFE_METHODS.includes(method ?? '') || headers.upgrade !== undefined;
}

function comesFromElsewhere({ headers }: Asked): boolean {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITES.includes(String(site))) return true;
  // A page with `Referrer-Policy: no-referrer` posts to itself with this; a sandboxed one is cross-site.
  if (origin === 'null') return site !== 'same-origin';
  return origin !== undefined && origin !== `http://${host}`;
}
