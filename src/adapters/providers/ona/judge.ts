import { cleanText, shortLine } from '../../../domain/clean-text';
import { permanent, type Failure } from '../../../domain/failure';
import type { OnaEnvironment } from './protocol';

/** Phases of an environment, as far as they mean something here. Any other one means nothing. */
const PHASE = {
  running: ['ENVIRONMENT_PHASE_RUNNING', 'ENVIRONMENT_PHASE_UPDATING'],
  stopped: ['ENVIRONMENT_PHASE_STOPPING', 'ENVIRONMENT_PHASE_STOPPED'],
} as const;

/** Whether the dev container is up. It says nothing of the app. */
export function isRunning({ status }: OnaEnvironment): boolean {
  return isOneOf(PHASE.running, status?.phase);
}

/** Whether it was stopped, or is about to be. */
export function isStopped({ status }: OnaEnvironment): boolean {
  return isOneOf(PHASE.stopped, status?.phase);
}

/** Whether its timeout stopped it. */
export function timedOut(found: OnaEnvironment): boolean {
  return isStopped(found) && Boolean(found.status?.machine?.timeout);
}

/** The parts of a start, in order, as steps of a deployment. */
export type Part = 'machine' | 'content' | 'devcontainer';

/** Whether a part of the start is over. */
export function isDone(found: OnaEnvironment, part: Part): boolean {
  if (isRunning(found)) return true;
  const { machine, content, devcontainer } = found.status ?? {};
  if (part === 'machine') return machine?.phase === 'PHASE_RUNNING';
  if (part === 'content') return content?.phase === 'CONTENT_PHASE_READY';
  return devcontainer?.phase === 'PHASE_RUNNING';
}

/** Why the environment does not start; undefined when it may. */
export function failureIn({ status, spec }: OnaEnvironment): Failure | undefined {
  const { content, devcontainer, machine, automationsFile, runnerAck, failureMessage } =
    status ?? {};
  const whole = failureMessage?.[0] ?? '';
  if (content?.phase === 'CONTENT_PHASE_FAILED' || content?.failureMessage) {
    return failed(
      'clone-failed',
      'Ona could not clone the commit',
      content.failureMessage ?? whole,
      'Check that the commit is still in the branch and that the owner of the token may read the repository. Then push or redeploy.',
    );
  }
  if (devcontainer?.phase === 'PHASE_FAILED' || devcontainer?.failureMessage) {
    return failed(
      'build-failed',
      'The dev container could not be built',
      devcontainer.failureMessage ?? whole,
      'Fix the dev container of the repository, then push.',
    );
  }
  if (automationsFile?.failureMessage) {
    return failed(
      'automations-wrong',
      'The automations file is wrong',
      automationsFile.failureMessage,
      'Fix it, then push. A key that Ona does not know is an error there.',
    );
  }
  if (machine?.failureMessage) {
    return failed(
      'machine-failed',
      'The machine did not start',
      machine.failureMessage,
      LATER,
      'time',
    );
  }
  const isOfNow = runnerAck?.specVersion === spec?.specVersion;
  const code = runnerAck?.statusCode ?? '';
  if (isOfNow && (code.endsWith('INVALID_RESOURCE') || code.endsWith('FAILED_PRECONDITION'))) {
    return failed(
      'ona-refused',
      'The runner refused the environment',
      runnerAck?.message ?? '',
      LATER,
    );
  }
  if (whole) return failed('environment-failed', 'The environment failed', whole, LATER, 'time');
  return undefined;
}

const LATER = 'Look at the environment at Ona, then redeploy.';

function failed(
  code: string,
  what: string,
  said: string,
  remedy: string,
  mendedBy: Failure['mendedBy'] = 'person',
): Failure {
  const words = shortLine(cleanText(said), 200).replace(/\.$/, '');
  return permanent(code, words ? `${what}: ${words}.` : `${what}.`, remedy, mendedBy);
}

function isOneOf(all: readonly string[], phase: string | null | undefined): boolean {
  return all.includes(phase ?? '');
}
