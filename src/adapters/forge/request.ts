import api, { assumeTrustedRoute, fetch as forgeFetch } from '@forge/api';

/** How a request to Bitbucket is described. */
interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/**
 * Bitbucket's REST API as the app. The path's parts must be encoded by the caller; Forge itself
 * keeps the request at Bitbucket.
 */
export function requestAsApp(path: string, options?: RequestOptions): Promise<Response> {
  return api.asApp().requestBitbucket(assumeTrustedRoute(path), options) as Promise<Response>;
}

/** Bitbucket's REST API as the person who made the current invocation. */
export function requestAsUser(path: string, options?: RequestOptions): Promise<Response> {
  return api.asUser().requestBitbucket(assumeTrustedRoute(path), options) as Promise<Response>;
}

/** The world outside Atlassian, as far as the manifest's egress permissions go. */
export const fetchOutside = forgeFetch as unknown as typeof globalThis.fetch;
