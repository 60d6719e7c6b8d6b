import { cleanText } from '../../src/domain/clean-text';
import { hideValuesInTail } from '../../src/domain/hide-values';
import type { Machines } from './machines';
import type { EnvironmentRecord } from './records';

const PATH = /^\/ona\/details\/([\w-]+)$/;

/** The page of an environment, as a person opens it from a card: how it is, and what it printed. No value of an env var. */
export function showPage(
  pathname: string,
  environments: ReadonlyMap<string, EnvironmentRecord>,
  logOf: Machines['logOf'],
): { status: number; text: string } {
  const one = environments.get(PATH.exec(pathname)?.[1] ?? '');
  if (!one) return { status: 404, text: 'There is no such environment.' };
  const values = one.services.flatMap(({ env }) => Object.entries(env));
  const variables = values.map(([name, value]) => ({ name, value }));
  const log = (service?: string) =>
    hideValuesInTail(cleanText(logOf(one, service)), variables).trim();
  const lines = [
    `${one.name}: ${one.phase.toLowerCase()}`,
    `${one.remoteUri}, commit ${one.commit.slice(0, 7)}`,
    ...Object.entries(one.failures).map(([part, failure]) => `${part} failed: ${failure}`),
    '',
    log(),
    ...one.services.flatMap(({ id, name, phase, failure }) => [
      '',
      `${name}: ${phase.toLowerCase()}${failure && `, ${failure}`}`,
      log(id),
    ]),
  ];
  return { status: 200, text: lines.join('\n') };
}
