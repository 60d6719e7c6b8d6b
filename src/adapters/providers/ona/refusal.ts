import * as v from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import { defined } from '../../../domain/defined';
import {
  FailureError,
  permanent,
  transient,
  TRIED_AGAIN,
  type Failure,
} from '../../../domain/failure';
import { hideValues } from '../../../domain/hide-values';
import { isRecord } from '../../../domain/is-record';
import { parseJson } from '../../../domain/parse-json';
import type { HttpAnswer } from '../../http/http';
import type { NoAnswerError } from '../../http/no-answer-error';
import { rejectedBy } from './expiry';
import { ConnectError } from './protocol';
import type { Call, KnownToken } from './call';

/** Ona understood a call and said no. */
export class RefusalError extends FailureError {
  constructor(
    failure: Failure,
    /** Connect's code, such as `not_found`. The HTTP status differs between servers. */
    readonly code: string,
  ) {
    super(failure);
  }
}

/** How long to leave Ona alone when it asks for it without saying how long. */
const DEFAULT_RETRY_SECONDS = 30;
const CHANGED = `${TRIED_AGAIN} If this stays, Ona's API has changed and the app needs an update.`;

/** Codes that say "not now" rather than "no". */
const NOT_NOW = ['unavailable', 'deadline_exceeded', 'canceled', 'aborted'];
/** One call fails while others may work. */
const OF_ONE_CALL = ['internal', 'unknown', 'data_loss'];

/** The error for an answer of `call` that is no success. It repeats neither the token nor a value. */
export function refusalOf(call: Call, answer: HttpAnswer, known: KnownToken): RefusalError {
  const parsed = v.safeParse(ConnectError, parseJson(answer.text));
  const error = parsed.success
    ? parsed.output
    : { code: codeOfStatus(answer.status), message: '', details: [] };
  const hidden = [...(call.variables ?? []), { name: 'token', value: known.token }];
  const words = shortLine(hideValues(cleanText(error.message ?? ''), hidden), 200);
  const failure = failureFor(call, { ...error, message: words }, answer, known);
  const { retryAfterSeconds } = answer;
  return new RefusalError({ ...failure, ...defined({ retryAfterSeconds }) }, error.code);
}

/** The failure for a call that got no answer that could be used. */
export function unanswered({ purpose }: Call, { kind, how }: NoAnswerError): FailureError {
  const message = `Could not ${purpose}: Ona ${how}.`;
  return new FailureError(
    kind === 'too-large'
      ? transient('unexpected-answer', message, CHANGED)
      : transient('provider-unreachable', message),
  );
}

/** The failure for an answer of another shape than documented. `field` is its dotted path. */
export function misfit({ purpose }: Call, field: string): FailureError {
  const message = `Could not ${purpose}: Ona's answer does not fit at ${field}.`;
  return new FailureError(transient('unexpected-answer', message, CHANGED));
}

/** What is no answer of the API comes from something before it. */
function codeOfStatus(status: number): string {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'permission_denied';
  if (status === 429) return 'resource_exhausted';
  return 'unavailable';
}

function failureFor(
  { purpose }: Call,
  { code, message, details }: ConnectError,
  answer: HttpAnswer,
  known: KnownToken,
): Failure {
  const said = message ? `: ${message.replace(/\.$/, '')}` : '';
  const because = (why: string) => `Could not ${purpose}: ${why}${said}.`;
  if (code === 'unauthenticated') {
    const words = rejectedBy(known.expires, known.now());
    return permanent('token-rejected', words.message, words.remedy, 'settings');
  }
  if (code === 'permission_denied') {
    return permanent(
      'no-right',
      because('the personal access token has no right to'),
      MORE_RIGHTS,
      'settings',
    );
  }
  if (code === 'resource_exhausted') {
    const seconds = retrySecondsOf(answer, details ?? []);
    if (seconds !== undefined) {
      const remedy = 'It waits and is then tried again.';
      const pause = transient(
        'rate-limited',
        `Could not ${purpose}: Ona asked for a pause.`,
        remedy,
      );
      return { ...pause, retryAfterSeconds: seconds };
    }
    return permanent('quota-reached', because('a limit at Ona is reached'), LESS, 'provider');
  }
  if (NOT_NOW.includes(code)) {
    return transient('provider-unreachable', because(`Ona answered ${code}`));
  }
  if (OF_ONE_CALL.includes(code))
    return transient('provider-error', because(`Ona answered ${code}`));
  if (code === 'failed_precondition')
    return preconditionFailure(because('Ona refused it'), details ?? []);
  if (code === 'invalid_argument') {
    return permanent('ona-refused', because('Ona takes it no more'), OTHER_CHOICE, 'settings');
  }
  return permanent('ona-refused', because(`Ona answered ${code}`), LOOK, 'provider');
}

const MORE_RIGHTS =
  'A read-only token may be the cause: an admin of the repository connects a personal access token that may write, of a user who may use the environment class.';
const LESS =
  'Somebody with access to the Ona account deletes or stops environments there, has a limit raised, or adds credits. Then redeploy.';
const OTHER_CHOICE =
  'An admin of the repository checks environment class, port and timeout in the repository settings.';
const LOOK = 'Look at the environment at Ona, then redeploy.';

/** What has to be mended first; most of it at Ona. */
function preconditionFailure(message: string, details: ConnectError['details']): Failure {
  const debugOf = (type: string) => {
    const found = details?.find((one) => one.type?.endsWith(type))?.debug;
    return isRecord(found) ? found : undefined;
  };
  const missing = debugOf('CreateEnvironmentPreconditionFailureDetails');
  if (missing) {
    const remedy =
      'The owner of the token connects Bitbucket at Ona, under Git authentications, for the runner of the environment class. Then redeploy.';
    return permanent('bitbucket-not-connected', message, remedy, 'provider');
  }
  const policy = debugOf('PolicyEnforcedFailedPreconditionDetails');
  const tier = debugOf('OrganizationTierFailedPreconditionDetails');
  if (policy || tier) {
    const remedy = policy
      ? 'An admin of the Ona organization changes the policy, or an admin of the repository chooses within it.'
      : 'The Ona organization needs another plan for it.';
    return permanent('ona-refused', message, remedy, 'provider');
  }
  return permanent('ona-refused', message, LOOK, 'provider');
}

const Seconds = v.pipe(v.string(), v.regex(/^\d+(\.\d+)?s$/));

/** After how many seconds to ask again; undefined when it is no throttling but a limit. */
function retrySecondsOf(
  { status, retryAfterSeconds, text }: HttpAnswer,
  details: NonNullable<ConnectError['details']>,
): number | undefined {
  if (retryAfterSeconds !== undefined) return retryAfterSeconds;
  const info = details.find(({ type }) => type?.endsWith('google.rpc.RetryInfo'));
  const delay = isRecord(info?.debug) ? info.debug.retryDelay : undefined;
  if (v.is(Seconds, delay)) return Math.ceil(Number.parseFloat(delay));
  const isOfProxy = status === 429 && !isRecord(parseJson(text));
  return info || isOfProxy ? DEFAULT_RETRY_SECONDS : undefined;
}
