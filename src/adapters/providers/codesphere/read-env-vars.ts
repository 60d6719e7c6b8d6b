import { array, object, string } from 'valibot';
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
