import { object, string } from 'valibot';
import { readAnswer, RefusalError, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { braced, query } from './repository-path';

const Own = object({ permission: string() });

/** Whether the person who calls is an owner of the workspace, which is what Bitbucket calls its admins. */
export async function ownsWorkspace(
  request: BitbucketRequest,
  workspaceId: string,
): Promise<boolean> {
  const call: BitbucketCall = {
    purpose: 'read your role in the workspace',
    path: `/2.0/user/workspaces/${braced(workspaceId)}/permission${query({ fields: 'permission' })}`,
  };
  try {
    const answer = await readAnswer(request, call, Own);
    return answer !== 'absent' && answer.permission === 'owner';
  } catch (error) {
    // To whoever is no member Bitbucket says nothing.
    if (error instanceof RefusalError && error.status === 403) return false;
    throw error;
  }
}
