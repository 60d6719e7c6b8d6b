import { stripVTControlCharacters } from 'node:util';
import type { Variable } from './deployment-request';

/** How many lines of a log are kept, and how long each may be. */
const LINES = 60;
const LINE_LENGTH = 500;

/** What of one line is looked at; what follows is passed over until the line ends. */
const LONGEST_LINE = 64 * 1024;

/** Shorter values are words of every log; hiding them would hide the log, and they can be guessed. */
const SHORTEST_HIDDEN = 6;

/**
 * Fills `lines` with the last lines of an output, in which the values of secret variables are
 * replaced by their names. They are hidden before a line is kept, so that none reaches the disk.
 */
export function createStepLog(lines: string[], variables: Variable[]): (text: string) => void {
  const hidden = variables.filter(({ secret }) => secret).flatMap(formsOf);
  // Of two values of which one holds the other, the longer one is replaced first.
  hidden.sort(([a], [b]) => b.length - a.length);
  let rest = '';

  function keep(line: string): void {
    let text = stripVTControlCharacters(line);
    for (const [form, name] of hidden) text = text.replaceAll(form, `[${name}]`);
    lines.push(text.slice(0, LINE_LENGTH));
    if (lines.length > LINES) lines.shift();
  }

  return (text) => {
    // A carriage return alone begins the line anew on a terminal; here each is a line.
    const parts = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = (parts.pop() ?? '').slice(0, LONGEST_LINE);
    parts.forEach(keep);
  };
}

/** A value as programs print it: as it is, line by line, and as JSON, URLs and base64 write it. */
function formsOf({ name, value }: Variable): [form: string, name: string][] {
  if (value.length < SHORTEST_HIDDEN) return [];
  const base64 = Buffer.from(value).toString('base64');
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), base64]
    .flatMap((form) => form.split(/\r?\n/))
    .filter((form) => form.length >= SHORTEST_HIDDEN)
    .map((form) => [form, name]);
}
