/** A time as Bitbucket's REST API writes it, with microseconds and an offset. */
export function restTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000+00:00');
}

/** A time as the head of a Forge event has it, with microseconds and `Z`. */
export function eventTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}
