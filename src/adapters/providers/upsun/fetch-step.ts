import type { DeploymentSpec, Environment, StepProgress } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { hasCommit, readDeploys } from './activities';
import { FETCH_LIMIT_MS } from './create-environment';
import { readOwn } from './environment';
import { whyNotFetched } from './integration';
import type { UpsunRequest } from './request';

/** Waits until Upsun has the commit: it fetches it by itself when Bitbucket tells it of a push. */
export async function awaitCommit(
  request: UpsunRequest,
  environment: Environment,
  spec: DeploymentSpec,
  waitedMs: number,
): Promise<StepProgress> {
  const { branch, commit } = spec.source;
  const found = await readOwn(request, environment, branch);
  if (found.head_commit === commit) return { state: 'done' };
  const deploys = await readDeploys(request, environment.place, found);
  if (hasCommit(found, deploys, commit)) return { state: 'done' };
  if (waitedMs > FETCH_LIMIT_MS) {
    return { state: 'failed', failure: await whyNotFetched(request, environment.place, spec) };
  }
  return { state: 'running', detail: `Waiting until Upsun has fetched ${shortHash(commit)}` };
}
