import { FailureError, permanent, transient } from '../../../domain/failure';
import type { Environment, EnvironmentRef } from '../../../domain/provider';
import { Workspaces, toEnvironment } from './environment';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';

/**
 * Does `work`, a call about an environment. It throws `environment-missing` only when the environment
 * is proven to be gone: Codesphere answers 404 as well when the key does not open its team any more.
 */
export async function proving<Result>(
  request: CodesphereRequest,
  baseUrl: string,
  ref: EnvironmentRef,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (isMissing(error) && (await findListed(request, baseUrl, ref))) throw unfound();
    throw error;
  }
}

/** Whether Codesphere answered that it does not find an environment, which alone proves nothing. */
export function isMissing(error: unknown): boolean {
  return error instanceof RefusalError && error.failure.code === 'environment-missing';
}

/**
 * The environment as its team's list has it. Undefined proves that one which Codesphere does not find is
 * gone; a key that does not open the team is a `place-unavailable` failure.
 */
export async function findListed(
  request: CodesphereRequest,
  baseUrl: string,
  { id, place }: EnvironmentRef,
): Promise<Environment | undefined> {
  try {
    const all = await listEnvironments(request, baseUrl, place);
    return all.find((one) => one.id === id);
  } catch (error) {
    if (!(error instanceof RefusalError) || error.failure.code !== 'place-unavailable') throw error;
    throw new FailureError(
      permanent(
        'place-unavailable',
        `Could not tell whether the environment still exists: the API key does not open its Codesphere team ${place} (${error.status}).`,
        'An admin of the repository connects an API key that opens this team, or, to give the environment up, disconnects and leaves it running.',
        'settings',
      ),
    );
  }
}

/** Every environment of a team. */
export async function listEnvironments(
  request: CodesphereRequest,
  baseUrl: string,
  team: string,
): Promise<Environment[]> {
  const path = `/workspaces/team/${encodeURIComponent(team)}`;
  const call = { purpose: 'list the environments', method: 'GET', path, target: 'team' } as const;
  return (await request.read(call, Workspaces)).map((one) => toEnvironment(one, baseUrl));
}

function unfound(): FailureError {
  return new FailureError(
    transient(
      'provider-refused',
      'Could not reach the environment: Codesphere lists it and answers 404.',
    ),
  );
}
