import {
  MAIN_TARGET,
  previewOfPullRequest,
  subjectTag,
  type PreviewKey,
  type RepositoryKey,
} from './preview-key';

const OF_PULL_REQUEST = /^preview-pr-([1-9]\d{0,8})-([0-9a-f]{12})(?:-([a-z][a-z0-9]{0,11}))?$/;

/**
 * The name of a preview's environment at the provider. It depends on the key alone, so that an
 * environment whose creation was never confirmed is found again instead of made twice, and it fits
 * a DNS label (at most 63 characters).
 */
export function environmentName(key: PreviewKey): string {
  const name = `preview-${subjectTag(key.subject)}-${repositoryTag(key)}`;
  return key.target === MAIN_TARGET ? name : `${name}-${key.target}`;
}

/**
 * The preview of a pull request of `repository` that an environment of this name belongs to; undefined
 * for any other name. A branch cannot be told from a name: only its record knows it.
 */
export function previewOfEnvironment(
  name: string,
  repository: RepositoryKey,
): PreviewKey | undefined {
  const [, id, tag, target] = OF_PULL_REQUEST.exec(name) ?? [];
  return tag === repositoryTag(repository)
    ? previewOfPullRequest(repository, Number(id), target)
    : undefined;
}

function repositoryTag(repository: RepositoryKey): string {
  return repository.repositoryId.replaceAll('-', '').slice(0, 12);
}
