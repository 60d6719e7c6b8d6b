import { FailureError } from '../../../domain/failure';
import { environmentCall } from './environment';
import type { WorkspaceSpec } from './options';
import { readHidden } from './read-env-vars';
import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';

/** Failures that say nothing about the repository, or that somebody else takes up. */
const PASSED_ON = ['token-rejected', 'rate-limited', 'environment-missing', 'environment-asleep'];

/**
 * Has Codesphere pull the branch, which it does with the account that its user connected. Answers what it
 * said when it refused, else nothing; `unanswered` when it takes longer than a call may, and perhaps goes
 * on. It may not get to the commit, for example after a force push; what was fetched is there all the same.
 */
export async function pull(
  request: CodesphereRequest,
  id: string,
  { branch, readable }: Pick<WorkspaceSpec, 'branch' | 'readable'>,
): Promise<{ refusal: string } | 'unanswered'> {
  // In full it is no option of git's.
  const name = branch.startsWith('-') ? `refs/heads/${branch}` : branch;
  const path = `/git/pull/origin/${encodeURIComponent(name)}`;
  const knowing = request.knowing(() => readHidden(request, id, readable));
  try {
    await knowing.write(environmentCall(id, 'pull the branch', 'POST', path));
    return { refusal: '' };
  } catch (error) {
    if (!(error instanceof FailureError) || PASSED_ON.includes(error.failure.code)) throw error;
    if (!(error instanceof RefusalError) || error.status >= 500) return 'unanswered';
    return { refusal: error.words || `refused with status ${error.status}` };
  }
}
