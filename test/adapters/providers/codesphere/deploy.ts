import { setTimeout as sleep } from 'node:timers/promises';
import { connectCodesphere } from '../../../../src/adapters/providers/codesphere/codesphere';
import type { Failure } from '../../../../src/domain/failure';
import type { DeploymentSpec, Environment, StepProgress } from '../../../../src/domain/provider';
import type { Hosting } from '../../../../src/ports/hosting';
import type { TestCodesphere } from '../../../local/codesphere/stand-in';

/** How a deployment went: what each step said last. */
export interface DeploymentOutcome {
  steps: Record<string, string>;
  /** What the last step read back. */
  commit?: string;
  failure?: Failure;
}

/** The adapter, connected to a stand-in. */
export interface TestProvider {
  provider: Required<Omit<Hosting, 'act'>>;
  /** Lets the adapter believe that this much more time has passed. */
  moveTime(milliseconds: number): void;
  /** `GET /env-vars` and the like, in order, without those that only look whether a stage is done. */
  calls: string[];
  /** Runs all steps as they are planned, looking at each until it has ended. */
  deploy(environment: Environment, spec: DeploymentSpec): Promise<DeploymentOutcome>;
  /** Runs one step to its end. */
  runStep(step: string, environment: Environment, spec: DeploymentSpec): Promise<StepProgress>;
}

/** Connects with the token that the stand-in knows. */
export function connectTo(
  local: TestCodesphere,
  access: { token?: string; callTimeLimitMs?: number } = {},
): TestProvider {
  let ahead = 0;
  const calls: string[] = [];
  const now = () => Date.now() + ahead;
  const provider = connectCodesphere({
    token: 'local-token',
    now,
    baseUrl: `${local.url}/api`,
    ...access,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      // Not every machine's resolver knows *.localhost.
      if (url.hostname.endsWith('.localhost')) {
        return local.codesphere.handle(new Request(url, init));
      }
      calls.push(`${init?.method ?? 'GET'} ${url.pathname.replace(/^\/api\/workspaces\/\d+/, '')}`);
      return fetch(url, init);
    },
  });

  async function runStep(step: string, environment: Environment, spec: DeploymentSpec) {
    let progress = await provider.startStep(step, environment, spec);
    const startedAt = now();
    const withoutVariables = { ...spec, variables: [] };
    const end = performance.now() + 30_000;
    while (progress.state === 'running') {
      if (performance.now() > end) throw new Error(`Step ${step} did not end: ${progress.detail}`);
      await sleep(30);
      progress = await provider.readStep(step, environment, withoutVariables, startedAt);
    }
    return progress;
  }

  return {
    provider,
    calls,
    moveTime: (milliseconds) => void (ahead += milliseconds),
    runStep,
    async deploy(environment, spec) {
      const outcome: DeploymentOutcome = { steps: {} };
      for (const { id } of provider.steps(spec)) {
        const progress = await runStep(id, environment, spec);
        outcome.steps[id] = progress.state;
        if (progress.state === 'failed') return { ...outcome, failure: progress.failure };
        if (progress.state === 'done' && progress.commit) outcome.commit = progress.commit;
      }
      return outcome;
    },
  };
}
