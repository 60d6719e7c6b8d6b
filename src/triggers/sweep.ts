import { sweepPreviews } from '../usecases/sweep-previews';
import { dependencies } from '../wiring';

/** Every five minutes: finds what events missed. Forge expects this answer of a scheduled trigger. */
export async function run(): Promise<{ statusCode: number }> {
  await sweepPreviews(dependencies);
  return { statusCode: 204 };
}
