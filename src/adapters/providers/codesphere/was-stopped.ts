import type { EnvironmentRef } from '../../../domain/provider';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';
import { readEntries } from './stage';

/** Whether somebody stopped `run`. Of an environment that sleeps or is gone nothing was stopped. */
export async function wasStopped(
  request: CodesphereRequest,
  { id }: EnvironmentRef,
): Promise<boolean> {
  try {
    return (await readEntries(request, id, 'run')).some(({ state }) => state === 'aborted');
  } catch (error) {
    const codes: string[] = ['environment-asleep', 'environment-missing'];
    if (error instanceof RefusalError && codes.includes(error.failure.code)) return false;
    throw error;
  }
}
