import { cleanText } from '../../../domain/clean-text';
import { hiddenOf, hideValuesInTail } from '../../../domain/hide-values';
import { tailOf } from '../../../domain/log-tail';
import type { DeploymentSpec, EnvironmentVariable } from '../../../domain/provider';
import { Token } from './protocol';
import type { OnaRequest } from './request';

/** Logs come from the environment's own machine. A token goes to no other host. */
const LOG_HOST = /(?:^|\.)gitpod\.dev$/;
/** Lines between which Ona puts what is no text of a log. */
const MARKER = /^\[section-(?:create|end)\]/;

/**
 * How a log ends, without the values of env vars; empty when it cannot be had. It goes with its machine, so it
 * is read at once.
 */
export async function readTail(
  request: OnaRequest,
  environmentId: string,
  url: string | null | undefined,
  { readable, variables }: Pick<DeploymentSpec, 'readable' | 'variables'>,
): Promise<string[]> {
  if (!url || !isLogUrl(url)) return [];
  const call = {
    purpose: 'read the log',
    method: 'EnvironmentService/CreateEnvironmentLogsToken',
    body: { environmentId },
  };
  // Without its log a failure is told all the same.
  const token = await request.call(call, Token).catch(() => undefined);
  if (!token) return [];
  const text = cleanText(await request.readLog(url, token.accessToken));
  const known: EnvironmentVariable[] = [
    ...hiddenOf(variables, readable),
    { name: 'token', value: token.accessToken },
  ];
  const lines = hideValuesInTail(text, known).split('\n');
  return tailOf(lines.filter((line) => !MARKER.test(line)).join('\n'));
}

function isLogUrl(address: string): boolean {
  if (address.length > 1000 || !URL.canParse(address)) return false;
  const { protocol, hostname, port, username } = new URL(address);
  if (username) return false;
  // Such names mean the machine that asks; the local platform gives them.
  if (protocol === 'http:' && hostname.endsWith('.localhost')) return true;
  return protocol === 'https:' && !port && LOG_HOST.test(hostname);
}
