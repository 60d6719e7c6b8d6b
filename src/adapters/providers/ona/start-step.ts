import { defined } from '../../../domain/defined';
import { FailureError, permanent, transient, type Failure } from '../../../domain/failure';
import { withLog } from '../../../domain/log-tail';
import type {
  DeploymentSpec,
  Environment,
  EnvironmentVariable,
  StepProgress,
} from '../../../domain/provider';
import { getEnvironment } from './environment';
import { failureIn, isDone, isStopped, timedOut, type Part } from './judge';
import { Nothing, type OnaEnvironment } from './protocol';
import { readTail } from './read-tail';
import type { OnaRequest } from './request';

/** So long Ona may show an environment as stopped that it was asked to start. */
const START_LIMIT_MS = 2 * 60_000;
/** A dev container may take long to build. */
const PART_LIMIT_MS = 60 * 60_000;

const DETAILS: Readonly<Record<Part, string>> = {
  machine: 'Waiting for the machine',
  content: 'Cloning',
  devcontainer: 'Building the dev container',
};

/** Wakes an environment that was stopped; one that is being made starts by itself. */
export async function startMachine(
  request: OnaRequest,
  environment: Environment,
): Promise<StepProgress> {
  const found = await getEnvironment(request, environment);
  const { id: environmentId } = environment;
  if (found.status?.phase === 'ENVIRONMENT_PHASE_STOPPED') {
    if (found.metadata.archivedAt) {
      const method = 'EnvironmentService/UnarchiveEnvironment';
      await request.call(
        { purpose: 'take the environment out of the archive', method, body: { environmentId } },
        Nothing,
      );
    }
    const method = 'EnvironmentService/StartEnvironment';
    await request.call(
      { purpose: 'start the environment', method, body: { environmentId } },
      Nothing,
    );
  }
  return { state: 'running', detail: DETAILS.machine };
}

/** Looks at a part of the start of an environment. */
export async function readPart(
  request: OnaRequest,
  part: Part,
  {
    environment,
    spec,
    waitedMs,
  }: { environment: Environment; spec: DeploymentSpec; waitedMs: number },
  readVariables: () => Promise<EnvironmentVariable[]>,
): Promise<StepProgress> {
  const found = await getEnvironment(request, environment);
  if (isStopped(found)) {
    if (part === 'machine' && waitedMs <= START_LIMIT_MS) {
      // One that was being stopped at its start is started now; a repeated start does no harm.
      return startMachine(request, environment);
    }
    return { state: 'failed', failure: stoppedFailure(found) };
  }
  // What failed after it is told by its own step.
  if (isDone(found, part)) return { state: 'done', ...(part === 'machine' ? timesOf(found) : {}) };
  const failure = failureIn(found);
  if (failure) {
    const variables = await readVariables();
    const logs = found.status?.environmentUrls?.logs;
    const tail = await readTail(request, found.id, logs, { ...spec, variables });
    return { state: 'failed', failure: withLog(failure, tail) };
  }
  if (waitedMs > PART_LIMIT_MS) return { state: 'failed', failure: TOO_LONG };
  return { state: 'running', detail: DETAILS[part] };
}

/** When Ona says that the environment was started last; it tells no other times. */
function timesOf({ metadata }: OnaEnvironment): { startedAt?: number } {
  const at = Date.parse(metadata.lastStartedAt || metadata.createdAt || '');
  return defined({ startedAt: Number.isNaN(at) ? undefined : at });
}

/** One that its timeout stopped is started again with the same deployment; any other stop has failed. */
export function stoppedFailure(found: OnaEnvironment): Failure {
  if (timedOut(found)) {
    throw new FailureError(
      transient(
        'environment-asleep',
        'The environment was stopped by its timeout while it was deployed.',
      ),
    );
  }
  return failureIn(found) ?? STOPPED;
}

const STOPPED = permanent(
  'environment-stopped',
  'The environment was stopped at Ona before the preview was ready.',
  'Redeploy. If nobody stopped it, check the credits of the Ona organization.',
);
const TOO_LONG = permanent(
  'took-too-long',
  'Ona was not done after an hour.',
  'Look at the environment at Ona, then redeploy.',
);
