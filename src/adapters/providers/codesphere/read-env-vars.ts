import { array, object, string } from 'valibot';
import { hiddenOf } from '../../../domain/hide-values';
import type { EnvironmentVariable } from '../../../domain/provider';
import { environmentCall } from './environment';
import type { CodesphereRequest } from './request';

const Variables = array(object({ name: string(), value: string() }));

/** The env vars that an environment has, with their values. */
export function readEnvVars(
  request: CodesphereRequest,
  id: string,
): Promise<EnvironmentVariable[]> {
  return request.read(environmentCall(id, 'read the env vars', 'GET', '/env-vars'), Variables);
}

/** Those of them whose values are to be hidden. */
export async function readHidden(
  request: CodesphereRequest,
  id: string,
  readable: EnvironmentVariable[],
): Promise<EnvironmentVariable[]> {
  return hiddenOf(await readEnvVars(request, id), readable);
}
