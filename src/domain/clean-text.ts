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

/**
 * A line without its carriage returns. Of a progress bar only what it shows last is left; anything else that
 * a terminal would overwrite stays, as the file that an error names in a script with Windows line ends.
 */
function overwritten(line: string): string {
  if (!line.includes('\r')) return line;
  const kept: string[] = [];
  for (const part of line.split('\r').filter((one) => one.trim() !== '')) {
    const goesOn = /^[:'",.;)]/.test(part);
    if (!goesOn && isRepaint(kept.at(-1) ?? '', part)) kept.pop();
    kept.push(kept.length === 0 || goesOn ? part : ` ${part}`);
  }
  return kept.join('');
}

/** Whether `next` is another look at the same: it begins with the same letters, or one of both has none. */
function isRepaint(before: string, next: string): boolean {
  const [one, other] = [firstLetters(before), firstLetters(next)];
  const length = Math.min(one.length, other.length);
  return one.slice(0, length) === other.slice(0, length);
}

function firstLetters(text: string): string {
  return text.slice(0, 200).replace(/\P{L}/gu, '').slice(0, 4);
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
