import type { DeploymentSpec, Environment, StepProgress } from '../../../domain/provider';
import type { Hosting, Outside } from '../../../ports/hosting';
import { createHttp } from '../../http/http';
import { readOffer } from './account';
import { createEnvironment } from './create-environment';
import { environmentCall, toEnvironment, Workspace } from './environment';
import { planDeployment, readStep, startStep, stopStep } from './deployment-steps';
import { optionsOf, workspaceSpecOf, type WorkspaceSpec } from './options';
import { findListed, isMissing, listEnvironments, proving } from './prove-gone';
import { findEnd } from './find-end';
import { createRequest } from './request';
import { readStageLog } from './stage';

/**
 * The hosts of Codesphere's API: the one that is asked, and data centres, which have numbers and to which
 * it redirects. What else is below codesphere.com may be anybody's app.
 */
export const API_HOSTS = ['cloud.codesphere.com', '#.codesphere.com'];

/** How to reach Codesphere. */
export interface CodesphereAccess extends Outside {
  /** An API key; it has all rights of the user who made it. */
  token: string;
  /** Where the API is: https://cloud.codesphere.com/api unless told. */
  baseUrl?: string;
  /** The longest time for one call: 10 s unless told. */
  callTimeLimitMs?: number;
}

/** Codesphere, reached with one API key through its public API. Makes no call by itself. */
export function connectCodesphere(access: CodesphereAccess): Required<Omit<Hosting, 'act'>> {
  const { token, fetch, now } = access;
  const baseUrl = (access.baseUrl ?? 'https://cloud.codesphere.com/api').replace(/\/+$/, '');
  const timeLimitMs = access.callTimeLimitMs ?? 10_000;
  const http = createHttp({ fetch, now, hosts: API_HOSTS, timeLimitMs });
  const request = createRequest({ token, http, baseUrl });

  function aboutStep(
    environment: Environment,
    spec: DeploymentSpec,
    work: (spec: WorkspaceSpec) => Promise<StepProgress>,
  ): Promise<StepProgress> {
    return proving(request, baseUrl, environment, () => work(workspaceSpecOf(spec)));
  }

  return {
    offer: () => readOffer(request),
    list: (team) => listEnvironments(request, baseUrl, team),
    async find(ref) {
      const call = environmentCall(ref.id, 'read the environment', 'GET');
      try {
        return toEnvironment(await request.read(call, Workspace), baseUrl);
      } catch (error) {
        if (isMissing(error)) return (await findListed(request, baseUrl, ref)) ?? 'gone';
        throw error;
      }
    },
    matches: (listed, { name }) => listed.name === name,
    findEnd: (ref, { options, readable }) =>
      findEnd(request, ref, { ...optionsOf(options), readable }),
    create: (spec) => createEnvironment(request, baseUrl, workspaceSpecOf(spec)),
    async remove({ id }) {
      try {
        await request.write(environmentCall(id, 'delete the environment', 'DELETE'));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    steps: (spec) => planDeployment(workspaceSpecOf(spec)),
    startStep: (step, environment, spec) =>
      aboutStep(environment, spec, (own) => startStep(request, step, environment, own, now())),
    readStep: (step, environment, spec, startedAt) =>
      aboutStep(environment, spec, (own) =>
        readStep(request, step, environment, own, startedAt, now()),
      ),
    stopStep: (step, environment) =>
      proving(request, baseUrl, environment, () => stopStep(request, step, environment)),
    readLog: (log, { id }, readable) => readStageLog(request, id, log, readable),
  };
}
