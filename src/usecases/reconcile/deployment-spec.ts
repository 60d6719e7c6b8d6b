import { defined } from '../../domain/defined';
import { madeEnvironment } from '../../domain/deployment';
import { environmentName } from '../../domain/environment-name';
import { FailureError, permanent } from '../../domain/failure';
import type { Deployment, Preview } from '../../domain/preview';
import type { DeploymentSpec, EnvironmentVariable, Origin } from '../../domain/provider';
import type { VariableContext } from '../../domain/placeholders';
import { resolveVariables, variablesFor } from '../../domain/resolve-variables';
import type { PreviewOptions } from '../../domain/settings';
import { ConflictError, usableSettings, type ReconcileRun } from './reconcile-run';

/** What shall run, env vars apart: they hold secrets and are read only when a step is started. */
export function specWithoutVariables(run: ReconcileRun, commit: string): DeploymentSpec {
  const { options } = usableSettings(run);
  const { pullRequest, deployment } = run.preview;
  const { repository, fork, branch } = pullRequest;
  const { gitUrl, private: isPrivate } = fork ?? repository;
  return {
    name: environmentName(run.key),
    source: { gitUrl, private: isPrivate, branch, commit, fork: fork !== undefined },
    origin: originOf(run),
    variables: [],
    readable: readableVariables(options, run.preview, commit),
    options: options.provider,
    fresh: deployment !== undefined && madeEnvironment(deployment, run.deps.clock.now()),
    restarts: deployment?.restarts ?? 0,
    attempt: deployment ? attemptOf(deployment) : '',
    ...defined({ begunAt: deployment?.startedAt, again: deployment?.again }),
  };
}

function originOf({ key, preview }: ReconcileRun): Origin {
  const { repository, pageUrl, destinationBranch: destination } = preview.pullRequest;
  const name = new URL(repository.gitUrl).pathname.slice(1).replace(/\.git$/, '');
  const { subject } = key;
  const pullRequest = subject.kind === 'pull-request' ? subject.id : undefined;
  return { repository: name, destination, pageUrl, ...defined({ pullRequest }) };
}

/** With the time, since the count begins again with a new record. */
function attemptOf({ number, startedAt, restarts = 0 }: Deployment): string {
  return [number, startedAt, restarts].join('-');
}

/** The env vars of a deployment of `commit` whose values anybody may read: all but secret ones. */
export function readableVariables(
  { variables }: PreviewOptions,
  preview: Preview,
  commit: string,
): EnvironmentVariable[] {
  const isFork = preview.pullRequest.fork !== undefined;
  const plain = variablesFor(variables, { isFork }).filter(({ secret }) => !secret);
  return resolveVariables(plain, {}, contextOf(preview, commit));
}

function contextOf({ key, pullRequest }: Preview, commit: string): VariableContext {
  const { branch, repository } = pullRequest;
  return { subject: key.subject, branch, commit, repositorySlug: repository.slug };
}

/** The env vars of a deployment of `commit`: secrets included, but for a fork only what is fit for it. */
export async function readVariables(
  run: ReconcileRun,
  commit: string,
): Promise<EnvironmentVariable[]> {
  const { options, secretsId } = usableSettings(run);
  const { fork } = run.preview.pullRequest;
  const variables = variablesFor(options.variables, { isFork: fork !== undefined });
  const secretValues = secretsId && !fork ? await run.deps.store.readSecretValues(secretsId) : {};
  const context = contextOf(run.preview, commit);
  const resolved = resolveVariables(variables, secretValues ?? {}, context);
  if (resolved.length === variables.length) return resolved;
  // Without all of them the environment would be set up wrongly.
  const { secretsId: id } = (await run.deps.store.readSettings(run.key)) ?? {};
  // A save in between moved them.
  if (id !== secretsId) throw new ConflictError();
  throw new FailureError(
    permanent(
      'record-unreadable',
      'Stored values of secret env vars are missing.',
      'An admin of the repository enters all of them again.',
      'settings',
    ),
  );
}
