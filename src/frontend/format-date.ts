/** A moment in the words of the reader's locale and time zone, from milliseconds since the epoch. */
export function formatDate(at: number): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}
