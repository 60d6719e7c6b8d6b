import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Looks whether git takes the folder for a repository, with this person's own settings: git does
 * not read a folder of somebody else's unless that person trusts it.
 *
 * @throws Error in one line that says what is wrong and what to do
 */
export async function checkRepository(path: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = ['-C', path, 'rev-parse', '--git-dir'];
  await promisify(execFile)('git', args, { env }).catch((error: { stderr?: string }) => {
    const message = `--repo ${path} cannot be used: ${readReason(error.stderr ?? '')}`;
    throw new Error(message, { cause: error });
  });
}

/** Git's own words; of the advice behind them, the command alone. */
function readReason(words: string): string {
  const [first = ''] = words.trim().split('\n');
  const reason = first.replace(/^fatal: /, '');
  const command = /^\s+(git config --global --add safe\.directory .*)$/m.exec(words)?.[1];
  return command ? `${reason}. If you trust it, run: ${command}` : reason;
}
