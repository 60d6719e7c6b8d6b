/** What stands behind the name of an assignment. */
const WRITTEN = /^\s*(?:export\s+)?[\w.-]+(?:\s*=|:\s)([\s\S]*)$/;

/** The end of a text in base64, which reads like a name with an empty value. */
const END_OF_BASE64 = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9+/]{16,}=$|^[A-Za-z0-9+/]+==$/;

/**
 * How a value differs from what stands there, as a sentence with a remedy; undefined when it was taken as it
 * stands. A comment after a blank is none of it, and `\n` in double quotes is a line break: every reader of
 * such files takes them so. Never tells a value.
 */
export function changeOf(statement: string, value: string): string | undefined {
  if (END_OF_BASE64.test(statement.trim())) {
    return 'this looks like the end of a value that began above. Put all of that value in quotes.';
  }
  const written = WRITTEN.exec(statement)?.[1] ?? '';
  const quote = /^\s*(['"`])/.exec(written)?.[1];
  if (quote) return changeInQuotes(quote, value);
  if (written.replace(/\s+#.*$/, '').trim() === value) return undefined;
  return 'what follows # is taken for a comment. If it is part of the value, put the value in quotes.';
}

function changeInQuotes(quote: string, value: string): string | undefined {
  if (value.startsWith(quote)) {
    return 'its quotes do not enclose all of the value, so they are taken as a part of it.';
  }
  const isEscaped = value.includes(`\\${quote}`) || (quote === '"' && /\\[\\$]/.test(value));
  return isEscaped
    ? 'the backslashes stay in the value. If they shall not, put it in quotes of another kind, without them.'
    : undefined;
}

/** How values begin that go on over several lines, though no quotes hold them together, and how they end. */
const LONG_VALUES: { begins: RegExp; ends: RegExp }[] = [
  { begins: /^-----BEGIN (?!.*-----END )/, ends: /-----END / },
  { begins: /[{[(]$/, ends: /^\s*[}\])]/ },
  { begins: /\\$/, ends: /(?<!\\)$/ },
];

/**
 * Where the value ended that begins in `lines[start]` without quotes and goes on: the index behind its last
 * line. Undefined when it does not go on.
 */
export function endOfLongValue(lines: string[], start: number): number | undefined {
  const written = (WRITTEN.exec(lines[start] ?? '')?.[1] ?? '').trim();
  const found = LONG_VALUES.find(({ begins }) => begins.test(written));
  if (!found || /^['"`]/.test(written)) return undefined;
  const last = lines.findIndex((line, index) => index > start && found.ends.test(line));
  return last === -1 ? start + 1 : last + 1;
}
