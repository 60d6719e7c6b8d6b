import { array, object, safeParse, string } from 'valibot';
import { cleanText } from '../../../domain/clean-text';
import { hideValuesInTail } from '../../../domain/hide-values';
import { tailOf } from '../../../domain/log-tail';
import { parseJson } from '../../../domain/parse-json';
import type { EnvironmentVariable } from '../../../domain/provider';

const LogEntries = array(object({ data: string() }));

/** The last lines of a log, from the text of Codesphere's event stream; see `parseLog`. */
export function parseLogTail(stream: string, variables: EnvironmentVariable[]): string[] {
  return tailOf(parseLog(stream, variables));
}

/**
 * The end of a log, 64 KiB at most, from the text of Codesphere's event stream: events `data` carry a JSON
 * array of `{timestamp, kind, data}`, anything else is passed over. Values of `variables` are hidden.
 */
export function parseLog(stream: string, variables: EnvironmentVariable[]): string {
  const pieces = stream.split(/\r?\n\r?\n/).flatMap((event) => {
    const entries = safeParse(LogEntries, parseData(event));
    return entries.success ? entries.output.map(({ data }) => data) : [];
  });
  // Entries are lines without their end, or pieces of output as they came: only the latter have any.
  const separator = pieces.some((piece) => piece.includes('\n')) ? '' : '\n';
  return hideValuesInTail(cleanText(pieces.join(separator)), variables).trimEnd();
}

function parseData(event: string): unknown {
  const data = event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length));
  return parseJson(data.join('\n'));
}
