import { cleanText } from '../../domain/clean-text';
import type { EnvironmentVariable } from '../../domain/provider';

/** Shorter values are words of every log, and guessable: hiding them would hide the log. */
const SHORTEST_HIDDEN = 6;

/**
 * `text` with each variable's value replaced by its name in brackets: as it is and as JSON, URLs and
 * base64 write it, each also as `cleanText` leaves it. Values of several lines are looked for line by
 * line. Values of fewer than six characters stay.
 */
export function hideValues(text: string, variables: EnvironmentVariable[]): string {
  const hidden = variables
    .flatMap(({ name, value }) => {
      const encoded = value.length < SHORTEST_HIDDEN ? [] : encodingsOf(value);
      const written = [value, ...encoded].flatMap((part) => [part, ...cleanText(part).split('\n')]);
      const parts = new Set(written.map((part) => part.trim()));
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
