import * as v from 'valibot';
import { defined } from '../../../domain/defined';
import { FailureError, permanent, transient, type Failure } from '../../../domain/failure';
import { parseJson } from '../../../domain/parse-json';
import type { Outside } from '../../../ports/hosting';
import {
  createTokenKeeper,
  type ExchangedToken,
  type ExchangedTokens,
} from '../../http/exchanged-tokens';
import { createHttp, type HttpAnswer } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';

/** Where an API token is exchanged for one that opens the API for a quarter of an hour. */
const ADDRESS = 'https://auth.upsun.com/oauth2/token';
/** The name of the vendor's own client, which has no password. */
const CLIENT = `Basic ${Buffer.from('platform-api-user:').toString('base64')}`;

/** An access token is not used to its last second: a call takes time. */
const EARLY_MS = 60_000;
const DEFAULT_LIFE_SECONDS = 900;
/** How long to leave Upsun alone when it asks for it without saying how long. */
const DEFAULT_RETRY_SECONDS = 60;

const Answer = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  expires_in: v.nullish(v.number(), DEFAULT_LIFE_SECONDS),
});

const keep = createTokenKeeper();

/** Access tokens of one API token. Exchanges nothing yet. */
export function accessTokensOf(
  apiToken: string,
  outside: Outside,
  timeLimitMs: number,
): ExchangedTokens {
  return keep(apiToken, outside, () => exchange(apiToken, outside, timeLimitMs));
}

/** No redirect is followed: one that repeats the body would take the API token along. */
async function exchange(
  apiToken: string,
  outside: Outside,
  timeLimitMs: number,
): Promise<ExchangedToken> {
  const http = createHttp({ ...outside, hosts: [], timeLimitMs });
  const body = new URLSearchParams({ grant_type: 'api_token', api_token: apiToken }).toString();
  const headers = {
    authorization: CLIENT,
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
  };
  const answer = await http
    .send(ADDRESS, { method: 'POST', headers, body })
    .catch((error: unknown) => {
      if (!(error instanceof NoAnswerError)) throw error;
      throw new FailureError(transient('provider-unreachable', `${COULD_NOT} Upsun ${error.how}.`));
    });
  if (!answer.ok) throw new FailureError(refused(answer));
  const parsed = v.safeParse(Answer, parseJson(answer.text));
  if (!parsed.success) {
    const message = `${COULD_NOT} Upsun's answer holds no access token.`;
    throw new FailureError(transient('unexpected-answer', message));
  }
  const { access_token: token, expires_in: seconds } = parsed.output;
  return { token, until: outside.now() + seconds * 1000 - EARLY_MS };
}

const COULD_NOT = 'Could not sign in with the API token:';

/** The words of an answer do not count: a dead token is told in several ways. */
function refused({ status, retryAfterSeconds }: HttpAnswer): Failure {
  if (status === 429) {
    return {
      ...transient('rate-limited', `${COULD_NOT} Upsun asked for a pause.`),
      retryAfterSeconds: retryAfterSeconds ?? DEFAULT_RETRY_SECONDS,
    };
  }
  if (status === 400 || status === 401 || status === 403) {
    return permanent(
      'token-rejected',
      `Upsun rejected the API token (${status}).`,
      'An admin of the repository makes a new API token in the Upsun Console, under My profile, and connects it in the repository settings.',
      'settings',
    );
  }
  const answered = `${COULD_NOT} Upsun answered ${status}.`;
  return { ...transient('provider-unreachable', answered), ...defined({ retryAfterSeconds }) };
}
