import { is } from 'valibot';
import { cleanText, shortLine } from '../clean-text';
import { defined } from '../defined';
import { CommandName, COMMANDS, type ParsedCommand } from './command';

const HOUR_MS = 60 * 60_000;
const UNIT_MS = { h: HOUR_MS, d: 24 * HOUR_MS };
/** A preview that shall stay for longer is kept. */
const LONGEST_MS = 30 * UNIT_MS.d;

/** So much of what was mistyped is repeated. */
const LONGEST_SAID = 40;
/** So many letters may be wrong, missing or too many in a word that is taken for another one. */
const MOST_SLIPS = 2;

/**
 * The command that a comment begins with; undefined when it begins with none. It stands alone on the first line,
 * after `/preview`; large and small letters are the same. `/preview` alone asks for help.
 */
export function parseCommand(text: string): ParsedCommand | undefined {
  const [line = ''] = cleanText(text.slice(0, 1_000)).split('\n');
  const [first = '', ...words] = line.trim().split(/\s+/);
  if (first.toLowerCase() !== '/preview') return undefined;
  const [name = 'help', ...rest] = words.map((word) => word.toLowerCase());
  if (name === 'extend' && rest.length === 1) {
    const forMs = parseTime(rest[0] ?? '');
    if (forMs !== undefined) return { type: 'command', name, forMs };
  }
  if (is(CommandName, name) && rest.length === 0) return { type: 'command', name };
  const said = shortLine(words.join(' '), LONGEST_SAID);
  return { type: 'mistyped', said, ...defined({ meant: meantBy(name) }) };
}

/** `3d` or `12h`, of at least an hour and at most thirty days; undefined for anything else. */
function parseTime(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,3})([hd])$/.exec(text) ?? [];
  const time = Number(count) * UNIT_MS[unit === 'h' ? 'h' : 'd'];
  return time >= HOUR_MS && time <= LONGEST_MS ? time : undefined;
}

/** The command whose name is spelled most like `word`. */
function meantBy(word: string): CommandName | undefined {
  const near = (Object.keys(COMMANDS) as CommandName[])
    .map((name) => ({ name, slips: slipsBetween(word.slice(0, LONGEST_SAID), name) }))
    .filter(({ name, slips }) => slips <= Math.min(MOST_SLIPS, name.length - 2))
    .sort((one, other) => one.slips - other.slips);
  return near[0]?.name;
}

/** How many letters have to be put in, taken out or changed to make one word of the other. */
function slipsBetween(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1];
    for (const [at, wanted] of [...other].entries()) {
      const changed = above[at]! + (letter === wanted ? 0 : 1);
      line.push(Math.min(changed, above[at + 1]! + 1, line[at]! + 1));
    }
    above = line;
  }
  return above.at(-1)!;
}
