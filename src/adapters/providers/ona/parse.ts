import type { FieldError, FieldValues } from '../../../domain/field';
import type { ProviderOptions } from '../../../domain/provider';
import { offerOf, uncheckedProblem, type KnownOptions } from '../../../domain/provider-kind';
import { ADMISSIONS, optionsOf, STARTS, TIMEOUTS, type OnaOptions } from './options';

const LONGEST_COMMAND = 2000;
const LOWEST_PORT = 1024;
const HIGHEST_PORT = 65_535;
/** A path below the repository's root. */
const PATH = /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[\w./-]{1,200}$/;

/** The options that were chosen, or everything that is wrong with them, each at its field. */
export function parse(
  values: FieldValues,
  known: KnownOptions,
): { options: ProviderOptions } | { errors: FieldError[] } {
  const saved = known.saved && optionsOf(known.saved);
  const text = (name: string) => (typeof values[name] === 'string' ? values[name].trim() : '');
  const classId = text('class');
  const start = STARTS.find((one) => one === values.start);
  const admission = ADMISSIONS.find((one) => one === values.admission);
  const timeout = TIMEOUTS.find((one) => one === values.timeout);
  const [command, file, port] = [text('command'), text('file'), Number(text('port'))];
  const place = (offerOf(known)?.places ?? known.places)[0]?.place ?? saved?.place;
  const problems: [string, string | undefined][] = [
    [
      'class',
      place === undefined ? 'The account is not known.' : problemOfClass(classId, known, saved),
    ],
    ['start', start ? undefined : 'Choose how the app is started.'],
    ['command', start === 'command' ? problemOfCommand(command) : undefined],
    ['file', start === 'file' && !PATH.test(file) ? 'Enter a path in the repository.' : undefined],
    ['port', problemOfPort(port)],
    ['admission', admission ? undefined : 'Choose who may open a preview.'],
    ['timeout', timeout ? undefined : 'Choose when a preview is stopped.'],
  ];
  const errors = problems.flatMap(([field, message]) => (message ? [{ field, message }] : []));
  if (errors.length > 0 || !start || !admission || !timeout || place === undefined) {
    return { errors };
  }
  const title = offerOf(known)?.choices.class?.find(({ value }) => value === classId)?.title;
  const before = saved?.classId === classId ? saved.classTitle : undefined;
  const options: OnaOptions = {
    place,
    classId,
    classTitle: title ?? before ?? classId,
    start,
    command,
    file,
    port,
    admission,
    timeout,
  };
  return { options };
}

function problemOfCommand(command: string): string | undefined {
  if (!command) return 'Enter the command that starts the app.';
  return command.length > LONGEST_COMMAND
    ? `A command has at most ${LONGEST_COMMAND} characters. Put it into a script.`
    : undefined;
}

function problemOfPort(port: number): string | undefined {
  const isPort = Number.isInteger(port) && port >= LOWEST_PORT && port <= HIGHEST_PORT;
  return isPort ? undefined : `Enter a port from ${LOWEST_PORT} to ${HIGHEST_PORT}.`;
}

/** What is in use already may stay, also while nobody can be asked. */
function problemOfClass(
  classId: string,
  known: KnownOptions,
  saved: OnaOptions | undefined,
): string | undefined {
  if (!classId) return 'Choose an environment class.';
  const offer = offerOf(known);
  if (offer?.choices.class?.some(({ value }) => value === classId)) return undefined;
  if (saved?.classId === classId && !offer) return undefined;
  if (offer) return 'The token does not open this environment class. Choose another.';
  return uncheckedProblem('The environment class', known);
}
