import type { Seen } from '../../../domain/serving';
import type { Page } from '../../http/http';

/**
 * What Codesphere's own load balancer says for an app that is not there. Its client looks for the same
 * words; with which status they come is not documented.
 */
const GATEWAY = /workspace server is starting|too many requests/i;
/** An app's page about such words has more to say than a gateway's. */
const LONGEST_GATEWAY_TEXT = 400;

/** Where Codesphere sends who is not signed in. */
const SIGN_IN = '/ide/signin';

/**
 * Who answered at the address of an environment: the app, or the sign-in in front of it. `nobody` when
 * it was the load balancer, or an app that cannot answer yet.
 */
export function readPage(page: Page, url: string, restricted: boolean): Seen | 'nobody' {
  const { status, text } = page;
  if (leadsToSignIn(page, url, restricted)) return 'sign-in';
  if (status >= 500 || status === 429 || isGateway(text)) return 'nobody';
  return 'answered';
}

/** How such an answer, or none, is named, to follow "its address still". */
export function nameOf(page: Page | undefined): string {
  if (!page) return 'does not answer';
  const { status, text } = page;
  const own = isGateway(text) ? ", Codesphere's own page for an app that is not there" : '';
  return `answers ${status}${own}`;
}

function isGateway(html: string): boolean {
  const text = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length <= LONGEST_GATEWAY_TEXT && GATEWAY.test(text);
}

/** An app's own redirects stay on its own address, or lead to a sign-in of its own. */
function leadsToSignIn({ status, location }: Page, url: string, restricted: boolean): boolean {
  if (status < 300 || status > 399 || !location || !URL.canParse(location, url)) return false;
  const target = new URL(location, url);
  if (target.pathname.toLowerCase().replace(/\/+$/, '') === SIGN_IN) return true;
  return restricted && target.origin !== new URL(url).origin;
}
