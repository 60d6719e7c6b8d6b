import * as v from 'valibot';
import { cleanText, shortLine } from '../../../domain/clean-text';
import { permanent, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Place } from '../../../domain/provider';
import { shortHash } from '../../../domain/pull-request';
import { projectPath, type Call } from './call';
import { Activity, Integration } from './protocol';
import { RefusalError } from './refusal';
import type { UpsunRequest } from './request';

const TITLE = 'Bitbucket integration of the Upsun project';

/** The integrations of a project; undefined when the token may not see them: that takes an admin of the project. */
export async function readIntegrations(
  request: UpsunRequest,
  project: Place,
): Promise<Integration[] | undefined> {
  const path = projectPath(project, 'integrations');
  const call: Call = { purpose: 'list the integrations', method: 'GET', path, target: 'project' };
  try {
    return await request.read(call, v.array(Integration));
  } catch (error) {
    if (error instanceof RefusalError && error.status === 403) return undefined;
    throw error;
  }
}

/** The integration by which Upsun gets the branches of a repository. */
function integrationOf(
  integrations: Integration[] | undefined,
  repository: string,
): Integration | undefined {
  return integrations?.find((one) => isBitbucket(one) && isSame(one.repository, repository));
}

/** What of the setup is missing, or would run each preview twice; undefined when nothing is, or nobody can tell. */
export function problemOf(
  integrations: Integration[] | undefined,
  repository: string,
): Failure | undefined {
  if (!integrations) return undefined;
  const found = integrationOf(integrations, repository);
  if (!found) return notConnected(integrations.find(isBitbucket)?.repository, repository);
  if (!found.fetch_branches) {
    return wrong(
      `The ${TITLE} does not fetch branches, so Upsun has no environment of the branch.`,
      'An admin of the Upsun project turns on "Fetch branches" in the integration, then somebody redeploys.',
    );
  }
  if (found.build_pull_requests) {
    return wrong(
      `The ${TITLE} builds each pull request by itself, so each preview would run and cost twice.`,
      'An admin of the Upsun project turns off "Build pull requests" in the integration, then somebody redeploys.',
    );
  }
  return undefined;
}

/** Why Upsun has not got a commit of a branch after some time: what is wrong with the integration, as far as it tells. */
export async function whyNotFetched(
  request: UpsunRequest,
  project: Place,
  { origin, source }: Pick<DeploymentSpec, 'origin' | 'source'>,
): Promise<Failure> {
  const integrations = await readIntegrations(request, project);
  const problem = problemOf(integrations, origin.repository);
  if (problem) return problem;
  const integration = integrationOf(integrations, origin.repository);
  const last = integration && (await readLastFetch(request, project, integration));
  const what = `Upsun has not fetched ${shortHash(source.commit)} of ${shortLine(cleanText(source.branch), 80)}`;
  if (last?.result === 'failure') {
    const message = `${what}: the last fetch of the ${TITLE} failed.`;
    return notFetched(
      message,
      'An admin of the Upsun project checks that the key and secret of the OAuth consumer are right and may read the repository, then somebody redeploys.',
    );
  }
  return notFetched(
    `${what}: the ${TITLE} has not told it.`,
    "An admin of the Upsun project checks that the integration's webhook is in the settings of the repository at Bitbucket, with pushes among its triggers. Then push again or redeploy.",
  );
}

async function readLastFetch(
  request: UpsunRequest,
  project: Place,
  { id }: Integration,
): Promise<Activity | undefined> {
  const path = projectPath(project, 'integrations', id, 'activities');
  const purpose = 'read what the integration did';
  const call: Call = { purpose, method: 'GET', path, target: 'project' };
  const activities = await request.read(call, v.array(Activity));
  return activities.find(({ type }) => type === 'integration.bitbucket.fetch');
}

function isBitbucket({ type }: Integration): boolean {
  return type === 'bitbucket';
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function notConnected(other: string | undefined, repository: string): Failure {
  const why = other
    ? `is of ${shortLine(cleanText(other), 100)}, not of ${repository}`
    : 'is missing';
  return permanent(
    'integration-missing',
    `The ${TITLE} ${why}, so Upsun has no environment of the branch.`,
    'An admin of the repository chooses the project that belongs to it, or an admin of the Upsun project adds the integration. The user guide has the steps.',
    'provider',
  );
}

function wrong(message: string, remedy: string): Failure {
  return permanent('integration-wrong', message, remedy, 'provider');
}

function notFetched(message: string, remedy: string): Failure {
  return permanent('branch-not-fetched', message, remedy, 'time');
}
