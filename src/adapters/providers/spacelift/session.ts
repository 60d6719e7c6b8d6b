import { FailureError, permanent } from '../../../domain/failure';
import { parseJson } from '../../../domain/parse-json';
import * as v from 'valibot';
import type { Outside } from '../../../ports/hosting';
import { createTokenKeeper, type ExchangedTokens } from '../../http/exchanged-tokens';
import type { Http } from '../../http/http';
import { LOGIN } from './documents';
import { Answer, Login } from './protocol';
import { addressWrong, misfit, refusalOf, unanswered } from './refusal';
import { postTo } from './post';

/** A key of an account. */
export interface Key {
  host: string;
  id: string;
  secret: string;
}

/** A token is not used to its last minutes; one that lives shortly is used for a minute. */
const EARLY_MS = 5 * 60_000;
const SHORTEST_MS = 60_000;
const keep = createTokenKeeper();

/** What a key is exchanged for, which opens the API for some hours. Exchanges nothing yet. */
export function sessionOf(key: Key, outside: Outside, http: Http): ExchangedTokens {
  const name = JSON.stringify([key.host, key.id, key.secret]);
  return keep(name, outside, async () => {
    const { jwt, validUntil } = await logIn(key, http);
    const now = outside.now();
    return { token: jwt, until: Math.max(validUntil - EARLY_MS, now + SHORTEST_MS) };
  });
}

/** A key that is wrong is told as nobody, or as an error whose words no document fixes. */
async function logIn({ host, id, secret }: Key, http: Http) {
  const call = { purpose: 'sign in at Spacelift', query: LOGIN, variables: { id, secret } };
  const answer = await postTo(http, host, call, undefined).catch((error: unknown) => {
    throw unanswered(call, error);
  });
  if (answer.status === 404) throw new FailureError(addressWrong(host));
  if (!answer.ok && answer.status !== 401 && answer.status !== 403) throw refusalOf(call, answer);
  const parsed = v.safeParse(Answer, parseJson(answer.text));
  if (answer.ok && !parsed.success) throw new FailureError(addressWrong(host));
  const login = parsed.success ? v.safeParse(Login, parsed.output.data ?? {}) : undefined;
  if (login && !login.success) throw misfit(call, 'apiKeyUser');
  const user = login?.output.apiKeyUser;
  if (user) return user;
  throw new FailureError(
    permanent(
      'token-rejected',
      'Spacelift rejected the API key.',
      'Check key id and secret in Spacelift under Organization settings → API keys; where a login policy is in use, it has to let the key in. Then an admin of the repository connects the key again.',
      'settings',
    ),
  );
}
