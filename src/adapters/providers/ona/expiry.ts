import { defined } from '../../../domain/defined';
import { FailureError, permanent } from '../../../domain/failure';
import type { Warning } from '../../../domain/serving';

const DAY_MS = 24 * 60 * 60_000;
/** No personal access token of Ona's lives longer. */
const LONGEST_DAYS = 90;
/** From so many days before it people are warned. */
const WARNED_DAYS = 14;

/** How a date is entered, and shown. */
export const EXAMPLE = 'YYYY-MM-DD';
const DATE = /^\d{4}-\d\d-\d\d$/;

const REMEDY =
  'An admin of the repository makes a new personal access token at Ona, and replaces it in the repository settings with its new date.';

/** The end of the last day of a token, in milliseconds since the epoch; undefined for what is no date. */
function endOf(expires: string): number | undefined {
  const at = DATE.test(expires) ? Date.parse(`${expires}T00:00:00Z`) : NaN;
  const isDate = !Number.isNaN(at) && new Date(at).toISOString().startsWith(expires);
  return isDate ? at + DAY_MS : undefined;
}

/** Refuses a date that no token of Ona's can have. Ona tells nobody the date of the token that asks. */
export function checkExpiry(expires: string, now: number): void {
  const end = endOf(expires);
  if (end === undefined) throw wrong(`The date of expiry is not written as ${EXAMPLE}.`);
  if (end <= now) throw wrong(`The date of expiry, ${expires}, has passed.`);
  // Somebody's day may be ahead of ours.
  if (end > now + (LONGEST_DAYS + 2) * DAY_MS) {
    throw wrong(`The date of expiry, ${expires}, is more than ${LONGEST_DAYS} days ahead.`);
  }
}

function wrong(message: string): FailureError {
  const remedy = 'Enter the date that Ona shows beside the token, under Personal access tokens.';
  return new FailureError(permanent('expiry-wrong', message, remedy, 'settings'));
}

/** What people are told of a token that ends soon; undefined while there is time. */
export function expiryWarning(expires: string, now: number): Warning | undefined {
  const end = endOf(expires);
  if (end === undefined || end - now > WARNED_DAYS * DAY_MS) return undefined;
  if (end <= now) return { message: expiredWords(expires), remedy: REMEDY };
  const message = `The personal access token of Ona expires on ${expires}. Then previews are neither made nor deleted.`;
  return { message, remedy: REMEDY };
}

/** Why Ona takes a token no more, and what to do. */
export function rejectedBy(expires: string, now: number): { message: string; remedy: string } {
  const end = endOf(expires);
  const isOver = end !== undefined && end <= now + DAY_MS;
  return {
    message: isOver ? expiredWords(expires) : 'Ona rejected the personal access token.',
    remedy: REMEDY,
  };
}

function expiredWords(expires: string): string {
  return `The personal access token of Ona expired on ${expires}.`;
}

/** The warning of a page that answered comes first: it is about this preview alone. */
export function withExpiry(
  warning: Warning | undefined,
  expires: string,
  now: number,
): { warning?: Warning } {
  return defined({ warning: warning ?? expiryWarning(expires, now) });
}
