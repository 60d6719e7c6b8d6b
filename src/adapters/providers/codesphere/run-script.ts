import { object, string } from 'valibot';
import { environmentCall } from './environment';
import type { CodesphereRequest } from './request';

const Executed = object({ output: string() });

/**
 * Runs the script in the variable `PREVIEW_SCRIPT` without the env vars of the environment, which are made
 * for its app: `GIT_DIR` or `PATH` among them would lead our own commands astray.
 */
const COMMAND = `
export PATH="/usr/local/bin:/usr/bin:/bin:$PATH" names=
for name in $(compgen -e); do
  case $name in HOME | USER | PATH | PREVIEW_*) ;; *) names="$names -u $name" ;; esac
done
exec env $names LC_ALL=C GIT_TERMINAL_PROMPT=0 bash -c "$PREVIEW_SCRIPT"
`.trim();

/**
 * What a script prints in the checkout of an environment, within Codesphere's 5 s. Text from outside reaches
 * it in variables, whose names begin with `PREVIEW_`, so that it is never read as a command.
 */
export async function runScript(
  request: CodesphereRequest,
  id: string,
  purpose: string,
  script: string,
  variables: Record<`PREVIEW_${string}`, string>,
): Promise<string> {
  const body = { command: COMMAND, env: { ...variables, PREVIEW_SCRIPT: script } };
  const call = environmentCall(id, purpose, 'POST', '/execute', { body });
  return (await request.read(call, Executed)).output;
}
