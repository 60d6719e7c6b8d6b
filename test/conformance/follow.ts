import type { DeploymentSpec, Environment, StepProgress } from '../../src/domain/provider';
import type { Hosting } from '../../src/ports/hosting';
import type { Rig } from './rig';
import { connect } from './wire';

const MOST_LOOKS = 3_000;

/** A step of a deployment. */
export interface StepAt {
  step: string;
  environment: Environment;
  spec: DeploymentSpec;
}

/** Looks at a step as the app does: without env vars but for those that are read when needed. */
export function lookAt(
  { outside }: Rig,
  hosting: Hosting,
  { step, environment, spec }: StepAt,
): Promise<StepProgress> {
  const read = () => Promise.resolve(spec.variables);
  return hosting.readStep(step, environment, { ...spec, variables: [] }, outside.now(), read);
}

/** Looks at a step that said `progress` until it has ended. */
export async function untilEnded(
  rig: Rig,
  progress: StepProgress,
  at: StepAt,
  hosting = connect(rig).hosting,
): Promise<StepProgress> {
  let last = progress;
  for (let looks = 0; last.state === 'running'; looks += 1) {
    if (looks > MOST_LOOKS) throw new Error(`Step ${at.step} did not end: ${last.detail}.`);
    await rig.pass();
    last = await lookAt(rig, hosting, at);
  }
  return last;
}

/** Brings an environment to what `spec` says, and answers what the last step said. */
export async function deploy(
  rig: Rig,
  environment: Environment,
  spec: DeploymentSpec,
): Promise<StepProgress> {
  let last: StepProgress = { state: 'absent' };
  const { hosting } = connect(rig);
  for (const { id: step } of hosting.steps(spec)) {
    const started = await hosting.startStep(step, environment, spec);
    last = await untilEnded(rig, started, { step, environment, spec });
    if (last.state === 'failed') break;
  }
  return last;
}
