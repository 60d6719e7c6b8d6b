import { array, nullish, object, record, safeParse, string, unknown } from 'valibot';
import { parseCiFile } from './judge-ci-file';
import type { LogRef } from './log-ref';
import { readCiFile } from './read-ci-file';
import type { CodesphereRequest } from './request';

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
  // It only makes the words better: whatever is wrong with the file, the failure itself is told.
  const file = await readCiFile(request, id, profile).catch(() => undefined);
  return file?.state === 'read' ? findStep(parseCiFile(file.text), ref) : undefined;
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
