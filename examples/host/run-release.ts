import type { DeploymentRequest } from './deployment-request';
import type { Release } from './environment-record';
import { type RunningCommand, startCommand } from './processes';
import { type App, startApp } from './start-app';
import type { Surroundings } from './surroundings';

/** Who runs something for a release, and who hears of it. */
interface ShellContext {
  request: DeploymentRequest;
  around: Surroundings;
  signal: AbortSignal;
  log: (text: string) => void;
}

/** Starts the app of a release and waits until it answers. @throws FailureError when it does not */
export function startRelease(
  release: Release,
  around: Surroundings,
  signal: AbortSignal,
  log: (text: string) => void,
): Promise<App> {
  const context: ShellContext = { request: release.request, around, signal, log };
  return startApp({
    start: (port) => runInShell(context, release.run, { PORT: String(port) }),
    health: release.health,
    withinSeconds: around.limits.startSeconds,
    signal,
  });
}

/**
 * Runs a command of `preview.yml`. It gets the variables of its environment and nothing of the
 * host's, so that no key of the machine reaches the code of a pull request this way.
 */
export function runInShell(
  { request, around, signal, log }: ShellContext,
  command: string,
  more: Record<string, string> = {},
): RunningCommand {
  const shell = ['/bin/sh', '-c', command] as const;
  const [program, ...args] =
    request.size === 'low' ? (['nice', '-n', '10', ...shell] as const) : shell;
  const variables = request.variables.map(({ name, value }) => [name, value] as const);
  return startCommand({
    program,
    args,
    cwd: around.folder,
    release: around.folder,
    signal,
    env: {
      PATH: process.env.PATH ?? '/usr/bin:/bin',
      LANG: 'C.UTF-8',
      HOME: around.home,
      ...Object.fromEntries(variables),
      PREVIEW_NAME: around.name,
      PREVIEW_URL: around.url,
      PREVIEW_COMMIT: request.source.commit,
      ...more,
    },
    onOutput: log,
  });
}
