/**
 * The proxy's own refusal: `@forge/api` reads the header and throws `NeedsAuthenticationError` for
 * `NEEDS_AUTHENTICATION_ERR`, `ProxyRequestError` for all else.
 */
export function refuseProxied(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status, headers: { 'forge-proxy-error': code } });
}

/** Headers that speak of one connection, or of the proxy itself, and do not travel on. */
const HOP_HEADERS = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'proxy-authorization',
  'host',
  'content-length',
  'forge-proxy-authorization',
  'forge-proxy-target',
];

/** The app's own headers of a proxied request. */
export function ownHeaders(request: Request): Headers {
  const headers = new Headers(request.headers);
  for (const name of HOP_HEADERS) headers.delete(name);
  return headers;
}
