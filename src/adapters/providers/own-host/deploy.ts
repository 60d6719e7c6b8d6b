import { shortHash } from '../../../domain/pull-request';
import { FailureError, permanent } from '../../../domain/failure';
import type { DeploymentSpec } from '../../../domain/provider';
import { environmentUrl, findEnvironment, readEnvironment } from './environment';
import { keyOf } from './key';
import { optionsOf } from './options';
import type { HostEnvironment } from './protocol';
import { RefusalError } from './refusal';
import type { HostRequest } from './request';

/**
 * Has the host make the environment, or bring it to the commit of `spec`. The same try of the same thing
 * is the same call, of which a host begins only one deployment.
 */
export async function deploy(
  request: HostRequest,
  token: string,
  spec: DeploymentSpec,
): Promise<HostEnvironment> {
  const { place } = optionsOf(spec.options);
  const url = environmentUrl(request, place, spec.name);
  const body = bodyOf(spec);
  const key = await keyOf(token, spec, body);
  const { variables } = spec;
  try {
    return await readEnvironment(request, {
      purpose: `deploy ${shortHash(spec.source.commit)}`,
      method: 'PUT',
      url,
      body,
      key,
      variables,
    });
  } catch (error) {
    if (error instanceof RefusalError && error.hostCode === 'idempotency-key-spent') {
      const found = await findEnvironment(request, { id: spec.name, place });
      if (found === 'gone') throw missing();
    }
    throw error;
  }
}

/** The failure of an environment of which the host said that there is none. */
export function missing(): FailureError {
  return new FailureError(
    permanent(
      'environment-missing',
      'The environment was deleted at the host.',
      'A new one is made by itself.',
      'time',
    ),
  );
}

function bodyOf({ source, origin, variables, options }: DeploymentSpec) {
  const { gitUrl, branch, commit, fork } = source;
  return {
    size: optionsOf(options).size,
    source: { cloneUrl: gitUrl, branch, commit },
    fork,
    destination: null,
    variables: variables.map(({ name, value, secret = false }) => ({ name, value, secret })),
    labels: {
      repository: origin.repository,
      pullRequest: origin.pullRequest ?? null,
      branch,
      url: origin.pageUrl,
    },
  };
}
