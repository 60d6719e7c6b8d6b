import { shorten } from './clean-text';
import type { Failure } from './failure';

/** A test runner's summary and the stack of one failed test fit, so that its cause is still there. */
const MAX_LINES = 50;
const MAX_LINE_LENGTH = 200;

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
