import { FailureError } from '../../../domain/failure';
import type { DeploymentSpec, Environment } from '../../../domain/provider';
import { findProblem } from './check-setup';
import { marksOf, toEnvironment } from './environment';
import { checkPlace } from './identity';
import { optionsOf, type OnaOptions } from './options';
import { FoundEnvironment } from './protocol';
import type { OnaRequest } from './request';

const ADMISSION = {
  organization: 'ADMISSION_LEVEL_ORGANIZATION',
  everyone: 'ADMISSION_LEVEL_EVERYONE',
} as const;

/**
 * Makes an environment of exactly one commit, once nothing is known to keep it from starting. Not idempotent:
 * neither names nor marks are unique at Ona.
 */
export async function createEnvironment(
  request: OnaRequest,
  spec: DeploymentSpec,
): Promise<Environment> {
  const options = optionsOf(spec.options);
  await checkPlace(request, options.place);
  const problem = await findProblem(request, options.classId, spec.source.gitUrl);
  if (problem) throw new FailureError(problem);
  const { commit } = spec.source;
  const { environment } = await request.call(
    {
      purpose: 'create the environment',
      method: 'EnvironmentService/CreateEnvironment',
      body: {
        ...marksOf({ name: spec.name, attempt: spec.attempt, commit }),
        spec: bodyOf(spec, options),
      },
    },
    FoundEnvironment,
  );
  return toEnvironment(environment, options.place);
}

function bodyOf({ source, origin }: DeploymentSpec, options: OnaOptions) {
  // Beside a fork Ona is told where it came from.
  const upstream = source.fork
    ? { upstreamRemoteUri: `https://bitbucket.org/${origin.repository}.git` }
    : {};
  const git = {
    remoteUri: source.gitUrl,
    ...upstream,
    targetMode: 'CLONE_TARGET_MODE_REMOTE_COMMIT',
    cloneTarget: source.commit,
  };
  return {
    desiredPhase: 'ENVIRONMENT_PHASE_RUNNING',
    machine: { class: options.classId },
    content: { initializer: { specs: [{ git }] } },
    ports: [
      {
        port: options.port,
        name: 'preview',
        // Left out, who may open it is not documented.
        admission: ADMISSION[options.admission],
        protocol: 'PROTOCOL_HTTP',
      },
    ],
    timeout: { disconnected: options.timeout },
    ...(options.start === 'file' ? { automationsFile: { automationsFilePath: options.file } } : {}),
  };
}
