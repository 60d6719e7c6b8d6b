const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/**
 * A moment in the reader's time zone, from milliseconds since the epoch. In English like all words around it,
 * and with the day before the month in letters, as the comment has it: it is read in one way everywhere.
 */
export function formatDate(at: number): string {
  return DATE.format(at);
}
