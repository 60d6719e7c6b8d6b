import { array, nullish, object, string } from 'valibot';
import type { ToldPermission } from '../../domain/commands/command-right';
import { parseUuid, type RepositoryKey } from '../../domain/preview-key';
import { readAnswer, RefusalError, type BitbucketCall, type BitbucketRequest } from './read-answer';
import { braced, query } from './repository-path';

const Held = object({
  values: array(
    object({ permission: string(), user: nullish(object({ uuid: nullish(string()) })) }),
  ),
});

const KNOWN: readonly string[] = ['admin', 'write', 'read', 'none'] satisfies ToldPermission[];

/** Bitbucket shows the list to admins of the repository alone, and may take no such filter. */
const UNTOLD_STATUSES = [400, 401, 403];

/**
 * What somebody may do in a repository, as the app is told; `untold` for any answer that does not name that very
 * person. Nothing shows whether an app counts as an admin, to whom alone Bitbucket tells it, nor that the list can
 * be filtered by this field: of `user` its document says only that it can be.
 */
export async function readPermissionOf(
  request: BitbucketRequest,
  repository: RepositoryKey,
  uuid: string,
): Promise<ToldPermission> {
  const { workspaceId, repositoryId } = repository;
  const fields = 'values.permission,values.user.uuid';
  const filter = query({ q: `user.uuid=${JSON.stringify(uuid)}`, pagelen: '100', fields });
  const call: BitbucketCall = {
    purpose: 'read what the author of a comment may do',
    path: `/2.0/workspaces/${braced(workspaceId)}/permissions/repositories/${braced(repositoryId)}${filter}`,
  };
  try {
    const answer = await readAnswer(request, call, Held);
    if (answer === 'absent') return 'untold';
    const own = answer.values.find(({ user }) => isSame(user?.uuid, uuid));
    return own && isKnown(own.permission) ? own.permission : 'untold';
  } catch (error) {
    if (error instanceof RefusalError && UNTOLD_STATUSES.includes(error.status)) return 'untold';
    throw error;
  }
}

function isSame(one: string | null | undefined, other: string): boolean {
  const id = parseUuid(one);
  return id !== undefined && id === parseUuid(other);
}

function isKnown(permission: string): permission is ToldPermission {
  return KNOWN.includes(permission);
}
