import { unknownStep } from '../../../domain/failure';
import type { Credentials } from '../../../domain/provider-kind';
import type { EnvironmentVariable, Step, StepProgress } from '../../../domain/provider';
import type { Hosting, Outside } from '../../../ports/hosting';
import { createHttp } from '../../http/http';
import { createEnvironment } from './create-environment';
import { findEnvironment, listAll, toEnvironment } from './environment';
import { checkExpiry } from './expiry';
import { findEnd } from './find-end';
import type { Part } from './judge';
import { readOffer } from './offer';
import { Nothing } from './protocol';
import { RefusalError } from './refusal';
import { createRequest, type OnaRequest } from './request';
import { startService } from './service';
import { readPart, startMachine } from './start-step';
import { readApp, verify } from './verify';

/** The longest time for one call. */
const CALL_LIMIT_MS = 10_000;

/** The hosts that get the key. Either may redirect to the other. */
export const API_HOSTS = ['app.ona.com', 'app.gitpod.io'];

const PARTS: readonly string[] = ['machine', 'content', 'devcontainer'] satisfies Part[];

const STEPS: Step[] = [
  { id: 'machine', title: 'Start machine' },
  { id: 'content', title: 'Clone commit' },
  { id: 'devcontainer', title: 'Build dev container' },
  { id: 'app', title: 'Start app' },
  { id: 'verify', title: 'Check that it answers' },
];

/** Ona, reached with the personal access token of one user. Makes no call by itself. */
export function connectOna({ token = '', expires = '' }: Credentials, outside: Outside): Hosting {
  const { now } = outside;
  const known = { token, expires, now };
  const http = createHttp({ ...outside, hosts: API_HOSTS, timeLimitMs: CALL_LIMIT_MS });
  const request = createRequest(known, http);

  return {
    offer(saved) {
      checkExpiry(expires, now());
      return readOffer(request, known, saved);
    },
    async list(place) {
      return (await listAll(request, place)).map((one) => toEnvironment(one, place));
    },
    async find(ref) {
      const found = await findEnvironment(request, ref);
      return found === 'gone' ? 'gone' : toEnvironment(found, ref.place);
    },
    matches: (listed, { name }) => listed.name === name,
    findEnd: (ref, spec) => findEnd(request, ref, spec),
    create: (spec) => createEnvironment(request, spec),
    remove: ({ id }) => end(request, 'DeleteEnvironment', 'delete the environment', id),
    steps: () => STEPS,
    async startStep(step, environment, spec) {
      const variables = () => Promise.resolve(spec.variables);
      if (step === 'machine') return startMachine(request, environment);
      if (step === 'app') await startService(request, environment, spec);
      return look(step, { environment, spec, waitedMs: 0 }, variables);
    },
    readStep: (step, environment, spec, startedAt, readVariables = none) =>
      look(step, { environment, spec, waitedMs: now() - startedAt }, readVariables),
    // It would go on to cost until somebody deploys again.
    stopStep: (_, { id }) => end(request, 'StopEnvironment', 'stop the environment', id),
  };

  function look(
    step: string,
    at: Parameters<typeof readPart>[2],
    readVariables: () => Promise<EnvironmentVariable[]>,
  ): Promise<StepProgress> {
    if (isPart(step)) return readPart(request, step, at, readVariables);
    if (step === 'app') return readApp(request, at, readVariables);
    if (step === 'verify') return verify(request, { ...at, known }, readVariables);
    throw unknownStep('Ona', step);
  }
}

function isPart(step: string): step is Part {
  return PARTS.includes(step);
}

/** Ends an environment in one way or the other. One that is not there is passed over. */
async function end(
  request: OnaRequest,
  how: 'StopEnvironment' | 'DeleteEnvironment',
  purpose: string,
  environmentId: string,
): Promise<void> {
  const method = `EnvironmentService/${how}`;
  try {
    await request.call({ purpose, method, body: { environmentId } }, Nothing);
  } catch (error) {
    if (!(error instanceof RefusalError) || error.code !== 'not_found') throw error;
  }
}

function none(): Promise<never[]> {
  return Promise.resolve([]);
}
