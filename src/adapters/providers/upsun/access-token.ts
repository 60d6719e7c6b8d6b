import * as v from 'valibot';
import { FailureError, permanent, transient, type Failure } from '../../../domain/failure';
import { parseJson } from '../../../domain/parse-json';
import type { Outside } from '../../../ports/hosting';
import { createHttp, type HttpAnswer } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';

/** Where an API token is exchanged for one that opens the API for a quarter of an hour. */
const ADDRESS = 'https://auth.upsun.com/oauth2/token';
/** The name of the vendor's own client, which has no password. */
const CLIENT = `Basic ${Buffer.from('platform-api-user:').toString('base64')}`;

/** An access token is not used to its last second: a call takes time. */
const EARLY_MS = 60_000;
const DEFAULT_LIFE_SECONDS = 900;

/** More than the connections that one process of the app works for at a time. */
const MOST_KEPT = 20;

const Answer = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  expires_in: v.nullish(v.number(), DEFAULT_LIFE_SECONDS),
});

interface Kept {
  accessToken: string;
  until: number;
}

/** In memory only, and found by nobody who has not the API token. Each test has an outside of its own. */
const kept = new WeakMap<Outside, Map<string, Kept>>();

/** Access tokens of one API token. */
export interface AccessTokens {
  /** One that is valid for some time. */
  get(): Promise<string>;
  /** Forgets one that was refused, unless another one took its place. */
  drop(accessToken: string): void;
}

/** Exchanges nothing yet. */
export function accessTokensOf(
  apiToken: string,
  outside: Outside,
  timeLimitMs: number,
): AccessTokens {
  const known = kept.get(outside) ?? new Map<string, Kept>();
  kept.set(outside, known);
  let exchanging: Promise<string> | undefined;

  async function exchanged(): Promise<string> {
    const next = await exchange(apiToken, outside, timeLimitMs);
    for (const oldest of known.size >= MOST_KEPT ? [...known.keys()].slice(0, 1) : []) {
      known.delete(oldest);
    }
    known.set(apiToken, next);
    return next.accessToken;
  }

  return {
    async get() {
      const current = known.get(apiToken);
      if (current && outside.now() < current.until) return current.accessToken;
      return (exchanging ??= exchanged().finally(() => (exchanging = undefined)));
    },
    drop(accessToken) {
      if (known.get(apiToken)?.accessToken === accessToken) known.delete(apiToken);
    },
  };
}

/** No redirect is followed: one that repeats the body would take the API token along. */
async function exchange(apiToken: string, outside: Outside, timeLimitMs: number): Promise<Kept> {
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
  const { access_token: accessToken, expires_in: seconds } = parsed.output;
  return { accessToken, until: outside.now() + seconds * 1000 - EARLY_MS };
}

const COULD_NOT = 'Could not sign in with the API token:';

/** The words of an answer do not count: a dead token is told in several ways. */
function refused({ status, retryAfterSeconds = 60 }: HttpAnswer): Failure {
  const answered = `${COULD_NOT} Upsun answered ${status}.`;
  if (status === 429) {
    return {
      ...transient('rate-limited', `${COULD_NOT} Upsun asked for a pause.`),
      retryAfterSeconds,
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
  return transient('provider-unreachable', answered);
}
