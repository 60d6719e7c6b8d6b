import { logEachOnce } from '../usecases/log-each-once';
import { sweepPreviews } from '../usecases/sweep/sweep-previews';
import { dependencies, loggingTo } from '../wiring';

/** Every five minutes: finds what events missed. Forge expects this answer of a scheduled trigger. */
export async function run(): Promise<{ statusCode: number }> {
  await logEachOnce(dependencies.log, (log) => sweepPreviews(loggingTo(log)));
  return { statusCode: 204 };
}
