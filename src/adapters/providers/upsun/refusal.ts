import { cleanText, shortLine } from '../../../domain/clean-text';
import {
  FailureError,
  TRIED_AGAIN,
  permanent,
  transient,
  type Failure,
} from '../../../domain/failure';
import { hideValues } from '../../../domain/hide-values';
import { isRecord } from '../../../domain/is-record';
import { parseJson } from '../../../domain/parse-json';
import type { EnvironmentVariable } from '../../../domain/provider';
import type { HttpAnswer } from '../../http/http';
import type { NoAnswerError } from '../../http/no-answer-error';
import type { Call } from './call';

/** Upsun understood a call and said no. */
export class RefusalError extends FailureError {
  constructor(
    failure: Failure,
    /** The HTTP status. */
    readonly status: number,
  ) {
    super(failure);
  }
}

/** Statuses that say "not now" rather than "no". */
const NOT_NOW = [408, 423, 425];

/** How long to leave Upsun alone when it asks for it without saying how long. */
const DEFAULT_RETRY_SECONDS = 60;

const OTHER_TOKEN =
  'An admin of the repository makes a new API token in the Upsun Console, under My profile, and connects it in the repository settings.';
const OTHER_PROJECT =
  'An admin of the repository connects a token of a user who has access to this project, or chooses another one in the repository settings.';
const MORE_RIGHTS =
  'An admin of the Upsun project makes the user of the token an admin of its development environments.';
const CHANGED = `${TRIED_AGAIN} If this stays, Upsun's API has changed and the app needs an update.`;

/** The error for an answer of `call` that is no success. It repeats no value of `hidden`. */
export function refusalOf(
  call: Call,
  answer: Pick<HttpAnswer, 'status' | 'text' | 'retryAfterSeconds'>,
  hidden: EnvironmentVariable[],
): RefusalError {
  const { status, text, retryAfterSeconds } = answer;
  const words = wordsOf(text, hidden);
  const failure = failureFor(call, status, words);
  const seconds =
    retryAfterSeconds ?? (failure.code === 'rate-limited' ? DEFAULT_RETRY_SECONDS : undefined);
  const whole = seconds === undefined ? failure : { ...failure, retryAfterSeconds: seconds };
  return new RefusalError(whole, status);
}

/** Whether the organisation of the token's user asks for a stronger sign-in than a token is. */
export function isStepUp({ status, challenge = '' }: HttpAnswer): boolean {
  return status === 401 && challenge.includes('insufficient_user_authentication');
}

/** The failure of a call that only a person who signs in could make. */
export function stepUpFailure({ purpose }: Call): FailureError {
  return new FailureError(
    permanent(
      'token-rejected',
      `Could not ${purpose}: the organization at Upsun asks for single sign-on or a second factor, which an API token cannot give.`,
      'An owner of the organization exempts the user of the token, or an admin of the repository connects the token of another user.',
      'settings',
    ),
  );
}

/** The failure for a call that got no answer that could be used. */
export function unanswered(call: Call, { kind, how }: NoAnswerError): FailureError {
  if (kind === 'too-large') return misfit(call, 'its size, which is over 5 MB');
  return new FailureError(
    transient('provider-unreachable', `Could not ${call.purpose}: Upsun ${how}.`),
  );
}

/** The failure for an answer of another shape than documented. `field` is its dotted path. */
export function misfit({ purpose, method }: Call, field: string): FailureError {
  const message = `Could not ${purpose}: Upsun's answer to ${method} does not fit at ${field}.`;
  return new FailureError(transient('unexpected-answer', message, CHANGED));
}

function failureFor({ purpose, method, target }: Call, status: number, words: string): Failure {
  const said = words ? `${status}: ${words.replace(/\.$/, '')}` : String(status);
  const because = (why: string) => `Could not ${purpose}: ${why} (${said}).`;
  const answered = `Could not ${purpose}: Upsun answered ${said}.`;
  const settings = (code: string, why: string, remedy: string) =>
    permanent(code, because(why), remedy, 'settings');
  if (status === 429) {
    const remedy = 'It waits and is then tried again.';
    return transient('rate-limited', because('Upsun asked for a pause'), remedy);
  }
  if (status >= 500) return transient('provider-unreachable', answered);
  if (NOT_NOW.includes(status)) return transient('upsun-refused', answered);
  if (status === 401)
    return settings('token-rejected', 'Upsun rejected the API token', OTHER_TOKEN);
  if (status === 402) {
    const remedy = 'The owner of the Upsun organization completes its billing information.';
    return permanent('billing-missing', because('Upsun asks for payment'), remedy, 'provider');
  }
  if (status === 403 && method !== 'GET') {
    return settings('no-right', 'the API token has no right to', MORE_RIGHTS);
  }
  // What a token may not see is answered so, whether it is there or not.
  if (status === 403 || (status === 404 && target === 'project')) {
    return settings('place-unavailable', 'the API token does not open the project', OTHER_PROJECT);
  }
  return permanent('upsun-refused', answered, WHAT_TO_DO[status] ?? REPORTED, 'provider');
}

const REPORTED = 'Look at the environment in the Upsun Console, then redeploy.';
const WHAT_TO_DO: Readonly<Record<number, string>> = {
  404: 'Check in the Upsun Console whether it is still there, then redeploy.',
  409: 'Something else is done with the environment at Upsun. Redeploy when that has ended.',
};

/** What Upsun says of an error: `detail` may be a text, a list, or lists by field. */
function wordsOf(text: string, hidden: EnvironmentVariable[]): string {
  const said = parseJson(text);
  if (!isRecord(said)) return '';
  const { detail, message, error_description: description, title } = said;
  const first = [detail, message, description, title].map(textOf).find((one) => one !== '');
  return shortLine(hideValues(cleanText(first ?? ''), hidden), 200);
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(', ');
  if (!isRecord(value)) return '';
  const parts = Object.entries(value).map(([field, one]) => [field, textOf(one)] as const);
  return parts.map(([field, one]) => (one ? `${field}: ${one}` : field)).join('; ');
}
