import { ApiError } from '../api-error';

/**
 * What `q` and `sort` may name in a list; `author.*` stands for each field of the author. These are the
 * fields that Bitbucket's documents name or that public clients use: nobody knows whether it takes more.
 * A list that is not here takes neither.
 */
export const LIST_FIELDS = {
  repositories: [
    ...['name', 'full_name', 'slug', 'uuid', 'description', 'language', 'size', 'scm'],
    ...['is_private', 'created_on', 'updated_on', 'parent.*', 'project.*', 'owner.*'],
  ],
  pullRequests: [
    ...['id', 'title', 'description', 'state', 'draft', 'created_on', 'updated_on'],
    ...['comment_count', 'task_count', 'author.*', 'reviewers.*', 'source.*', 'destination.*'],
  ],
  comments: [
    ...['id', 'created_on', 'updated_on', 'deleted', 'content.raw', 'inline.*'],
    ...['parent.id', 'user.*'],
  ],
  branches: ['name', 'target.*'],
  statuses: ['key', 'name', 'state', 'type', 'refname', 'created_on', 'updated_on'],
  files: ['path', 'type', 'size', 'mimetype', 'attributes'],
  ownPermissions: ['permission', 'repository.name', 'repository.full_name'],
  permissionsOfRepository: ['permission', 'user.*'],
} as const satisfies Record<string, readonly string[]>;

/** Throws a 400 for a field that is none of `known`. */
export function checkField(field: string, known: readonly string[]): void {
  const isKnown = known.some((one) =>
    one.endsWith('.*') ? field.startsWith(one.slice(0, -1)) : field === one,
  );
  if (!isKnown) throw new ApiError(400, `This list cannot be filtered or sorted by ${field}.`);
}
