import { cleanUpBeforeUninstall } from '../usecases/clean-up-before-uninstall';
import { logEachOnce } from '../usecases/log-each-once';
import { dependencies, loggingTo } from '../wiring';

/**
 * Somebody uninstalls the app. Forge calls this before it does, for at most 55 s, and goes on whatever
 * comes of it (Forge documentation).
 */
export async function run(): Promise<void> {
  await logEachOnce(dependencies.log, (log) => cleanUpBeforeUninstall(loggingTo(log)));
}
