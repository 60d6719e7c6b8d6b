import { parse } from 'dotenv';
import { nameError } from '../../domain/settings-form';
import { changeOf, endOfLongValue } from './change-of';

const COMMENT_OR_BLANK = /^\s*(#|$)/;
/** An assignment whose value begins with a quote, which may go on over the lines that follow. */
const QUOTED = /^\s*(?:export\s+)?[\w.-]+\s*[=:]\s*(['"`])/;

/** More problems than these mean that the text is something else. */
const MOST_PROBLEMS = 50;

/** A statement of a dotenv text, and the line that it begins at, counted from 1. */
interface Statement {
  line: number;
  text: string;
  /** A value without quotes goes on over several lines: there is nothing to take. */
  isTorn: boolean;
}

/**
 * The variables of a dotenv text, each read as the `dotenv` package reads it. Of a name that comes
 * twice the last value counts. `problems` says in words for a person which lines repeat a name, which were
 * not understood, and which values are not taken as they stand; never a value.
 */
export function parseDotenv(text: string): {
  entries: { name: string; value: string }[];
  problems: string[];
} {
  const values = new Map<string, string>();
  const problems: string[] = [];
  for (const { line, text: statement, isTorn } of statementsOf(text)) {
    const [entry] = isTorn ? [] : Object.entries(parse(statement));
    if (!entry) {
      problems.push(
        isTorn
          ? `Line ${line} begins a value of several lines without quotes. Put all of it in quotes.`
          : `Line ${line} was not understood: write NAME=value.`,
      );
      continue;
    }
    const [name, value] = entry;
    const change = changeOf(statement, value);
    const wrong = nameError(name, undefined);
    if (change) problems.push(`Line ${line}: ${change}`);
    else if (wrong) problems.push(`Line ${line}: ${name} is not taken. ${wrong}`);
    if (wrong) continue;
    if (values.has(name)) problems.push(`Line ${line} has ${name} again: the last one counts.`);
    values.set(name, value);
  }
  const more = problems.length - MOST_PROBLEMS;
  return {
    entries: [...values].map(([name, value]) => ({ name, value })),
    problems: [
      ...problems.slice(0, MOST_PROBLEMS),
      ...(more > 0 ? [`There are ${more} more.`] : []),
    ],
  };
}

function statementsOf(whole: string): Statement[] {
  const lines = whole.replace(/^\ufeff/, '').split(/\r\n?|\n/);
  const statements: Statement[] = [];
  for (let index = 0; index < lines.length;) {
    const torn = endOfLongValue(lines, index);
    const end = torn ?? endOf(lines, index);
    const text = lines.slice(index, end).join('\n');
    const isTorn = torn !== undefined;
    if (!COMMENT_OR_BLANK.test(text)) statements.push({ line: index + 1, text, isTorn });
    index = end;
  }
  return statements;
}

/** Where the statement that begins at `start` has ended. A quote that is never closed ends its line. */
function endOf(lines: string[], start: number): number {
  const quote = QUOTED.exec(lines[start] ?? '')?.[1];
  if (!quote || isClosed(lines[start] ?? '', quote)) return start + 1;
  for (let end = start + 1; end < lines.length; end += 1) {
    if (lines[end]?.includes(quote)) {
      return isClosed(lines.slice(start, end + 1).join('\n'), quote) ? end + 1 : start + 1;
    }
  }
  return start + 1;
}

/** Where the quotes do not match, `dotenv` takes the opening one for a part of the value. */
function isClosed(statement: string, quote: string): boolean {
  const [value] = Object.values(parse(statement));
  return value !== undefined && !value.startsWith(quote);
}
