const DATE = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  dateStyle: 'medium',
  timeStyle: 'short',
});

/** A time as a comment says it: Bitbucket shows the text to everybody as it is, wherever they are. */
export function formatUtc(at: number): string {
  return `${DATE.format(at)} UTC`;
}
