import { permanent, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, EnvironmentRef } from '../../../domain/provider';
import { findEnvironment } from './environment';
import { isRunning, isStopped, timedOut } from './judge';
import { optionsOf, TIMEOUT_WORDS } from './options';
import type { OnaRequest } from './request';
import { listServices, stateOfApp } from './service';

/** By this code the core knows that nothing failed. */
const ASLEEP = 'environment-asleep';

/**
 * Why what was ready runs no more. What Ona or a person stopped is not started again unasked: it would cost
 * around the clock, for visits keep nothing awake there.
 */
export async function findEnd(
  request: OnaRequest,
  ref: EnvironmentRef,
  spec: Pick<DeploymentSpec, 'options'>,
): Promise<Failure | undefined> {
  const found = await findEnvironment(request, ref);
  if (found === 'gone') return undefined;
  if (timedOut(found)) {
    const { timeout } = optionsOf(spec.options);
    const after = timeout === '0s' ? '' : ` of ${TIMEOUT_WORDS[timeout]}`;
    return permanent(
      ASLEEP,
      `Ona stopped the environment after its timeout${after}. Visits do not keep it awake.`,
      'Choose Redeploy to start it again.',
    );
  }
  if (isStopped(found)) {
    return permanent(
      ASLEEP,
      'The environment was stopped at Ona.',
      'Choose Redeploy to start it again. If nobody stopped it, check the credits of the Ona organization.',
    );
  }
  if (!isRunning(found)) return undefined;
  const app = stateOfApp(found, await listServices(request, found.id), spec);
  return app.state === 'failed' ? app.failure : undefined;
}
