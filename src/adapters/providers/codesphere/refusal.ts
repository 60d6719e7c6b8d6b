import { nullish, object, safeParse, string } from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import {
  FailureError,
  TRIED_AGAIN,
  transient,
  type Failure,
  type MendedBy,
} from '../../../domain/failure';
import { isRecord } from '../../../domain/is-record';
import { parseJson } from '../../../domain/parse-json';
import type { EnvironmentVariable } from '../../../domain/provider';
import type { HttpAnswer } from '../../http/http';
import type { Call } from './call';
import { hideValues } from '../../../domain/hide-values';

/** What Codesphere says about an error: `{status,title,detail?,traceId}` (its OpenAPI document). */
const Problem = object({ title: string(), detail: nullish(string()) });

/** Codesphere understood a call and said no. */
export class RefusalError extends FailureError {
  constructor(
    failure: Failure,
    /** The HTTP status. */
    readonly status: number,
    /** What Codesphere said, cleaned; empty when it said nothing, or nothing that may be repeated. */
    readonly words: string,
  ) {
    super(failure);
  }
}

const OTHER_KEY =
  'An admin of the repository makes a new API key in Codesphere and connects it in the repository settings.';

/** Statuses that say "not now" rather than "no". */
const NOT_NOW = [408, 409, 423, 425];

/** How long to leave a provider alone that asked for it without saying how long. */
const DEFAULT_RETRY_SECONDS = 60;

/**
 * The error for an answer of `call` that is neither a success nor a redirect. It repeats no value of
 * `hidden`; without `hidden`, nothing of what Codesphere said.
 */
export function refusalOf(
  call: Call,
  answer: Pick<HttpAnswer, 'status' | 'text' | 'retryAfterSeconds'>,
  hidden: EnvironmentVariable[] | undefined,
): RefusalError {
  const { status } = answer;
  const all = wordsOf(answer.text, hidden ?? []);
  const words = hidden ? all : '';
  const classified = classify(call, status, all);
  const retryAfterSeconds =
    answer.retryAfterSeconds ??
    (classified.code === 'rate-limited' ? DEFAULT_RETRY_SECONDS : undefined);
  const failure = { ...classified, message: messageOf(call, classified.code, status, words) };
  return new RefusalError(
    { ...failure, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
    status,
    words,
  );
}

/** The failure for a call that got no answer, or none that could be read. `how` completes "Codesphere …". */
export function unreachable(call: Call, how: string): FailureError {
  return new FailureError(
    transient('provider-unreachable', `Could not ${call.purpose}: Codesphere ${how}.`),
  );
}

/** The failure for a call that was redirected. Transient: a gateway in trouble sends every call to a page. */
export function astray(call: Call, how: string): FailureError {
  return new FailureError(
    transient(
      'provider-unreachable',
      `Could not ${call.purpose}: Codesphere ${how}.`,
      `${TRIED_AGAIN} If this stays, an admin of the repository checks that the team belongs to cloud.codesphere.com.`,
    ),
  );
}

/** The failure for an answer of another shape than documented. `field` is its dotted path. */
export function misfit(call: Call, field: string): FailureError {
  return new FailureError(
    transient(
      'unexpected-answer',
      `Could not ${call.purpose}: Codesphere's answer to ${call.method} ${call.path} does not fit at ${field}.`,
      `${TRIED_AGAIN} If this stays, Codesphere's API has changed and the app needs an update.`,
    ),
  );
}

/** What the codes mean that people meet most, to follow "Could not …: ". */
const MEANINGS: Readonly<Record<string, string>> = {
  'token-rejected': 'Codesphere rejected the API key',
  'billing-missing': 'the Codesphere team has no billing information',
  'place-unavailable': 'the API key does not open this Codesphere team',
  'environment-missing': 'Codesphere does not find the environment',
  'environment-asleep': 'the environment is asleep',
  'rate-limited': 'Codesphere asked for a pause',
};

function messageOf(call: Call, code: string, status: number, words: string): string {
  const said = words ? `${status}: ${words.replace(/\.$/, '')}` : String(status);
  const meaning = MEANINGS[code];
  return meaning
    ? `Could not ${call.purpose}: ${meaning} (${said}).`
    : `Could not ${call.purpose}: Codesphere answered ${said}.`;
}

function wordsOf(text: string, hidden: EnvironmentVariable[]): string {
  const problem = safeParse(Problem, parseJson(text));
  if (!problem.success) return '';
  const { title, detail } = problem.output;
  const all = detail ? `${title}: ${detail}` : title;
  return shortLine(hideValues(cleanText(all), hidden), 200);
}

/** What a refusal is, but for its message. */
type Classified = Omit<Failure, 'message'>;

function classify(call: Call, status: number, words: string): Classified {
  if (status >= 500) return notNow('provider-unreachable');
  if (status === 429) return notNow('rate-limited', 'It waits and is then tried again.');
  if (NOT_NOW.includes(status)) return notNow('provider-refused');
  // A team that the key's owner is not in may be answered with 401 as well.
  if (status === 401 && !(call.target === 'team' && /team|organi[sz]ation/i.test(words))) {
    return refused('token-rejected', OTHER_KEY);
  }
  if (status === 402) {
    const remedy = 'An admin of the Codesphere team adds billing information in Codesphere.';
    return refused('billing-missing', remedy, 'provider');
  }
  if (status === 401 || status === 403 || status === 404) return classifyAbsent(call, status);
  if (/not running/i.test(words)) return notNow('environment-asleep', 'It is woken by itself.');
  if (isRecord(call.body) && 'planId' in call.body && /\bplan/i.test(words)) {
    const remedy = 'An admin of the repository picks another plan in the repository settings.';
    return refused('plan-unavailable', remedy);
  }
  return refused(
    'provider-refused',
    'An admin of the repository checks team, plan and profile in the repository settings.',
  );
}

function notNow(code: string, remedy = TRIED_AGAIN): Classified {
  return { code, kind: 'transient', mendedBy: 'time', remedy };
}

function refused(code: string, remedy: string, mendedBy: MendedBy = 'settings'): Classified {
  return { code, kind: 'permanent', mendedBy, remedy };
}

function classifyAbsent({ target }: Call, status: number): Classified {
  if (target === 'team') {
    return refused(
      'place-unavailable',
      'An admin of the repository picks a team of this API key in the repository settings, or connects another key.',
    );
  }
  if (target === 'environment' && status === 404) {
    return notNow('environment-missing', 'A new environment is made by itself.');
  }
  return refused('provider-refused', OTHER_KEY);
}
