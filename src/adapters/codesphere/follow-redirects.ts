import { FailureError, TRIED_AGAIN, transient } from '../../domain/failure';
import type { Call } from './call';

const MAX_REDIRECTS = 2;

/**
 * Makes a call and follows redirects, which Codesphere sends to reach a data centre, with the same
 * method, headers and body. The key goes along, so only hosts of Codesphere's own are followed; any
 * other redirect is a `provider-unreachable` failure.
 */
export async function followRedirects(
  fetch: typeof globalThis.fetch,
  call: Call,
  url: string,
  init: RequestInit,
): Promise<Response> {
  let target = url;
  for (let redirects = 0; ; redirects += 1) {
    const response = await fetch(target, { ...init, redirect: 'manual' });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || !location) return response;
    void response.body?.cancel().catch(() => undefined);
    const next = URL.canParse(location, target) ? new URL(location, target) : undefined;
    if (redirects === MAX_REDIRECTS || !next || !isCodesphere(next)) throw astray(call, next);
    target = next.href;
  }
}

/** A dev domain, `{id}-{port}.{data centre}.codesphere.com`: what answers there is anybody's code. */
const DEV_DOMAIN = /^\d+-\d+\./;

/**
 * Whether an address is Codesphere's own: one that the manifest's egress covers
 * (`cloud.codesphere.com` and `*.codesphere.com`), and no environment's.
 */
function isCodesphere(url: URL): boolean {
  return (
    url.protocol === 'https:' &&
    url.hostname.endsWith('.codesphere.com') &&
    !DEV_DOMAIN.test(url.hostname) &&
    !url.port &&
    !url.username &&
    !url.password
  );
}

/** Transient: a gateway in trouble sends every call to a page that says so. */
function astray(call: Call, to: URL | undefined): Error {
  // Not whereto: an address may repeat a value as any other text may.
  const where =
    to && isCodesphere(to) ? 'again and again' : 'to an address where the key must not go';
  return new FailureError(
    transient(
      'provider-unreachable',
      `Could not ${call.purpose}: Codesphere redirected the call ${where}.`,
      `${TRIED_AGAIN} If this stays, an admin of the repository checks that the team belongs to cloud.codesphere.com.`,
    ),
  );
}
