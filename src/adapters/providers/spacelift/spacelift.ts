import { FailureError, permanent, unknownStep } from '../../../domain/failure';
import type { Credentials } from '../../../domain/provider-kind';
import type { EnvironmentRef, Step } from '../../../domain/provider';
import type { Hosting, Outside } from '../../../ports/hosting';
import { createHttp } from '../../http/http';
import { parseAccount } from './account';
import { followRuns } from './follow-runs';
import { readOffer } from './offer';
import { optionsOf, placeOf } from './options';
import { createRequest } from './request';
import { reviewRuns } from './review-runs';
import { sessionOf } from './session';
import { startRuns } from './start-runs';
import { stopRuns } from './stop-runs';

/** The longest time for one call. */
const CALL_LIMIT_MS = 10_000;

const STEPS: Step[] = [
  { id: 'start', title: 'Find or start the run' },
  { id: 'plan', title: 'Plan' },
];

/**
 * Spacelift, reached with one API key. It gives reports: what the app keeps of one is its own, so nothing is made,
 * listed or deleted here. Makes no call by itself. An account that is none is a `FailureError`.
 */
export function connectSpacelift(
  { account = '', keyId = '', secret = '' }: Credentials,
  outside: Outside,
): Hosting {
  const host = parseAccount(account);
  const { now } = outside;
  // Redirects are not followed: every address is built here.
  const http = createHttp({ ...outside, hosts: [], timeLimitMs: CALL_LIMIT_MS });
  const id = keyId.trim();
  const session = sessionOf({ host, id, secret: secret.trim() }, outside, http);
  const request = createRequest({ host, keyId: id }, session, http);
  const shown = ({ id: name, place }: EnvironmentRef) => ({ id: name, name, place, size: '' });

  return {
    offer: () => readOffer(request),
    list: () => Promise.resolve([]),
    find: (ref) => Promise.resolve(shown(ref)),
    matches: (listed, { name }) => listed.name === name,
    create({ name, source, options }) {
      if (source.fork) return Promise.reject(new FailureError(FORK));
      return Promise.resolve(shown({ id: name, place: placeOf(optionsOf(options)) }));
    },
    async remove({ place }, commit) {
      if (commit !== undefined) await stopRuns(request, { place, commit, which: 'ours' });
    },
    steps: () => STEPS,
    async startStep(step, environment, spec) {
      if (step === 'start') return startRuns(request, environment, spec, now());
      if (step === 'plan') return followRuns(request, environment, spec, 0);
      throw unknownStep('Spacelift', step);
    },
    async readStep(step, environment, spec, startedAt) {
      if (step === 'start') return startRuns(request, environment, spec, now());
      if (step === 'plan') return followRuns(request, environment, spec, now() - startedAt);
      throw unknownStep('Spacelift', step);
    },
    act: (_, act) => reviewRuns(request, act),
    stopStep: (_step, { place }, commit) => stopRuns(request, { place, commit, which: 'all' }),
  };
}

/** A plan runs code of the commit with the credentials of the stack. */
const FORK = permanent(
  'fork-unsupported',
  'This pull request comes from a fork, and a plan would run its code with the credentials of the stack.',
  'To have a plan, push the branch to the repository itself and open the pull request from there.',
);
