import type { HostingProvider } from '../../ports/hosting-provider';
import { listPlans, listTeams } from './account';
import { createEnvironment } from './create-environment';
import { environmentCall, toEnvironment, Workspace, Workspaces } from './environment';
import { planDeployment, readStep, startStep, stopStep } from './deployment-steps';
import { RefusalError } from './refusal';
import { createRequest } from './request';
import { wasStopped } from './was-stopped';

/** How to reach Codesphere. */
export interface CodesphereOptions {
  /** An API key; it has all rights of the user who made it. */
  token: string;
  fetch: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Where the API is: https://cloud.codesphere.com/api unless told. */
  baseUrl?: string;
  /** The longest time for one call: 10 s unless told. */
  callTimeLimitMs?: number;
}

/** Codesphere, reached with one API key through its public API. Makes no call by itself. */
export function connectCodesphere(options: CodesphereOptions): HostingProvider {
  const { token, fetch, now } = options;
  const baseUrl = (options.baseUrl ?? 'https://cloud.codesphere.com/api').replace(/\/+$/, '');
  const timeLimitMs = options.callTimeLimitMs ?? 10_000;
  const request = createRequest({ token, fetch, now, baseUrl, timeLimitMs });

  return {
    title: 'Codesphere',
    listTeams: () => listTeams(request),
    listPlans: () => listPlans(request),
    async listEnvironments(teamId) {
      const path = `/workspaces/team/${encodeURIComponent(teamId)}`;
      const call = {
        purpose: 'list the environments',
        method: 'GET',
        path,
        target: 'team',
      } as const;
      return (await request.read(call, Workspaces)).map((one) => toEnvironment(one, baseUrl));
    },
    findEnvironment: (id) =>
      unlessGone(async () => {
        const call = environmentCall(id, 'read the environment', 'GET');
        return toEnvironment(await request.read(call, Workspace), baseUrl);
      }),
    wasStopped: (environment) => wasStopped(request, environment),
    createEnvironment: (name, spec) => createEnvironment(request, baseUrl, name, spec),
    deleteEnvironment: (id) =>
      unlessGone(() => request.write(environmentCall(id, 'delete the environment', 'DELETE'))),
    planDeployment,
    startStep: (step, environment, spec) => startStep(request, step, environment, spec, now()),
    readStep: (step, environment, spec, startedAt) =>
      readStep(request, step, environment, spec, startedAt, now()),
    stopStep: (step, environment) => stopStep(request, step, environment),
  };
}

/** Undefined when Codesphere itself says that the environment does not exist. */
async function unlessGone<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusalError && error.failure.code === 'environment-missing') {
      return undefined;
    }
    throw error;
  }
}
