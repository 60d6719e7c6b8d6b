// Terminal sequences: CSI (colours, cursor), OSC (titles, links) and the two-character ones.
const TERMINAL =
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b./g;
// What moves, hides or only seems to be text: control, format and private characters, those that are
// drawn as nothing, separators of lines that are none here, and halves of characters.
const INVISIBLE =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const USERINFO = /:\/\/[^/\s]+@/g;

/**
 * `text` without terminal sequences, invisible characters and what stands before `@` in a URL. Tabs
 * and line breaks stay, the latter as `\n`.
 */
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

/** The first `limit` characters, and a mark when there were more. No character is cut in two. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** `text` as one line of at most `limit` characters. */
export function shortLine(text: string, limit: number): string {
  return shorten(text.replace(/\s+/g, ' ').trim(), limit);
}
