import { runCommand } from '../machine/run-command';
import { gitAccessVariables, processEnvironment } from '../machine/workspace-folder';
import type { GitAccess } from '../machine/workspace-engine';

const TIMEOUT_MS = 60_000;

/** The branches of a repository with their commits, as git tells them. `home` is a folder that is there. */
export async function readBranches(access: GitAccess, home: string): Promise<Map<string, string>> {
  const env = processEnvironment({ home, app: home }, gitAccessVariables(access));
  const { code, output, error } = await runCommand('git', ['ls-remote', '--heads', access.url], {
    cwd: home,
    env,
    timeoutMs: TIMEOUT_MS,
  });
  if (code !== 0) throw new Error(`git ls-remote failed: ${error.trim()}`);
  const lines = output.split('\n').map((line) => /^([0-9a-f]{40})\trefs\/heads\/(.+)$/.exec(line));
  return new Map(lines.flatMap((found) => (found ? [[found[2] ?? '', found[1] ?? '']] : [])));
}
