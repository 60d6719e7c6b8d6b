import { createHash } from 'node:crypto';
import * as v from 'valibot';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** An id of Bitbucket without braces, lower case. */
export const Uuid = v.pipe(v.string(), v.regex(UUID));
const PullRequestId = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(999_999_999));

/** A repository of Bitbucket. Both ids are UUIDs without braces, lower case: names change, ids do not. */
export const RepositoryKey = v.object({ workspaceId: Uuid, repositoryId: Uuid });
export type RepositoryKey = v.InferOutput<typeof RepositoryKey>;

/** A pull request of a repository, as Bitbucket counts them. */
export interface PullRequestKey extends RepositoryKey {
  pullRequestId: number;
}

/** What a preview is of. */
export const Subject = v.variant('kind', [
  v.object({ kind: v.literal('pull-request'), id: PullRequestId }),
  // Git allows longer names of branches; Bitbucket and file systems do not.
  v.object({
    kind: v.literal('branch'),
    name: v.pipe(v.string(), v.minLength(1), v.maxLength(255)),
  }),
]);
export type Subject = v.InferOutput<typeof Subject>;

/** A preview: one target of one subject of a repository. */
export const PreviewKey = v.object({
  ...RepositoryKey.entries,
  subject: Subject,
  /**
   * Which of the subject's previews, where it has several; `MAIN_TARGET` unless an admin named more. It is
   * part of an environment's name, which has to fit a DNS label.
   */
  target: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9]{0,11}$/)),
});
export type PreviewKey = v.InferOutput<typeof PreviewKey>;

/** The target of a subject that has only one. */
export const MAIN_TARGET = 'main';

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
  return v.is(PullRequestId, number) ? number : undefined;
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

/** The preview of a pull request, its main target unless another one is named. */
export function previewOfPullRequest(
  { workspaceId, repositoryId }: RepositoryKey,
  id: number,
  target = MAIN_TARGET,
): PreviewKey {
  return { workspaceId, repositoryId, subject: { kind: 'pull-request', id }, target };
}

/** The preview of a branch; undefined for a name that no branch of Bitbucket's has. */
export function previewOfBranch(
  { workspaceId, repositoryId }: RepositoryKey,
  name: string,
): PreviewKey | undefined {
  const subject = { kind: 'branch' as const, name };
  if (!v.is(Subject, subject)) return undefined;
  return { workspaceId, repositoryId, subject, target: MAIN_TARGET };
}

/** The pull request that a preview is of. @throws Error for a preview of a branch */
export function getPullRequest(key: PreviewKey): PullRequestKey {
  const { workspaceId, repositoryId, subject } = key;
  if (subject.kind !== 'pull-request') throw new Error(`${previewId(key)} is of a branch.`);
  return { workspaceId, repositoryId, pullRequestId: subject.id };
}

/** A subject as people name it within a sentence: `pull request 12`, `branch main`. */
export function subjectTitle(subject: Subject): string {
  return subject.kind === 'pull-request' ? `pull request ${subject.id}` : `branch ${subject.name}`;
}

/**
 * A subject in one word of at most 15 characters that fits a DNS label: `pr-12`, or for a branch, whose
 * name may hold anything, `br-` and 12 digits of its SHA-256.
 */
export function subjectTag(subject: Subject): string {
  if (subject.kind === 'pull-request') return `pr-${subject.id}`;
  return `br-${createHash('sha256').update(subject.name).digest('hex').slice(0, 12)}`;
}

/** One word for a key: storage key, concurrency key and log lines all use it. */
export function previewId({ repositoryId, subject, target }: PreviewKey): string {
  const id = `${repositoryId}:${subjectTag(subject)}`;
  return target === MAIN_TARGET ? id : `${id}:${target}`;
}
