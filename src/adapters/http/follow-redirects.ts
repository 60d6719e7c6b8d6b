import { isHostOf } from './is-host-of';
import { NoAnswerError } from './no-answer-error';

const MAX_REDIRECTS = 2;

/**
 * Makes a call and follows redirects with the same method, headers and body. The key goes along, so only
 * `hosts` are followed (see `isHostOf`); any other redirect is a `NoAnswerError`.
 */
export async function followRedirects(
  fetch: typeof globalThis.fetch,
  hosts: readonly string[],
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
    const isOwn = next !== undefined && isHostOf(next, hosts);
    // Not whereto: an address may repeat a value as any other text may.
    const where = isOwn ? 'again and again' : 'to an address where the key must not go';
    if (!isOwn || redirects === MAX_REDIRECTS) {
      throw new NoAnswerError('astray', `redirected the call ${where}`);
    }
    target = next.href;
  }
}
