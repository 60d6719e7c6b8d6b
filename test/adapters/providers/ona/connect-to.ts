import { setTimeout as sleep } from 'node:timers/promises';
import { connectOna } from '../../../../src/adapters/providers/ona/ona';
import type { OnaOptions } from '../../../../src/adapters/providers/ona/options';
import type { DeploymentSpec, Environment, StepProgress } from '../../../../src/domain/provider';
import type { Hosting } from '../../../../src/ports/hosting';
import { CLASSES, ORGANIZATION, USER } from '../../../../local/ona/show';
import { REPOSITORY_URL, type TestOna } from '../../../local/ona/start-ona';

export const NAME = 'preview-pr-1-0123456789ab';
export const PLACE = `${ORGANIZATION}/${USER}`;
export const OPTIONS: OnaOptions = {
  place: PLACE,
  classId: CLASSES[0]!.id,
  classTitle: 'Regular',
  start: 'command',
  command: 'node server.js',
  file: '.ona/automations.yaml',
  port: 3000,
  admission: 'everyone',
  timeout: '10800s',
};

/** A spec of a pull request of the repository. */
export function exampleSpec(commit: string, changes: Partial<DeploymentSpec> = {}): DeploymentSpec {
  return {
    name: NAME,
    source: { gitUrl: REPOSITORY_URL, private: true, branch: 'feature', commit, fork: false },
    origin: {
      repository: 'demo/lab',
      pullRequest: 1,
      destination: 'main',
      pageUrl: 'https://bitbucket.org/demo/lab/pull-requests/1',
    },
    variables: [],
    readable: [],
    options: OPTIONS,
    fresh: true,
    restarts: 0,
    attempt: '1-1789000000000-0',
    ...changes,
  };
}

/** What a test does to a call on its way: it may answer itself, or lose the answer. */
export type Intercept = (request: Request, proceed: () => Promise<Response>) => Promise<Response>;

/** A token that expires so many days from the time of the stand-in. */
export function expiresIn({ clock }: Pick<TestOna, 'clock'>, days: number): string {
  return new Date(clock.now() + days * 24 * 60 * 60_000).toISOString().slice(0, 10);
}

/** The adapter, connected to a stand-in, with a clock that is ahead by what `aheadMs` says. */
export function connectTo(
  ona: Pick<TestOna, 'url' | 'local' | 'clock'>,
  options: {
    token?: string;
    expires?: string;
    intercept?: Intercept;
    aheadMs?: () => number;
  } = {},
): Hosting {
  const { token = 'local-token', intercept, aheadMs = () => 0 } = options;
  return connectOna(
    { token, expires: options.expires ?? expiresIn(ona, 60) },
    {
      now: () => ona.clock.now() + aheadMs(),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const proceed = () => deliver(ona, request);
        return intercept ? intercept(request, proceed) : proceed();
      },
    },
  );
}

/** As on the local platform: previews by their names on this machine, the API by its address. */
async function deliver(ona: Pick<TestOna, 'url' | 'local'>, request: Request): Promise<Response> {
  const { hostname, pathname } = new URL(request.url);
  if (hostname.endsWith('.localhost')) return ona.local.handle(request);
  if (!['app.ona.com', 'app.gitpod.io'].includes(hostname)) {
    throw new TypeError(`${hostname} is no address of Ona's.`);
  }
  return fetch(`${ona.url}${pathname}`, {
    method: request.method,
    headers: request.headers,
    redirect: 'manual',
    body: await request.text(),
  });
}

/** Runs all steps, looking at each until it has ended or one failed. */
export async function runSteps(
  hosting: Hosting,
  environment: Environment,
  spec: DeploymentSpec,
  now: () => number = Date.now,
): Promise<{ last: StepProgress; done: string[] }> {
  const done: string[] = [];
  let last: StepProgress = { state: 'running' };
  for (const { id } of hosting.steps(spec)) {
    last = await hosting.startStep(id, environment, spec);
    const startedAt = now();
    for (let looks = 0; last.state === 'running'; looks += 1) {
      if (looks > 2_000) throw new Error(`The step ${id} did not end.`);
      await sleep(30);
      const read = () => Promise.resolve(spec.variables);
      last = await hosting.readStep(id, environment, { ...spec, variables: [] }, startedAt, read);
    }
    if (last.state === 'failed') break;
    done.push(id);
  }
  return { last, done };
}
