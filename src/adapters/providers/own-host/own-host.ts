import { FailureError, permanent } from '../../../domain/failure';
import { hiddenOf } from '../../../domain/hide-values';
import type { Credentials } from '../../../domain/provider-kind';
import type { Hosting, Outside } from '../../../ports/hosting';
import { createHttp } from '../../http/http';
import { parseAddress } from './address';
import { deploy, missing } from './deploy';
import { deployProgress, endOf, isUnderWay, STEPS } from './deployment-steps';
import {
  environmentUrl,
  findEnvironment,
  isGone,
  listEnvironments,
  toEnvironment,
} from './environment';
import { readOffer } from './offer';
import { optionsOf } from './options';
import { createRequest } from './request';
import { verify } from './verify';

/** The host protocol asks for answers within ten seconds. */
const CALL_LIMIT_MS = 10_000;

/**
 * A team's own host, reached by the host protocol. Makes no call by itself. An address that is none is a
 * `FailureError`.
 */
export function connectOwnHost(
  { address: entered = '', token = '' }: Credentials,
  { fetch, now }: Outside,
): Hosting {
  const address = parseAddress(entered);
  // Hosts must not redirect: the token would go along.
  const http = createHttp({ fetch, now, hosts: [], timeLimitMs: CALL_LIMIT_MS });
  const request = createRequest(address, token, http);
  // The host hides values of variables in what it shows; that it hides the token is not taken for granted.
  const hidden = [{ name: 'token', value: token }];

  return {
    offer: () => readOffer(request),
    list: (place) => listEnvironments(request, place),
    async find(ref) {
      const found = await findEnvironment(request, ref);
      return found === 'gone' ? 'gone' : toEnvironment(found, ref.place);
    },
    matches: (listed, { name }) => listed.name === name,
    async findEnd(ref) {
      const found = await findEnvironment(request, ref);
      return found === 'gone' ? undefined : endOf(found, hidden);
    },
    async create(spec) {
      const made = await deploy(request, token, spec);
      return toEnvironment(made, optionsOf(spec.options).place);
    },
    async remove({ id, place }) {
      const url = environmentUrl(request, place, id);
      try {
        await request.write({ purpose: 'delete the environment', method: 'DELETE', url });
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
    steps: () => STEPS,
    async startStep(step, environment, spec) {
      const { commit } = spec.source;
      const known = [...hidden, ...hiddenOf(spec.variables, spec.readable)];
      if (isVerify(step)) return verify(request, environment, commit, 0, known);
      return deployProgress(await deploy(request, token, spec), commit, 0, known);
    },
    async readStep(step, environment, spec, startedAt) {
      const { commit } = spec.source;
      const waitedMs = now() - startedAt;
      if (isVerify(step)) return verify(request, environment, commit, waitedMs, hidden);
      const found = await findEnvironment(request, environment);
      if (found === 'gone') throw missing();
      return deployProgress(found, commit, waitedMs, hidden);
    },
    async stopStep(_step, environment) {
      const found = await findEnvironment(request, environment);
      if (found === 'gone' || !isUnderWay(found)) return;
      const url = `${environmentUrl(request, environment.place, environment.id)}/cancel`;
      const body = { deployment: found.deployment.id };
      await request.write({ purpose: 'stop the deployment', method: 'POST', url, body });
    },
  };
}

function isVerify(step: string): boolean {
  if (STEPS.some(({ id }) => id === step)) return step === 'verify';
  throw new FailureError(
    permanent(
      'internal',
      `There is no step ${step} at a host of your own.`,
      'Redeploy: the deployment was planned by another version of the app.',
    ),
  );
}
