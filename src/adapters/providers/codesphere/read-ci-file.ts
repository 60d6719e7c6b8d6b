import { RefusalError } from './refusal';
import type { CodesphereRequest } from './request';
import { runScript } from './run-script';

/** A longer file is not read. */
const LONGEST_FILE = 64 * 1024;

/** The last line says that all before it is the file. */
const PRINT = `[ -e "$PREVIEW_FILE" ] || { echo missing; exit; }
head -c ${LONGEST_FILE} -- "$PREVIEW_FILE" && printf '\\nread'`;

/** The CI file of a checkout. `unread` where it is not known whether there is one. */
export type CiFile = { state: 'read'; text: string } | { state: 'missing' | 'unread' };

/** Reads the CI file in the environment, as far as Codesphere runs the command that prints it. */
export async function readCiFile(
  request: CodesphereRequest,
  id: string,
  profile: string | undefined,
): Promise<CiFile> {
  const variables = { PREVIEW_FILE: ciFile(profile) };
  try {
    const output = await runScript(request, id, 'read the CI file', PRINT, variables);
    if (output.trim() === 'missing') return { state: 'missing' };
    const [, text] = /^([^]*)\nread\s*$/.exec(output) ?? [];
    if (text === undefined || text.length >= LONGEST_FILE) return { state: 'unread' };
    return { state: 'read', text };
  } catch (error) {
    // A command of an earlier stage may keep ours from running: Codesphere itself reads the file all the same.
    const isRefused = error instanceof RefusalError && error.failure.code === 'provider-refused';
    if (isRefused) return { state: 'unread' };
    throw error;
  }
}

/** The CI file of a profile. */
export function ciFile(profile: string | undefined): string {
  return profile ? `ci.${profile}.yml` : 'ci.yml';
}
