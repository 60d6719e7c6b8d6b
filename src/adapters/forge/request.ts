import api, { assumeTrustedRoute, fetch as forgeFetch } from '@forge/api';
import { NoAnswerError } from '../http/no-answer-error';

/** How a request to Bitbucket is described. */
interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** A redirect that is followed below Forge's proxy would lose who asks. */
const BY_THE_CALLER: RequestRedirect = 'manual';

/**
 * Bitbucket's REST API as the app. The path's parts must be encoded by the caller; Forge itself
 * keeps the request at Bitbucket.
 */
export function requestAsApp(path: string, options?: RequestOptions): Promise<Response> {
  const init = { ...options, redirect: BY_THE_CALLER };
  return api.asApp().requestBitbucket(assumeTrustedRoute(path), init) as Promise<Response>;
}

/** Bitbucket's REST API as the person who made the current invocation. */
export function requestAsUser(path: string, options?: RequestOptions): Promise<Response> {
  const init = { ...options, redirect: BY_THE_CALLER };
  return api.asUser().requestBitbucket(assumeTrustedRoute(path), init) as Promise<Response>;
}

const forge = forgeFetch as unknown as typeof globalThis.fetch;

/**
 * The world outside Atlassian, as far as the manifest's egress permissions go: for an address that is not
 * declared there, a `NoAnswerError`. Forge documents no sign of that. `@forge/api` has a name for an error
 * of its own, and others saw a 403 with a header.
 */
export const fetchOutside: typeof globalThis.fetch = async (input, init) => {
  const response = await forge(input, init).catch((error: unknown) => {
    throw error instanceof Error && error.name === 'REQUEST_EGRESS_ALLOWLIST_ERR'
      ? blocked()
      : error;
  });
  const sign = response.headers.get('forge-proxy-error');
  if (response.status === 403 && sign === 'BLOCKED_EGRESS') throw blocked();
  return response;
};

function blocked(): NoAnswerError {
  return new NoAnswerError('blocked', 'is at an address that this app may not call');
}
