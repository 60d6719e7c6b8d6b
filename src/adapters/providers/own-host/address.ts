import { FailureError, permanent } from '../../../domain/failure';

/** Part of every place that is stored. */
const LONGEST_ADDRESS = 300;

/**
 * The address of a host's API, without a slash at its end: https at the standard port, which is all that
 * Forge lets through, and nothing in it but a name and a path. A `FailureError` for anything else.
 */
export function parseAddress(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && !(url.username || url.password || url.search || url.hash);
  if (!url || !isPlain || url.protocol !== 'https:' || url.port || text.length > LONGEST_ADDRESS) {
    throw new FailureError(
      permanent(
        'address-wrong',
        'This is not the address of a host.',
        'Enter one that begins with https:// and has no port, for instance https://host.example.com.',
        'settings',
      ),
    );
  }
  return url.href.replace(/\/+$/, '');
}
