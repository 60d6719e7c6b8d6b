import { FailureError, transient } from '../../../domain/failure';
import type { Environment } from '../../../domain/provider';
import { environmentCall, Workspace } from './environment';
import type { WorkspaceSpec } from './options';
import { ciFile } from './read-ci-file';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';

/**
 * Does `work`, a step. When Codesphere has an error in one call of it and answers another one, it is no
 * outage: most likely it meets something in the CI file that it does not expect.
 */
export async function tellingOneCall<Result>(
  request: CodesphereRequest,
  { id }: Environment,
  { profile }: Pick<WorkspaceSpec, 'profile'>,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    // 503 is "not now".
    if (!(error instanceof RefusalError) || error.status < 500 || error.status === 503) throw error;
    const other = environmentCall(id, 'read the environment', 'GET');
    const isOutage = await request.read(other, Workspace).then(
      () => false,
      () => true,
    );
    if (isOutage) throw error;
    throw new FailureError(
      transient(
        'provider-error',
        `${error.failure.message} It answers other calls.`,
        `Check ${ciFile(profile)}, or open the environment in Codesphere: it may say why.`,
      ),
    );
  }
}
