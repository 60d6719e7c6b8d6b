/** How many of these moments, in milliseconds, lie within one minute at most. */
export function mostInAMinute(times: number[]): number {
  const counts = times.map(
    (end) => times.filter((time) => time > end - 60_000 && time <= end).length,
  );
  return Math.max(0, ...counts);
}
