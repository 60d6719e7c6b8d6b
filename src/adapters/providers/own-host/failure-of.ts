import { cleanText, shortLine } from '../../../domain/clean-text';
import { defined } from '../../../domain/defined';
import { permanent, type Failure } from '../../../domain/failure';
import { hideValuesInTail } from '../../../domain/hide-values';
import { tailOf, withLog } from '../../../domain/log-tail';
import type { EnvironmentVariable } from '../../../domain/provider';
import { toUrl } from './environment';
import type { HostEnvironment, HostFailure } from './protocol';
import { wordsOf } from './refusal';

/** Codes of the protocol that are shown as they are. Any other may be one that the core acts on. */
const CODES = [
  'clone-failed',
  'commit-missing',
  'merge-conflict',
  'build-failed',
  'not-answering',
  'app-ended',
  'app-stopped',
  'took-too-long',
  'host-failed',
];

/** Why a deployment failed, with its step and the end of that one's log. `hidden` is not shown. */
export function deploymentFailure(
  { failure, steps, logUrl }: HostEnvironment['deployment'],
  hidden: EnvironmentVariable[],
): Failure {
  const step = steps?.find(({ state }) => state === 'failed');
  const said = failureOf(failure, 'The deployment failed at the host.', hidden);
  const named = step && shortLine(cleanText(step.title), 200);
  const page = defined({ pipelineStep: named === '' ? undefined : named, logUrl: toUrl(logUrl) });
  const whole = { ...said, ...page };
  return withLog(whole, logTailOf(step?.log, hidden));
}

/** Why the app does not run, with the end of its output. */
export function appFailure(
  { failure, log }: NonNullable<HostEnvironment['runs']>,
  hidden: EnvironmentVariable[],
): Failure {
  return withLog(failureOf(failure, 'The app does not run.', hidden), logTailOf(log, hidden));
}

function failureOf(
  said: HostFailure | null | undefined,
  otherwise: string,
  hidden: EnvironmentVariable[],
): Failure {
  if (!said) return permanent('deployment-failed', otherwise, 'Redeploy.');
  const { message, remedy } = wordsOf(said, hidden);
  const code = CODES.includes(said.code) ? said.code : 'deployment-failed';
  return permanent(code, message, remedy, said.mends);
}

function logTailOf(log: string[] | null | undefined, hidden: EnvironmentVariable[]): string[] {
  return tailOf(hideValuesInTail(cleanText((log ?? []).join('\n')), hidden));
}
