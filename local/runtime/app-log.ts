/** Longer log lines are cut, so that one careless line cannot fill the terminal. */
const MAX_LINE_LENGTH = 2_000;
const LEVELS: Record<number, string> = { 20: 'debug', 30: 'info', 40: 'warn', 50: 'error' };

/**
 * One line that a function wrote, as people read it. The wrapper writes JSON with a level; anything
 * else (a library that writes to stdout, Node's own last words) is shown as it is.
 */
export function formatAppLog(functionKey: string, line: string): string {
  const { level, text } = parseLine(line);
  const flat = `[app ${functionKey}] ${level}${text}`;
  return flat.length > MAX_LINE_LENGTH ? `${flat.slice(0, MAX_LINE_LENGTH)}…` : flat;
}

function parseLine(line: string): { level: string; text: string } {
  try {
    const { logLevel, logArguments } = JSON.parse(line) as {
      logLevel: number;
      logArguments: unknown[];
    };
    const level = LEVELS[logLevel];
    if (level && Array.isArray(logArguments)) {
      return { level: `${level} `, text: logArguments.map(String).join(' ') };
    }
  } catch {
    // Not the wrapper's JSON: shown as it is.
  }
  return { level: '', text: line };
}
