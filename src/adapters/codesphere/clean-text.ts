import type { EnvironmentVariable } from '../../domain/provider';

// Terminal sequences: CSI (colours, cursor), OSC (titles, links) and the two-character ones.
const TERMINAL =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b./g;
// What moves or hides text: control characters but tab and newline, and Unicode's direction marks.
const INVISIBLE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const USERINFO = /:\/\/[^/\s]+@/g;

/** Shorter values are words of every log, and guessable: hiding them would hide the log. */
const SHORTEST_HIDDEN = 6;

/** `text` without terminal sequences, invisible characters and what stands before `@` in a URL. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(TERMINAL, '')
    .split('\n')
    .map(overwritten)
    .join('\n')
    .replace(INVISIBLE, '')
    .replace(USERINFO, '://');
}

/** What a terminal shows of a line: a carriage return in it begins the line anew. */
function overwritten(line: string): string {
  return line.slice(line.lastIndexOf('\r', line.length - 2) + 1);
}

/**
 * `text` with each variable's value replaced by its name in brackets: as it is, as `cleanText` leaves
 * it, and as JSON, URLs and base64 write it. Values of several lines are looked for line by line. Values
 * of fewer than six characters stay.
 */
export function hideValues(text: string, variables: EnvironmentVariable[]): string {
  const hidden = variables
    .flatMap(({ name, value }) => {
      const shown = cleanText(value).split('\n');
      const encoded = value.length < SHORTEST_HIDDEN ? [] : encodingsOf(value);
      const parts = new Set([value, ...shown, ...encoded].map((part) => part.trim()));
      return [...parts].map((part) => ({ name, part }));
    })
    .filter(({ part }) => part.length >= SHORTEST_HIDDEN)
    .sort((a, b) => b.part.length - a.part.length);
  return hidden.reduce((rest, { name, part }) => rest.replaceAll(part, `[${name}]`), text);
}

/** How long the lines are that the command `base64` writes. */
const BASE64_LINES = /.{1,76}/g;

/** `value` as it stands in JSON, in URLs, and in base64 wherever in what is encoded it begins. */
function encodingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes]);
    // Without the first and last characters when they also hold bits of what stands around it.
    return all.toString('base64').slice(before && before + 1, Math.floor((all.length * 8) / 6));
  });
  const wholeText = bytes.toString();
  return [
    JSON.stringify(value).slice(1, -1),
    encodeURIComponent(wholeText),
    new URLSearchParams([['', wholeText]]).toString().slice(1),
    ...base64,
    ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
    ...(base64[0]?.match(BASE64_LINES) ?? []),
  ];
}

/** The first `limit` characters, and a mark when there were more. No character is cut in two. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
