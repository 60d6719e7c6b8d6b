import { EgressFilteringService } from '@forge/egress';
import { request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { ownHeaders, refuseProxied } from './proxy-answer';

/** Where calls to the hosting provider's public address are delivered on this machine. */
export interface EgressOptions {
  /** Addresses of the manifest's `permissions.external.fetch.backend`. */
  allowed: string[];
  /** Takes the place of `https://cloud.codesphere.com/api`. */
  codesphereUrl: () => string;
  /** Takes the place of `https://host.localhost`, the demo's own host. */
  hostUrl: () => string;
  /** Takes the place of `https://api.upsun.com`. */
  upsunUrl: () => string;
  /** Takes the place of `https://auth.upsun.com`. */
  upsunAuthUrl: () => string;
  /** Takes the place of `https://app.ona.com` and `https://app.gitpod.io`, which is the same. */
  onaUrl: () => string;
  /** Takes the place of every account at `https://<account>.app.spacelift.io` and in the United States. */
  spaceliftUrl: () => string;
  /** The name on this machine of a host at which Codesphere's previews answer in public, if it is one of here. */
  findLocalName?: (hostname: string) => string | undefined;
  /** Previews answer at `http://{name}.localhost:<port>`; asked when needed. */
  hostingPort: () => number;
}

/** Sends the app's `fetch` to where it may go. Redirects are answered, not followed. */
export type Egress = (target: string, request: Request) => Promise<Response>;

const CODESPHERE_API = 'https://cloud.codesphere.com/api';
/**
 * Where a person connects the demo's own host. A team would declare the address in its manifest; a name
 * of `localhost` can lead nowhere else, so the app's own rule, https and no port, stays as it is.
 */
const OWN_HOST = 'https://host.localhost';
const SPACELIFT = /\.app(?:\.us)?\.spacelift\.io$/;
/** Node decodes bodies; what described the encoded body is no longer true. */
const DECODED_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding', 'connection'];
/** Statuses whose responses may hold no body (WHATWG Fetch, "null body status"). */
const EMPTY_STATUSES = new Set([101, 204, 205, 304]);

/** Checks each address with `@forge/egress`, as production does. */
export function createEgress(options: EgressOptions): Egress {
  const { allowed, codesphereUrl, hostUrl, findLocalName, hostingPort } = options;
  const elsewhere: Readonly<Record<string, (() => string) | undefined>> = {
    'https://api.upsun.com': options.upsunUrl,
    'https://auth.upsun.com': options.upsunAuthUrl,
    'https://app.ona.com': options.onaUrl,
    'https://app.gitpod.io': options.onaUrl,
  };
  const filter = new EgressFilteringService(allowed);

  function isPreview(url: URL): boolean {
    return (
      url.protocol === 'http:' &&
      url.hostname.endsWith('.localhost') &&
      url.port === String(hostingPort())
    );
  }

  function previewAt(name: string, { pathname, search }: URL): URL {
    return new URL(`http://${name}:${hostingPort()}${pathname}${search}`);
  }

  /** A base address without a path stands in for the whole host, one with a path for `/api`. */
  function deliverTo(url: URL): URL {
    const base = new URL(codesphereUrl());
    const rest = url.href.slice(CODESPHERE_API.length);
    const path = base.pathname === '/' ? '/api' : base.pathname.replace(/\/$/, '');
    return new URL(`${base.origin}${path}${rest}`);
  }

  return async (target, request) => {
    const url = parseTarget(target);
    if (!url) return refuseProxied(400, 'INVALID_URL', 'The address cannot be read');
    // The filter compares strings: user information would let another host look like an allowed one.
    if (url.username || url.password) {
      return refuseProxied(400, 'INVALID_URL', 'The address may not hold user information');
    }
    if (isPreview(url)) return fetchPreview(url, request);
    if (url.origin === OWN_HOST) return fetchElsewhere(atHost(hostUrl(), url), request);
    if (url.protocol !== 'https:') {
      return refuseProxied(400, 'INVALID_PROTOCOL', 'Forge lets https through only');
    }
    if (!filter.isValidUrl(url.href)) {
      const message = `${url.host} is not in permissions.external.fetch.backend of manifest.yml`;
      return refuseProxied(403, 'BLOCKED_EGRESS', message);
    }
    const localName = findLocalName?.(url.hostname);
    if (localName) return fetchPreview(previewAt(localName, url), request);
    const base = SPACELIFT.test(url.hostname) ? options.spaceliftUrl : elsewhere[url.origin];
    if (base) return fetchElsewhere(atHost(base(), url), request);
    const isCodesphere = url.href === CODESPHERE_API || /^[/?]/.test(pathAfterApi(url));
    return fetchElsewhere(isCodesphere ? deliverTo(url) : url, request);
  };
}

/** The same path and query below the host's address. */
function atHost(base: string, { pathname, search }: URL): URL {
  return new URL(`${base.replace(/\/+$/, '')}${pathname}${search}`);
}

function pathAfterApi(url: URL): string {
  return url.href.startsWith(CODESPHERE_API) ? url.href.slice(CODESPHERE_API.length) : '';
}

function parseTarget(target: string): URL | undefined {
  try {
    return new URL(target);
  } catch {
    return undefined;
  }
}

async function fetchElsewhere(url: URL, request: Request): Promise<Response> {
  try {
    const response = await fetch(url, {
      method: request.method,
      headers: ownHeaders(request),
      body: await bodyOf(request),
      redirect: 'manual',
      signal: request.signal,
    });
    const headers = new Headers(response.headers);
    for (const name of DECODED_HEADERS) headers.delete(name);
    return new Response(response.body, { status: response.status, headers });
  } catch (error) {
    return describeFailure(url, error as Error);
  }
}

/**
 * A preview on this machine. `*.localhost` is not known to every resolver, so the connection goes to
 * the loopback address and the name travels in the Host header.
 */
async function fetchPreview(url: URL, request: Request): Promise<Response> {
  const headers = { ...Object.fromEntries(ownHeaders(request)), host: url.host };
  const body = await bodyOf(request);
  return new Promise((resolve) => {
    const outgoing = httpRequest(
      {
        host: '127.0.0.1',
        port: url.port,
        path: url.pathname + url.search,
        method: request.method,
        headers,
        signal: request.signal,
      },
      (incoming) => {
        const status = incoming.statusCode ?? 502;
        const answered = new Headers();
        for (let n = 0; n < incoming.rawHeaders.length; n += 2) {
          answered.append(incoming.rawHeaders[n] ?? '', incoming.rawHeaders[n + 1] ?? '');
        }
        for (const name of ['transfer-encoding', 'connection']) answered.delete(name);
        const empty = EMPTY_STATUSES.has(status) || request.method === 'HEAD';
        if (empty) incoming.resume();
        const stream = empty ? null : (Readable.toWeb(incoming) as ReadableStream);
        resolve(new Response(stream, { status, headers: answered }));
      },
    );
    outgoing.on('error', (error) => resolve(describeFailure(url, error)));
    outgoing.end(body && Buffer.from(body));
  });
}

async function bodyOf(request: Request): Promise<ArrayBuffer | null> {
  const body = await request.arrayBuffer();
  return body.byteLength > 0 ? body : null;
}

function describeFailure(url: URL, error: Error): Response {
  const cause = error.cause instanceof Error ? error.cause.message : error.message;
  return refuseProxied(502, 'UPSTREAM_FAILURE', `${url.host} could not be reached: ${cause}`);
}
