import type { DeploymentSpec, Step } from '../../domain/provider';
import type { HostingProvider } from '../../ports/hosting-provider';
import { listPlans, listTeams } from './account';
import { readCheckout, startCheckout } from './checkout';
import { configure } from './configure';
import { createEnvironment } from './create-environment';
import { environmentCall, toEnvironment, Workspace, Workspaces } from './environment';
import { permanent, RefusalError } from './refusal';
import { createRequest } from './request';
import { readStage, stageTitle, startStage, stopStage } from './stage';
import { readStart, startEnvironment } from './start-environment';
import { verify } from './verify';

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
    createEnvironment: (name, spec) => createEnvironment(request, baseUrl, name, spec),
    deleteEnvironment: (id) =>
      unlessGone(() => request.write(environmentCall(id, 'delete the environment', 'DELETE'))),
    planDeployment,
    async startStep(step, environment, spec) {
      const known = stepOf(step);
      switch (known) {
        case 'start':
          return startEnvironment(request, environment, now());
        case 'checkout':
          return startCheckout(request, environment, spec);
        case 'configure':
          return configure(request, environment, spec);
        case 'verify':
          return verify(request, environment, spec, now(), now());
        default:
          return startStage(request, environment, known, spec.profile);
      }
    },
    async readStep(step, environment, spec, startedAt) {
      const known = stepOf(step);
      switch (known) {
        case 'start':
          return readStart(request, environment, startedAt, now());
        case 'checkout':
          return readCheckout(request, environment, spec, startedAt, now());
        case 'configure':
          // Its start answers only when everything is applied.
          return { state: 'done' };
        case 'verify':
          return verify(request, environment, spec, startedAt, now());
        default:
          return readStage(request, environment, known, spec, startedAt, now());
      }
    },
    async stopStep(step, { id }) {
      const known = stepOf(step);
      // A late checkout gives up by itself once a newer one is started; the rest ends at once.
      if (known === 'prepare' || known === 'test' || known === 'run') {
        await stopStage(request, id, known);
      }
    },
  };
}

const STEPS = ['start', 'checkout', 'configure', 'prepare', 'test', 'run', 'verify'] as const;

type StepId = (typeof STEPS)[number];

function stepOf(id: string): StepId {
  const known = STEPS.find((step) => step === id);
  if (known) return known;
  throw permanent(
    'internal',
    `Codesphere has no step ${id}.`,
    'Redeploy: the deployment was planned by another version of the app.',
  );
}

function planDeployment({ stages }: DeploymentSpec): Step[] {
  const planned = (['prepare', 'test', 'run'] as const).filter((stage) => stages[stage]);
  return [
    { id: 'start', title: 'Start environment' },
    { id: 'checkout', title: 'Fetch commit' },
    { id: 'configure', title: 'Apply settings' },
    ...planned.map((stage) => ({ id: stage, title: stageTitle(stage) })),
    { id: 'verify', title: 'Check that it answers' },
  ];
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
