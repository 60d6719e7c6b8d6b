import * as v from 'valibot';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const Uuid = v.pipe(v.string(), v.regex(UUID));

/** A repository of Bitbucket. Both ids are UUIDs without braces, lower case: names change, ids do not. */
export const RepositoryKey = v.object({ workspaceId: Uuid, repositoryId: Uuid });
export type RepositoryKey = v.InferOutput<typeof RepositoryKey>;

/** The pull request that a preview belongs to. */
export const PreviewKey = v.object({
  ...RepositoryKey.entries,
  pullRequestId: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});
export type PreviewKey = v.InferOutput<typeof PreviewKey>;

/**
 * A UUID as Bitbucket and Forge write it, with or without braces, as the bare lower-case form.
 * Undefined for anything else: storage keys must not hold braces, nor what an outsider made up.
 */
export function parseUuid(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const bare = value.replace(/^\{(.*)\}$/, '$1').toLowerCase();
  return UUID.test(bare) ? bare : undefined;
}

/** The number of a pull request, or undefined for anything but a positive whole number. */
export function parsePullRequestId(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number > 0
    ? number
    : undefined;
}

/** The repository that `value` names, or undefined when a part is missing or malformed. */
export function parseRepositoryKey(value: {
  workspaceId?: unknown;
  repositoryId?: unknown;
}): RepositoryKey | undefined {
  const workspaceId = parseUuid(value.workspaceId);
  const repositoryId = parseUuid(value.repositoryId);
  return workspaceId && repositoryId ? { workspaceId, repositoryId } : undefined;
}

/** The preview that `value` names, or undefined when a part is missing or malformed. */
export function parsePreviewKey(value: {
  workspaceId?: unknown;
  repositoryId?: unknown;
  pullRequestId?: unknown;
}): PreviewKey | undefined {
  const repository = parseRepositoryKey(value);
  const pullRequestId = parsePullRequestId(value.pullRequestId);
  return repository && pullRequestId ? { ...repository, pullRequestId } : undefined;
}

/** One word for a key: storage key, concurrency key and log lines all use it. */
export function previewId(key: PreviewKey): string {
  return `${key.repositoryId}:${key.pullRequestId}`;
}
