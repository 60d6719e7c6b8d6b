import * as v from 'valibot';
import type { ProviderOptions } from '../../../domain/provider';
import { storedOptions } from '../../../domain/stored-options';

/** How the app is started: by a command of the settings, or by a file of the repository. */
export const STARTS = ['command', 'file'] as const;
/** Who may open a preview. */
export const ADMISSIONS = ['organization', 'everyone'] as const;
/** After which time without an editor Ona stops a preview; Ona takes none between nothing and 30 minutes. */
export const TIMEOUTS = ['1800s', '3600s', '10800s', '28800s', '0s'] as const;
export const TIMEOUT_WORDS: Readonly<Record<(typeof TIMEOUTS)[number], string>> = {
  '1800s': '30 minutes',
  '3600s': '1 hour',
  '10800s': '3 hours',
  '28800s': '8 hours',
  '0s': 'never',
};

/** What an admin chose for the previews of one repository. */
const OnaOptions = v.object({
  /** `<organization>/<user>`: what a token opens is its user's, in one organization. */
  place: v.string(),
  classId: v.string(),
  classTitle: v.string(),
  start: v.picklist(STARTS),
  /** Of `command`. */
  command: v.string(),
  /** Of `file`: its path in the repository. */
  file: v.string(),
  port: v.number(),
  admission: v.picklist(ADMISSIONS),
  timeout: v.picklist(TIMEOUTS),
});
export type OnaOptions = v.InferOutput<typeof OnaOptions>;

export const { damagedAt, optionsOf } = storedOptions(OnaOptions);

/** All but the titles: an environment is made for them. */
export function uses(options: ProviderOptions): unknown {
  const { classId, start, command, file, port, admission, timeout } = optionsOf(options);
  return [classId, start, start === 'command' ? command : file, port, admission, timeout];
}

/** What a change of the options is, in sentences; empty when nothing changed. */
export function describe(before: ProviderOptions | undefined, after: ProviderOptions): string[] {
  const was = before && optionsOf(before);
  const is = optionsOf(after);
  const sentences: string[] = [];
  if (was?.place !== is.place) sentences.push('Previews run for the user of this token.');
  if (was?.classId !== is.classId) sentences.push(`Environment class: ${is.classTitle}.`);
  const how = ({ start, command, file }: OnaOptions) =>
    `${start} ${start === 'file' ? file : command}`;
  if (!was || how(was) !== how(is)) {
    sentences.push(
      is.start === 'file' ? `Started by ${is.file}.` : 'Started by the command of these settings.',
    );
  }
  if (was?.port !== is.port) sentences.push(`Port: ${is.port}.`);
  if (was?.admission !== is.admission) {
    const who = is.admission === 'everyone' ? 'everybody' : 'members of the Ona organization';
    sentences.push(`Opened by ${who}.`);
  }
  if (was?.timeout !== is.timeout) {
    sentences.push(`Stopped by Ona after: ${TIMEOUT_WORDS[is.timeout]}.`);
  }
  return sentences;
}
