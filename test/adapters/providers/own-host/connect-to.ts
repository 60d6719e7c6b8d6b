import { setTimeout as sleep } from 'node:timers/promises';
import { connectOwnHost } from '../../../../src/adapters/providers/own-host/own-host';
import type { DeploymentSpec, Environment, StepProgress } from '../../../../src/domain/provider';
import type { Hosting } from '../../../../src/ports/hosting';
import { TOKEN, type Source, type TestHost } from '../../../examples/host/test-host';

/** Where the adapter believes the host to be. */
export const ADDRESS = 'https://host.example.com';
export const PLACE = `${ADDRESS}/v1/places/local`;

/** A spec that is complete. */
export function exampleSpec(changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    name: 'preview-pr-1-0123456789ab',
    source: {
      gitUrl: 'https://bitbucket.org/acme/shop.git',
      private: true,
      branch: 'main',
      commit: '0123456789abcdef0123456789abcdef01234567',
      fork: false,
    },
    origin: {
      repository: 'acme/shop',
      pullRequest: 1,
      pageUrl: 'https://bitbucket.org/acme/shop/pull-requests/1',
    },
    variables: [],
    options: { place: PLACE, placeTitle: 'This machine', size: 'normal', sizeTitle: 'Normal' },
    fresh: false,
    restarts: 0,
    readable: [],
    attempt: '1-1-0',
    ...changes,
  };
}

/** The spec of a commit of a test host's repository. */
export function specOf(name: string, { cloneUrl, branch, commit }: Source, attempt: string) {
  const { source, ...rest } = exampleSpec();
  return { ...rest, name, attempt, source: { ...source, gitUrl: cloneUrl, branch, commit } };
}

/** The adapter, connected to a host of the tests. */
export function connectTo(host: TestHost, token = TOKEN): Hosting {
  return connectOwnHost(
    { address: ADDRESS, token },
    {
      now: Date.now,
      fetch: async (input, init) => {
        const url = new URL(input instanceof Request ? input.url : input);
        if (url.hostname.endsWith('.localhost')) {
          const { status } = await host.visit(url.hostname.split('.')[0] ?? '');
          return new Response('', { status });
        }
        return fetch(url.href.replace(ADDRESS, `http://${host.address}`), init);
      },
    },
  );
}

/** What all steps said last, the details that the first one showed, and what was read back. */
export interface Outcome {
  last: StepProgress;
  details: string[];
}

/** Runs all steps, looking at each until it has ended or one failed. */
export async function runSteps(
  hosting: Hosting,
  environment: Environment,
  spec: DeploymentSpec,
): Promise<Outcome> {
  const details = new Set<string>();
  let last: StepProgress = { state: 'running' };
  for (const { id } of hosting.steps(spec)) {
    last = await hosting.startStep(id, environment, spec);
    const startedAt = Date.now();
    while (last.state === 'running') {
      if (last.detail) details.add(last.detail);
      if (Date.now() - startedAt > 60_000) throw new Error(`The step ${id} did not end.`);
      await sleep(30);
      last = await hosting.readStep(id, environment, { ...spec, variables: [] }, startedAt);
    }
    if (last.state === 'failed') break;
  }
  return { last, details: [...details] };
}
