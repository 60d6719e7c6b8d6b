import type { Log } from '../ports/log';

/**
 * Does `work` with a log that takes each message once for each code, with its first fields;
 * last comes one line of how often those were said that came again. Forge keeps 100 lines a minute, and
 * each of many repositories may have something to say. The first ones do not wait: the work may be broken
 * off.
 */
export async function logEachOnce(log: Log, work: (log: Log) => Promise<void>): Promise<void> {
  const counts: Record<string, number> = {};
  try {
    await work((message, fields) => {
      const kind = fields?.code === undefined ? message : `${message} (${String(fields.code)})`;
      const count = (counts[kind] ?? 0) + 1;
      counts[kind] = count;
      if (count === 1) log(message, fields);
    });
  } finally {
    const again = Object.entries(counts).filter(([, count]) => count > 1);
    if (again.length > 0) log('said again:', Object.fromEntries(again));
  }
}
