import type { PreviewKey, RepositoryKey } from './preview-key';

const PREFIX = 'preview-pr';
const NAME = new RegExp(`^${PREFIX}-([1-9]\\d{0,8})-([0-9a-f]{12})$`);

/**
 * The name of a preview's environment at the provider. It depends on the key alone, so that an
 * environment whose creation was never confirmed is found again instead of made twice, and it fits
 * a DNS label (at most 63 characters).
 */
export function environmentName(key: PreviewKey): string {
  return `${PREFIX}-${key.pullRequestId}-${repositoryTag(key)}`;
}

/**
 * The number of the pull request that an environment of this name belongs to, or undefined when the
 * environment is not a preview of `repository`.
 */
export function pullRequestOfEnvironment(
  name: string,
  repository: RepositoryKey,
): number | undefined {
  const match = NAME.exec(name);
  return match?.[2] === repositoryTag(repository) ? Number(match[1]) : undefined;
}

function repositoryTag(repository: RepositoryKey): string {
  return repository.repositoryId.replaceAll('-', '').slice(0, 12);
}
