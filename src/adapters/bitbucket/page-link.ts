import { check, object, pipe, string } from 'valibot';

/** The lengths are generous; a record keeps some of these, and Forge stores none of more than 240 KiB. */
const LONGEST_LINK = 2_000;

/** The page of something at Bitbucket. */
export const Link = object({ html: object({ href: pipe(string(), check(isBitbuckets)) }) });

/**
 * Whether an address is a page of Bitbucket, or one of the viewer's own machine, as the local platform
 * has them: the app shows it as its own, and the provider clones from it. None that is over-long is.
 */
function isBitbuckets(href: string): boolean {
  if (href.length > LONGEST_LINK || !URL.canParse(href)) return false;
  const { protocol, hostname, port, username, password } = new URL(href);
  if (username || password) return false;
  if (hostname === 'bitbucket.org') return protocol === 'https:' && !port;
  return /^https?:$/.test(protocol) && ['127.0.0.1', 'localhost'].includes(hostname);
}

/** A regular expression for it would begin anew at each slash of a long run. */
export function withoutSlashes(address: string): string {
  let end = address.length;
  while (address[end - 1] === '/') end -= 1;
  return address.slice(0, end);
}
