import { array, nullish, object, record, safeParse, string, unknown } from 'valibot';
import { parse } from 'yaml';
import { ciFile } from './ci-problem';
import { environmentCall } from './environment';
import type { LogRef } from './log-ref';
import type { CodesphereRequest } from './request';

const Executed = object({ output: string() });

/** A longer file is read as far as that. */
const LONGEST_FILE = 64 * 1024;

/** The name of the file reaches it in a variable, so that it is never read as a command. */
const PRINT = `head -c ${LONGEST_FILE} -- "$PREVIEW_FILE"`;

const Step = object({ name: nullish(string()), command: string() });
const Steps = object({ steps: array(unknown()) });
const Stages = record(string(), unknown());

/**
 * The step of the CI file that a log is of, as its author wrote it: its command, after its name if it has
 * one. Undefined when the file does not tell; a failure is told without it then.
 */
export async function readCiStep(
  request: CodesphereRequest,
  id: string,
  profile: string | undefined,
  ref: LogRef,
): Promise<string | undefined> {
  const body = { command: PRINT, env: { PREVIEW_FILE: ciFile(profile) } };
  const call = environmentCall(id, 'read the CI file', 'POST', '/execute', { body });
  try {
    const { output } = await request.read(call, Executed);
    return findStep(parse(output), ref);
  } catch {
    // It only makes the words better: whatever is wrong with the file, the failure itself is told.
    return undefined;
  }
}

/** The steps of `run` lie below it, or below each of its services. */
function findStep(file: unknown, { stage, step, server }: LogRef): string | undefined {
  const stages = safeParse(Stages, file);
  const found = stages.success ? stages.output[stage] : undefined;
  const services = safeParse(Stages, found);
  const own = services.success ? services.output[server] : undefined;
  const steps = [found, own].map((one) => safeParse(Steps, one)).find(({ success }) => success);
  const one = safeParse(Step, steps?.success ? steps.output.steps[step] : undefined);
  if (!one.success) return undefined;
  const [command = '', ...more] = one.output.command.trim().split('\n');
  const shown = more.length > 0 ? `${command} …` : command;
  return one.output.name ? `${one.output.name}: ${shown}` : shown;
}
