import { unknownStep } from '../../../domain/failure';
import type { Credentials } from '../../../domain/provider-kind';
import type { Step } from '../../../domain/provider';
import type { Hosting, Outside } from '../../../ports/hosting';
import { createHttp } from '../../http/http';
import { accessTokensOf } from './access-token';
import { createEnvironment } from './create-environment';
import { readDeploy, startDeploy, stopDeploy } from './deploy-step';
import { findOurs, isOurs, listAll, readOwn, toEnvironment } from './environment';
import { awaitCommit } from './fetch-step';
import { readOffer } from './offer';
import { removeEnvironment } from './remove-environment';
import { createRequest } from './request';
import { ensureVariables } from './variables';
import { verify } from './verify';

/** The longest time for one call. */
const CALL_LIMIT_MS = 10_000;

/** Variables come before the deployment: then one is enough for all of them. */
const STEPS: Step[] = [
  { id: 'fetch', title: 'Fetch commit' },
  { id: 'variables', title: 'Set env vars' },
  { id: 'deploy', title: 'Build and deploy' },
  { id: 'verify', title: 'Check that it answers' },
];

/** The hosts that get a key: the token goes to the second one only, and what it is exchanged for to the first. */
export const API_HOSTS = ['api.upsun.com', 'auth.upsun.com'];

/**
 * Upsun, reached with one API token. Environments of branches are there as soon as Upsun fetched the branch;
 * this app activates them. Makes no call by itself.
 */
export function connectUpsun({ token = '' }: Credentials, outside: Outside): Hosting {
  const { now } = outside;
  // Redirects are not followed: every path is built here.
  const http = createHttp({ ...outside, hosts: [], timeLimitMs: CALL_LIMIT_MS });
  const request = createRequest(token, accessTokensOf(token, outside, CALL_LIMIT_MS), http);

  return {
    offer: () => readOffer(request),
    async list(place) {
      const all = await listAll(request, place);
      return all.filter(isOurs).map((one) => toEnvironment(one, place));
    },
    async find(ref) {
      const found = await findOurs(request, ref);
      return found === 'gone' ? 'gone' : toEnvironment(found, ref.place);
    },
    matches: (listed, { name }) => listed.name === name,
    async findEnd(ref) {
      const found = await findOurs(request, ref);
      // What is paused sleeps. What somebody deactivated lost its data and is activated anew.
      return found !== 'gone' && found.status === 'inactive' ? 'stopped' : undefined;
    },
    create: (spec) => createEnvironment(request, spec, now()),
    remove: (ref) => removeEnvironment(request, ref),
    steps: () => STEPS,
    async startStep(step, environment, spec) {
      switch (step) {
        case 'fetch':
          return awaitCommit(request, environment, spec, 0);
        case 'variables': {
          const { id: branch } = await readOwn(request, environment, spec.source.branch);
          const where = { project: environment.place, branch };
          const changes = await ensureVariables(request, token, where, spec.variables);
          return changes === 0 && spec.variables.length === 0
            ? { state: 'absent' }
            : { state: 'done' };
        }
        case 'deploy':
          return startDeploy(request, environment, spec, now());
        case 'verify':
          return verify(request, environment, spec, 0);
        default:
          throw unknownStep('Upsun', step);
      }
    },
    async readStep(step, environment, spec, startedAt, readVariables = none) {
      const waitedMs = now() - startedAt;
      switch (step) {
        case 'fetch':
          return awaitCommit(request, environment, spec, waitedMs);
        case 'variables':
          // Its start answers only when all are set.
          return { state: 'done' };
        case 'deploy':
          return readDeploy(request, environment, spec, { now: now(), startedAt }, readVariables);
        case 'verify':
          return verify(request, environment, spec, waitedMs);
        default:
          throw unknownStep('Upsun', step);
      }
    },
    async stopStep(step, environment, commit) {
      if (step === 'deploy') await stopDeploy(request, environment, commit);
    },
  };
}

function none(): Promise<never[]> {
  return Promise.resolve([]);
}
