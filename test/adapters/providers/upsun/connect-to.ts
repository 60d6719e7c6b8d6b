import { setTimeout as sleep } from 'node:timers/promises';
import { connectUpsun } from '../../../../src/adapters/providers/upsun/upsun';
import type { DeploymentSpec, Environment, StepProgress } from '../../../../src/domain/provider';
import type { Hosting } from '../../../../src/ports/hosting';
import { PROJECT, REPOSITORY, type TestUpsun } from '../../../local/upsun/start-upsun';

export const NAME = 'preview-pr-1-0123456789ab';
const CONSOLE_URL = 'https://console.upsun.com/demo/localdemosite';

/** A spec of a pull request of the demo's repository. */
export function exampleSpec(
  branch: string,
  commit: string,
  changes: Partial<DeploymentSpec> = {},
): DeploymentSpec {
  return {
    name: NAME,
    source: {
      gitUrl: 'https://bitbucket.org/demo/site.git',
      private: true,
      branch,
      commit,
      fork: false,
    },
    origin: {
      repository: REPOSITORY,
      pullRequest: 1,
      destination: 'main',
      pageUrl: 'https://bitbucket.org/demo/site/pull-requests/1',
    },
    variables: [],
    options: {
      project: PROJECT,
      projectTitle: 'Project of demo/site',
      consoleUrl: CONSOLE_URL,
      resources: 'minimum',
      data: 'none',
    },
    fresh: false,
    restarts: 0,
    readable: [],
    attempt: '1-1-0',
    begunAt: Date.now(),
    ...changes,
  };
}

/** What a test does to a call on its way: it may answer itself, or lose the answer. */
export type Intercept = (request: Request, proceed: () => Promise<Response>) => Promise<Response>;

/** The adapter, connected to a stand-in, with a clock that is ahead by what `aheadMs` says. */
export function connectTo(
  upsun: Pick<TestUpsun, 'url' | 'local'>,
  options: { token?: string; intercept?: Intercept; aheadMs?: () => number } = {},
): Hosting {
  const { token = 'local-token', intercept, aheadMs = () => 0 } = options;
  return connectUpsun(
    { token },
    {
      now: () => Date.now() + aheadMs(),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const proceed = () => deliver(upsun, request);
        return intercept ? intercept(request, proceed) : proceed();
      },
    },
  );
}

/** As on the local platform: previews by their names on this machine, the API by its address. */
async function deliver(upsun: Pick<TestUpsun, 'url' | 'local'>, request: Request) {
  const { hostname, pathname, search } = new URL(request.url);
  if (hostname.endsWith('.localhost')) return upsun.local.handle(request);
  if (!['api.upsun.com', 'auth.upsun.com'].includes(hostname)) {
    throw new TypeError(`${hostname} is no address of Upsun's.`);
  }
  return fetch(`${upsun.url}${pathname}${search}`, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    ...(request.body ? { body: await request.text() } : {}),
  });
}

/** How all steps ended, and the details that they showed. */
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
      const read = () => Promise.resolve(spec.variables);
      last = await hosting.readStep(id, environment, { ...spec, variables: [] }, startedAt, read);
    }
    if (last.state === 'failed') break;
  }
  return { last, details: [...details] };
}

/** Creates the environment, trying again until Upsun has fetched the branch. */
export async function createSoon(hosting: Hosting, spec: DeploymentSpec): Promise<Environment> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await hosting.create!(spec);
    } catch (error) {
      if (tries === 100 || !String(error).includes('not fetched')) throw error;
      await sleep(30);
    }
  }
}
