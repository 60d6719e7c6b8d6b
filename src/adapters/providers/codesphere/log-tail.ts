import { array, object, safeParse, string } from 'valibot';
import { cleanText, shorten } from '../../../domain/clean-text';
import type { Failure } from '../../../domain/failure';
import { parseJson } from '../../../domain/parse-json';
import type { EnvironmentVariable } from '../../../domain/provider';
import { hideValuesInTail } from './hide-values';

const LogEntries = array(object({ data: string() }));

/** A test runner's summary and the stack of one failed test fit, so that its cause is still there. */
const MAX_LINES = 50;
const MAX_LINE_LENGTH = 200;

/**
 * The last lines of a log, from the text of Codesphere's event stream: events `data` carry a JSON
 * array of `{timestamp, kind, data}`, anything else is passed over. Values of `variables` are hidden.
 */
export function parseLogTail(stream: string, variables: EnvironmentVariable[]): string[] {
  const pieces = stream.split(/\r?\n\r?\n/).flatMap((event) => {
    const entries = safeParse(LogEntries, parseData(event));
    return entries.success ? entries.output.map(({ data }) => data) : [];
  });
  // Entries are lines without their end, or pieces of output as they came: only the latter have any.
  const separator = pieces.some((piece) => piece.includes('\n')) ? '' : '\n';
  return tailOf(hideValuesInTail(cleanText(pieces.join(separator)), variables));
}

/** The last fifty lines that say something, each cut to 200 characters. */
export function tailOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .slice(-MAX_LINES)
    .map((line) => shorten(line, MAX_LINE_LENGTH));
}

/** The failure with the log that shows why, when there is any. */
export function withLog(failure: Failure, logTail: string[]): Failure {
  return logTail.length > 0 ? { ...failure, logTail } : failure;
}

function parseData(event: string): unknown {
  const data = event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length));
  return parseJson(data.join('\n'));
}
