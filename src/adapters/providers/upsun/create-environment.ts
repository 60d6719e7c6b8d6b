import { cleanText, shortLine } from '../../../domain/clean-text';
import { FailureError, permanent, transient, type Failure } from '../../../domain/failure';
import type { DeploymentSpec, Environment } from '../../../domain/provider';
import { environmentPath, listAll, mayBePreview, toEnvironment } from './environment';
import { problemOf, readIntegrations, whyNotFetched } from './integration';
import { nameInTitle, titleOf } from './mark';
import { optionsOf } from './options';
import type { UpsunEnvironment } from './protocol';
import type { UpsunRequest } from './request';

/** So long Upsun may take to hear of a branch and to fetch it. */
export const FETCH_LIMIT_MS = 10 * 60_000;

/** How soon a branch that Upsun has not fetched is looked for again. */
const FETCH_RETRY_SECONDS = 15;

/**
 * Makes the environment of the branch the preview's, without activating it. Upsun makes environments
 * itself, one of each branch, when it fetches them: until then this fails, after some time for good.
 * One that is active already belongs to somebody else: it is refused, so that nobody loses what runs in it.
 */
export async function createEnvironment(
  request: UpsunRequest,
  spec: DeploymentSpec,
  now: number,
): Promise<Environment> {
  const { source, origin, begunAt = now } = spec;
  if (source.fork) throw new FailureError(forkRefused());
  const { project, consoleUrl } = optionsOf(spec.options);
  const [integrations, all] = await Promise.all([
    readIntegrations(request, project),
    listAll(request, project),
  ]);
  const problem = problemOf(integrations, origin.repository);
  if (problem) throw new FailureError(problem);
  const found = findBranch(all, source.branch);
  if (!found) {
    const isLate = now - begunAt > FETCH_LIMIT_MS;
    throw new FailureError(isLate ? await whyNotFetched(request, project, spec) : notYet(spec));
  }
  const refusal = refusalOf(found, spec);
  if (refusal) throw new FailureError(refusal);
  const title = titleOf(spec);
  if (found.title !== title) await claim(request, found, spec, all);
  return toEnvironment({ ...found, title }, project, consoleUrl);
}

function findBranch(all: UpsunEnvironment[], branch: string): UpsunEnvironment | undefined {
  return all.find(({ id }) => id === branch) ?? all.find(({ name }) => name === branch);
}

/** Names the preview in the title, and says of what the environment is to be a copy. */
async function claim(
  request: UpsunRequest,
  found: UpsunEnvironment,
  spec: DeploymentSpec,
  all: UpsunEnvironment[],
): Promise<void> {
  const { project, data } = optionsOf(spec.options);
  const { destination } = spec.origin;
  // A branch that is none of the project's cannot be a parent: then it stays the main environment.
  const parent = destination === undefined ? undefined : findBranch(all, destination)?.id;
  const body = {
    title: titleOf(spec),
    clone_parent_on_create: data === 'parent',
    ...(parent === undefined || parent === found.id ? {} : { parent }),
  };
  await request.write({
    purpose: "make the branch's environment a preview",
    method: 'PATCH',
    path: environmentPath(project, found.id),
    target: 'environment',
    body,
  });
}

function refusalOf(found: UpsunEnvironment, spec: DeploymentSpec): Failure | undefined {
  const branch = shortLine(cleanText(spec.source.branch), 80);
  if (!mayBePreview(found)) {
    return taken(
      `The branch ${branch} has the ${found.is_main ? 'main' : found.type} environment of the Upsun project.`,
      'It is no preview and stays as it is. Open the pull request from another branch.',
    );
  }
  const owner = nameInTitle(found.title);
  if (owner === spec.name) return undefined;
  if (owner !== undefined) {
    const other = /^preview-pr-(\d+)-/.exec(owner)?.[1];
    return taken(
      `The branch ${branch} has one environment at Upsun, which is the preview of ${other ? `pull request #${other}` : 'another subject'}.`,
      'Use that preview. When it is removed, somebody redeploys this one.',
    );
  }
  if (found.status === 'deleting') {
    return transient('environment-not-made', `Upsun is deleting the environment of ${branch}.`);
  }
  if (found.status === 'inactive') return undefined;
  return taken(
    `The environment of the branch ${branch} runs at Upsun already, and this app did not activate it.`,
    'If its data is not needed, deactivate it in the Upsun Console; then redeploy.',
  );
}

function taken(message: string, remedy: string): Failure {
  return permanent('environment-taken', message, remedy, 'provider');
}

function forkRefused(): Failure {
  return permanent(
    'fork-unsupported',
    'This pull request comes from a fork, and Upsun has environments of branches of the repository only.',
    'To have a preview, push the branch to the repository itself and open the pull request from there.',
  );
}

function notYet({ source }: DeploymentSpec): Failure {
  const branch = shortLine(cleanText(source.branch), 80);
  return {
    ...transient(
      'branch-not-fetched',
      `Upsun has not fetched the branch ${branch} from Bitbucket yet.`,
      'It is looked for again by itself, for ten minutes. The Bitbucket integration of the Upsun project fetches branches.',
    ),
    retryAfterSeconds: FETCH_RETRY_SECONDS,
  };
}
