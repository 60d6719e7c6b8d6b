/** Words that Markdown reads as they are: none of them makes a link, a mention, an image or a table. */
const PLAIN = /^[\p{L}\p{N}'"’(),;:?%→–-]+[.]?$/u;

/** `text` as code: Markdown reads nothing in it. A backtick would end it, so it becomes an apostrophe. */
export function codeSpan(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ').trim()}\``;
}

/** Words that may be somebody else's, on one line: what Markdown could read otherwise stands as code. */
export function plainWords(text: string): string {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => (PLAIN.test(word) ? word : wordAsCode(word)))
    .join(' ');
}

/** Punctuation that follows a word stays outside. */
function wordAsCode(word: string): string {
  const core = word.replace(/[.,;:?]+$/, '');
  return core === '' ? codeSpan(word) : `${codeSpan(core)}${word.slice(core.length)}`;
}

/** A link that cannot end early, nor end the cell of a table. `words` are Markdown. */
export function linkTo(words: string, url: string): string {
  const target = url.replaceAll(
    /[()|<>\s\\`]/g,
    (one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
  return `[${words}](${target})`;
}

/** Two columns, the first row in bold. Cells are Markdown. */
export function table([head, ...rows]: [string, string][]): string {
  const row = ([name, value]: [string, string]) => `| ${name} | ${value} |`;
  return [row(head!), '| --- | --- |', ...rows.map(row)].join('\n');
}
