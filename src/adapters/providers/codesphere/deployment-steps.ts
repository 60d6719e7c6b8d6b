import { unknownStep } from '../../../domain/failure';
import type { Environment, Step, StepProgress } from '../../../domain/provider';
import { readCheckout, startCheckout } from './checkout';
import { configure } from './configure';
import type { WorkspaceSpec } from './options';
import type { CodesphereRequest } from './request';
import { readStage, stageTitle, startStage, stopStage } from './stage';
import { readStart, startEnvironment } from './start-environment';
import { readStop, startStop } from './stop-run';
import { verify } from './verify';

/** Every step, in their order. */
const STEPS = [
  { id: 'start', title: 'Start environment' },
  { id: 'checkout', title: 'Fetch commit' },
  { id: 'configure', title: 'Apply settings' },
  { id: 'prepare', title: stageTitle('prepare') },
  { id: 'test', title: stageTitle('test') },
  { id: 'stop', title: 'Stop the previous run', optional: true },
  { id: 'run', title: stageTitle('run') },
  { id: 'verify', title: 'Check that it answers' },
] as const satisfies Step[];

type StepId = (typeof STEPS)[number]['id'];

function stepOf(id: string): StepId {
  const known = STEPS.find((step) => step.id === id);
  if (known) return known.id;
  throw unknownStep('Codesphere', id);
}

/** The steps of a deployment, stages that are off left out. */
export function planDeployment({ stages }: WorkspaceSpec): Step[] {
  const on = {
    ...stages,
    stop: stages.run,
    start: true,
    checkout: true,
    configure: true,
    verify: true,
  };
  return STEPS.filter(({ id }) => on[id]);
}

/** Starts a step; some are done at once. */
export async function startStep(
  request: CodesphereRequest,
  id: string,
  environment: Environment,
  spec: WorkspaceSpec,
  now: number,
): Promise<StepProgress> {
  const step = stepOf(id);
  switch (step) {
    case 'start':
      return startEnvironment(request, environment, spec, now);
    case 'checkout':
      return startCheckout(request, environment, spec);
    case 'configure':
      return configure(request, environment, spec);
    case 'verify':
      return verify(request, environment, spec, now, now);
    case 'stop':
      return startStop(request, environment, spec);
    default:
      return startStage(request, environment, step, spec);
  }
}

/** Looks at a step that was started at `startedAt`; `spec` needs no env vars for it. */
export async function readStep(
  request: CodesphereRequest,
  id: string,
  environment: Environment,
  spec: WorkspaceSpec,
  startedAt: number,
  now: number,
): Promise<StepProgress> {
  const step = stepOf(id);
  switch (step) {
    case 'start':
      return readStart(request, environment, spec, startedAt, now);
    case 'checkout':
      return readCheckout(request, environment, spec, startedAt, now);
    case 'configure':
      // Its start answers only when everything is applied.
      return { state: 'done' };
    case 'verify':
      return verify(request, environment, spec, startedAt, now);
    case 'stop':
      return readStop(request, environment, now - startedAt);
    default:
      return readStage(request, environment, step, spec, startedAt, now);
  }
}

/**
 * Ends a stage. A checkout that is late gives up by itself once a newer one is started, and the other
 * steps leave nothing behind.
 */
export async function stopStep(
  request: CodesphereRequest,
  id: string,
  environment: Environment,
): Promise<void> {
  const step = stepOf(id);
  if (step === 'prepare' || step === 'test' || step === 'run') {
    await stopStage(request, environment.id, step);
  }
}
