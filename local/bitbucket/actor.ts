import { timingSafeEqual } from 'node:crypto';
import { type Account, appAccount, findAccount, people } from './accounts';
import { ApiError } from './api-error';

/** Who makes a request; `anonymous` when nobody signed in. */
export type Actor = { kind: 'app' | 'person'; account: Account } | { kind: 'anonymous' };

/** User name under which git takes an app's token, as Bitbucket Cloud documents it. */
const TOKEN_USER = 'x-token-auth';

/**
 * Reads who makes `request`: the service token with `x-local-as` (`app` or an account id), or
 * Basic with a person's name and any password, or `x-token-auth` and the service token, which is
 * the app. Throws a 401 for credentials that name nobody.
 */
export function authenticate(request: Request, serviceToken: string): Actor {
  const header = request.headers.get('authorization');
  if (header === null) return { kind: 'anonymous' };
  const [scheme = '', credentials = ''] = header.split(' ', 2);
  if (scheme.toLowerCase() === 'bearer') {
    if (!sameSecret(credentials, serviceToken)) throw refused();
    return actingAs(request.headers.get('x-local-as') ?? 'app');
  }
  if (scheme.toLowerCase() !== 'basic') throw refused();
  const [name, password] = splitOnce(Buffer.from(credentials, 'base64').toString('utf8'), ':');
  if (name === TOKEN_USER && sameSecret(password, serviceToken)) return actingAs('app');
  const person = people.find(({ nickname, email }) => nickname === name || email === name);
  if (!person) throw refused();
  return { kind: 'person', account: person };
}

/** The account that acts. Throws a 401 when nobody signed in. */
export function signedIn(actor: Actor): Account {
  if (actor.kind === 'anonymous') throw new ApiError(401, 'Sign in to do this.');
  return actor.account;
}

function actingAs(whom: string): Actor {
  if (whom === 'app') return { kind: 'app', account: appAccount };
  const account = findAccount(whom);
  if (account?.type !== 'user') throw refused();
  return { kind: 'person', account };
}

function refused(): ApiError {
  return new ApiError(
    401,
    'These credentials are not known here. Sign in as ada, will, rita or otto, with any password.',
  );
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
