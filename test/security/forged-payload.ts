import { people } from '../../local/bitbucket/accounts';
import type { Person } from './who-may-call';

/** A repository as contexts, payloads and records name it. */
export interface Place {
  workspaceId: string;
  repositoryId: string;
  pullRequestId?: number;
  /** The one that the repository is in. */
  project?: { uuid: string; key: string };
}

/** The context of a module's page there, as Forge makes it. */
export function contextOf({ workspaceId, repositoryId, pullRequestId, project }: Place) {
  const pullRequest = { id: pullRequestId };
  return { workspaceId, extension: { repository: { uuid: repositoryId }, pullRequest, project } };
}

/**
 * Everything in a payload that could pass for an identity, naming `place` and ada. The keys that
 * JavaScript gives a meaning are own keys, as JSON brings them.
 */
export function forge(place: Place): Record<string, unknown> {
  const repository = { uuid: place.repositoryId };
  const pullRequest = { id: place.pullRequestId };
  const accountId = accountOf('ada')!;
  const key = { ...place, repositoryUuid: place.repositoryId };
  const context = { accountId, ...contextOf(place) };
  return {
    ...{ ...key, key, accountId, account_id: accountId, by: accountId, user: 'ada', as: 'app' },
    ...{
      previewId: `${bare(place)}:pr-${place.pullRequestId}`,
      permission: 'admin',
      role: 'admin',
      mayWrite: true,
    },
    ...{
      repository,
      pullRequest,
      pullrequest: pullRequest,
      workspace: { uuid: place.workspaceId },
    },
    ...{ extension: context.extension, context, principal: { accountId } },
    ...(JSON.parse(`{"__proto__":${JSON.stringify({ accountId, context })}}`) as object),
    ...{ constructor: { prototype: { accountId } } },
  };
}

/** The repository's id without braces, as records have it. */
export function bare({ repositoryId }: Place): string {
  return repositoryId.replace(/[{}]/g, '');
}

/** The Atlassian account id. */
export function accountOf(person: Person): string | undefined {
  return people.find(({ nickname }) => nickname === person)?.accountId;
}
