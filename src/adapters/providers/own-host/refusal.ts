import { safeParse } from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import {
  FailureError,
  TRIED_AGAIN,
  permanent,
  transient,
  type Failure,
  type MendedBy,
} from '../../../domain/failure';
import { hideValues } from '../../../domain/hide-values';
import { parseJson } from '../../../domain/parse-json';
import type { EnvironmentVariable } from '../../../domain/provider';
import type { HttpAnswer } from '../../http/http';
import type { NoAnswerError } from '../../http/no-answer-error';
import type { Call } from './call';
import { HostFailure } from './protocol';

/** The host understood a call and said no. */
export class RefusalError extends FailureError {
  constructor(
    failure: Failure,
    /** The HTTP status. */
    readonly status: number,
    /** The protocol's code for it; undefined when the host gave none, or something before it answered. */
    readonly hostCode: string | undefined,
  ) {
    super(failure);
  }
}

/** Statuses that say "not now" when nothing else does. */
const NOT_NOW = [408, 409, 423, 425];

/** How long to leave a host alone that asked for it without saying how long. */
const DEFAULT_RETRY_SECONDS = 60;

const OTHER_TOKEN = 'An admin of the repository enters the right token in the repository settings.';
const OTHER_PLACE =
  'An admin of the repository chooses another place, or enters a token that opens this one, in the repository settings.';
const ADDRESS =
  'Check the address in the repository settings: the host has to answer there, at /v1/offer below it.';
const DECLARE =
  "Whoever deploys this app adds the host's address to permissions.external.fetch.backend in manifest.yml, deploys it, and has an admin of the workspace approve the new version.";
const HOST_BROKEN = 'If this stays, whoever runs the host looks at its log.';

/** The error for an answer of `call` that is no success. It repeats no value of `hidden`. */
export function refusalOf(
  call: Call,
  { status, text, retryAfterSeconds }: Pick<HttpAnswer, 'status' | 'text' | 'retryAfterSeconds'>,
  hidden: EnvironmentVariable[],
): RefusalError {
  const parsed = safeParse(HostFailure, parseJson(text));
  const said = parsed.success ? parsed.output : undefined;
  const failure = failureFor(call, status, said && wordsOf(said, hidden));
  const seconds =
    retryAfterSeconds ?? (failure.code === 'rate-limited' ? DEFAULT_RETRY_SECONDS : undefined);
  const whole = seconds === undefined ? failure : { ...failure, retryAfterSeconds: seconds };
  return new RefusalError(whole, status, said?.code);
}

/** What a host says of a failure, fit to be shown: without values of `hidden`. */
export function wordsOf(said: HostFailure, hidden: EnvironmentVariable[]): HostFailure {
  const shown = (text: string) => shortLine(hideValues(cleanText(text), hidden), 300);
  return { ...said, message: shown(said.message), remedy: shown(said.remedy) };
}

function failureFor({ purpose, url }: Call, status: number, said?: HostFailure): Failure {
  const because = (why: string) => `Could not ${purpose}: ${why}.`;
  const answered = said
    ? `Could not ${purpose}. ${said.message}`
    : because(`the host answered ${status}`);
  if (status === 401) {
    return settings('token-rejected', because('the host rejected the token'), OTHER_TOKEN);
  }
  if (status === 429) {
    const remedy = 'It waits and is then tried again.';
    return transient('rate-limited', because('the host asked for a pause'), remedy);
  }
  if (status >= 500 && status !== 501) {
    return transient('provider-unreachable', answered, said ? andAgain(said) : again());
  }
  if (said?.code === 'place-unknown') return settings('place-unavailable', answered, OTHER_PLACE);
  // Every host has an offer, so even one that answers in the protocol's words is another address's.
  if (status === 404 && isOffer(url)) return addressWrong(purpose);
  // Of a gateway, or of a path that is none of the protocol's: it proves nothing.
  if (!said && status === 404) return transient('provider-unreachable', answered, again());
  if (said?.mends === 'time' || (!said && NOT_NOW.includes(status))) {
    return transient('provider-refused', answered, said ? andAgain(said) : TRIED_AGAIN);
  }
  // Forge refuses so, too, should it give no sign that it was Forge.
  if (!said && status === 403) {
    return settings(
      'provider-refused',
      because('it was refused with 403, by something that is no preview host'),
      `${ADDRESS} If it is right, it may not be declared. ${DECLARE}`,
    );
  }
  if (!said) return permanent('provider-refused', answered, HOST_BROKEN, 'provider');
  return permanent('host-refused', answered, said.remedy, said.mends);
}

/** The failure for a call that got no answer that could be used. */
export function unanswered(call: Call, { kind, how }: NoAnswerError): FailureError {
  const because = `Could not ${call.purpose}: the host ${how}.`;
  if (kind === 'too-large') return misfit(call, 'its size, which is over 5 MB');
  if (kind === 'astray') {
    return failed(
      'provider-unreachable',
      because,
      'provider',
      `Hosts must not redirect. ${ADDRESS}`,
    );
  }
  if (kind === 'blocked') {
    return failed('address-undeclared', because, 'settings', DECLARE);
  }
  return new FailureError(transient('provider-unreachable', because, again()));
}

/** The failure for an answer of another shape than the protocol says. `field` is its dotted path. */
export function misfit({ purpose, method }: Call, field: string): FailureError {
  return new FailureError(
    transient(
      'unexpected-answer',
      `Could not ${purpose}: the host's answer to ${method} does not fit the host protocol at ${field}.`,
      again(),
    ),
  );
}

/** The failure for an answer that is not JSON. */
export function unreadable(call: Call): FailureError {
  if (isOffer(call.url)) return new FailureError(addressWrong(call.purpose));
  return new FailureError(
    transient(
      'provider-unreachable',
      `Could not ${call.purpose}: the host sent an answer that is not JSON.`,
      again(),
    ),
  );
}

function isOffer(url: string): boolean {
  return url.endsWith('/v1/offer');
}

function addressWrong(purpose: string): Failure {
  const message = `Could not ${purpose}: there is no preview host at this address.`;
  return settings('address-wrong', message, ADDRESS);
}

/** What the host says to do, where the call is repeated meanwhile. */
function andAgain({ remedy }: HostFailure): string {
  return `${remedy} ${TRIED_AGAIN}`;
}

function again(): string {
  return `${TRIED_AGAIN} ${HOST_BROKEN}`;
}

function settings(code: string, message: string, remedy: string): Failure {
  return permanent(code, message, remedy, 'settings');
}

function failed(code: string, message: string, mendedBy: MendedBy, remedy: string): FailureError {
  return new FailureError(permanent(code, message, remedy, mendedBy));
}
