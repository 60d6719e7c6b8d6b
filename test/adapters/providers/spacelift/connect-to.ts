import { setTimeout as sleep } from 'node:timers/promises';
import type { SpaceliftOptions } from '../../../../src/adapters/providers/spacelift/options';
import { connectSpacelift } from '../../../../src/adapters/providers/spacelift/spacelift';
import type { DeploymentSpec, Environment, StepProgress } from '../../../../src/domain/provider';
import type { Hosting } from '../../../../src/ports/hosting';
import { DATA, WEB, type TestSpacelift } from '../../../local/spacelift/start-spacelift';

export const HOST = 'demo.app.spacelift.io';
export const OPTIONS: SpaceliftOptions = {
  host: HOST,
  stacks: [{ id: WEB, title: 'infra web' }],
  withoutRun: 'start',
};
export const BOTH: SpaceliftOptions = {
  ...OPTIONS,
  stacks: [{ id: DATA, title: 'infra data' }, ...OPTIONS.stacks],
  withoutRun: 'tell',
};

/** A spec of a pull request of the repository, begun now. */
export function exampleSpec(
  { clock }: Pick<TestSpacelift, 'clock'>,
  commit: string,
  changes: Partial<DeploymentSpec> = {},
): DeploymentSpec {
  return {
    name: 'preview-pr-1-0123456789ab',
    source: {
      gitUrl: 'https://bitbucket.org/demo/infra.git',
      private: true,
      branch: 'feature',
      commit,
      fork: false,
    },
    origin: {
      repository: 'demo/infra',
      pullRequest: 1,
      destination: 'main',
      pageUrl: 'https://bitbucket.org/demo/infra/pull-requests/1',
    },
    variables: [],
    readable: [],
    options: OPTIONS,
    fresh: true,
    restarts: 0,
    attempt: '1-1789000000000-0',
    begunAt: clock.now(),
    ...changes,
  };
}

/** What a test does to a call on its way: it may answer itself. */
export type Intercept = (request: Request, proceed: () => Promise<Response>) => Promise<Response>;

/** The adapter, connected to a stand-in. */
export function connectTo(
  { url, clock }: Pick<TestSpacelift, 'url' | 'clock'>,
  options: { account?: string; keyId?: string; secret?: string; intercept?: Intercept } = {},
): Hosting {
  const { account = 'demo', keyId = 'local-key', secret = 'local-token', intercept } = options;
  return connectSpacelift(
    { account, keyId, secret },
    {
      now: () => clock.now(),
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const { hostname, pathname } = new URL(request.url);
        if (hostname !== HOST) throw new TypeError(`${hostname} is not there.`);
        const proceed = async () =>
          fetch(`${url}${pathname}`, {
            method: request.method,
            headers: request.headers,
            redirect: 'manual',
            body: await request.text(),
          });
        return intercept ? intercept(request, proceed) : proceed();
      },
    },
  );
}

/** Makes what the app keeps, and looks at each step until it has ended or `isEnough`; time passes meanwhile. */
export async function follow(
  hosting: Hosting,
  { clock }: Pick<TestSpacelift, 'clock'>,
  spec: DeploymentSpec,
  isEnough: (progress: StepProgress) => boolean = () => false,
): Promise<{ last: StepProgress; environment: Environment }> {
  const environment = await hosting.create!(spec);
  let last: StepProgress = { state: 'running' };
  for (const { id } of hosting.steps(spec)) {
    const startedAt = clock.now();
    last = await hosting.startStep(id, environment, spec);
    for (let looks = 0; last.state === 'running' && !isEnough(last); looks += 1) {
      if (looks > 1_000) throw new Error(`The step ${id} did not end: ${JSON.stringify(last)}`);
      clock.advance(1_000);
      // What the stand-in does with git takes real time.
      await sleep(5);
      last = await hosting.readStep(id, environment, spec, startedAt);
    }
    if (last.state !== 'done') break;
  }
  return { last, environment };
}
