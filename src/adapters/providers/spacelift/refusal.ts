import { cleanText, shortLine } from '../../../domain/clean-text';
import { defined } from '../../../domain/defined';
import {
  FailureError,
  TRIED_AGAIN,
  permanent,
  transient,
  type Failure,
} from '../../../domain/failure';
import { hideValues } from '../../../domain/hide-values';
import type { HttpAnswer } from '../../http/http';
import { NoAnswerError } from '../../http/no-answer-error';
import type { Call } from './call';

/** How long to leave Spacelift alone when it asks for it without saying how long: it documents no limit. */
const DEFAULT_RETRY_SECONDS = 60;
const NOT_NOW = [408, 423, 425];

const CHANGED = `${TRIED_AGAIN} If this stays, Spacelift's API has changed and the app needs an update.`;

/** Whether an error says that the token is not taken, or that a right lacks. There are no codes. */
export function isUnauthorized(message: string): boolean {
  return /unauthori[sz]ed/i.test(message);
}

/** The failure for an answer whose status is no success. Its body may be anything, so it is not repeated. */
export function refusalOf({ purpose }: Call, answer: HttpAnswer): FailureError {
  const { status, retryAfterSeconds } = answer;
  const answered = `Could not ${purpose}: Spacelift answered ${status}.`;
  if (status === 429) {
    return new FailureError({
      ...transient(
        'rate-limited',
        `Could not ${purpose}: Spacelift asked for a pause.`,
        'It waits and is then tried again.',
      ),
      retryAfterSeconds: retryAfterSeconds ?? DEFAULT_RETRY_SECONDS,
    });
  }
  const pause = defined({ retryAfterSeconds });
  if (status >= 500 || NOT_NOW.includes(status)) {
    return new FailureError({ ...transient('provider-unreachable', answered), ...pause });
  }
  return new FailureError({ ...transient('provider-error', answered, CHANGED), ...pause });
}

/** The failure for a call that got no answer that could be used; any other error is passed on. */
export function unanswered(call: Call, error: unknown): unknown {
  if (!(error instanceof NoAnswerError)) return error;
  const because = `Could not ${call.purpose}: Spacelift ${error.how}.`;
  if (error.kind === 'too-large') return misfit(call, 'its size, which is over 5 MB');
  if (error.kind === 'astray' || error.kind === 'blocked') {
    return new FailureError(permanent('address-wrong', because, CHECK_ADDRESS, 'settings'));
  }
  return new FailureError(
    transient('provider-unreachable', because, `${TRIED_AGAIN} ${CHECK_ADDRESS}`),
  );
}

const CHECK_ADDRESS =
  'If this stays, check the address of the account in the repository settings: accounts in the United States end with .app.us.spacelift.io.';

/** The failure for an answer of another shape than known. `field` is its dotted path. */
export function misfit({ purpose }: Call, field: string): FailureError {
  const message = `Could not ${purpose}: Spacelift's answer does not fit at ${field}.`;
  return new FailureError(transient('unexpected-answer', message, CHANGED));
}

/** The failure for an account that is not there. */
export function addressWrong(host: string): Failure {
  return permanent(
    'address-wrong',
    `There is no Spacelift account at ${host}.`,
    'Check the name of the account. One in the United States is entered with its whole address, which ends with .app.us.spacelift.io.',
    'settings',
  );
}

/** The failure of a key that is known and may not do this. */
export function noRight({ purpose }: Call): FailureError {
  return new FailureError(
    permanent(
      'no-right',
      `Could not ${purpose}: the role of the API key has no right to.`,
      "An admin of the Spacelift account gives the key's role, in the space of the stack, the rights that the user guide names.",
      'settings',
    ),
  );
}

/**
 * What Spacelift said no to; `token` is hidden in its words. Reads may work in a moment; what was to be changed
 * waits for a person.
 */
export function saidNo({ purpose, changes }: Call, words: string, token: string): FailureError {
  const shown = hideValues(cleanText(words), [{ name: 'token', value: token }]);
  const said = shortLine(shown, 200).replace(/\.$/, '');
  const message = `Could not ${purpose}: Spacelift said "${said}".`;
  if (!changes) return new FailureError(transient('provider-error', message, CHANGED));
  const remedy = 'Look at the stack in Spacelift, then run it again.';
  return new FailureError(permanent('spacelift-refused', message, remedy));
}
