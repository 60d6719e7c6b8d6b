import type { HostingProvider } from '../../ports/hosting-provider';
import { listPlans, listTeams } from './account';
import { createEnvironment } from './create-environment';
import { environmentCall, toEnvironment, Workspace } from './environment';
import { planDeployment, readStep, startStep, stopStep } from './deployment-steps';
import { findListed, isMissing, listEnvironments, proving } from './prove-gone';
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
    listEnvironments: (teamId) => listEnvironments(request, baseUrl, teamId),
    async findEnvironment(one) {
      const call = environmentCall(one.id, 'read the environment', 'GET');
      try {
        return toEnvironment(await request.read(call, Workspace), baseUrl);
      } catch (error) {
        if (isMissing(error)) return findListed(request, baseUrl, one);
        throw error;
      }
    },
    wasStopped: (environment) => wasStopped(request, environment),
    createEnvironment: (name, spec) => createEnvironment(request, baseUrl, name, spec),
    async deleteEnvironment(id) {
      try {
        await request.write(environmentCall(id, 'delete the environment', 'DELETE'));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    planDeployment,
    startStep: (step, environment, spec) =>
      proving(request, baseUrl, environment, () =>
        startStep(request, step, environment, spec, now()),
      ),
    readStep: (step, environment, spec, startedAt) =>
      proving(request, baseUrl, environment, () =>
        readStep(request, step, environment, spec, startedAt, now()),
      ),
    stopStep: (step, environment) =>
      proving(request, baseUrl, environment, () => stopStep(request, step, environment)),
  };
}
