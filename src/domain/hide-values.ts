import { cleanText } from './clean-text';
import type { EnvironmentVariable } from './provider';

/** Shorter values are words of every log, and guessable: hiding them would hide the log. */
const SHORTEST_HIDDEN = 6;

/** More than anybody is shown. Each part of each value is looked for in so much text, not in all. */
const LONGEST_SHOWN = 64 * 1024;

/**
 * What stands from `from` on in `text`, at most 64 KiB, with each variable's value replaced by its name
 * in brackets: as it is and as JSON, URLs and base64 write it, each also as `cleanText` leaves it.
 * Values of several lines are looked for line by line. One that either end goes through is hidden
 * whole. Values of fewer than six characters stay.
 */
export function hideValues(text: string, variables: EnvironmentVariable[], from = 0): string {
  const to = from + LONGEST_SHOWN;
  const found: [at: number, end: number, name: string][] = [];
  for (const [part, name] of new Map(variables.flatMap(partsOf))) {
    const near = text.slice(0, to + part.length - 1);
    let at = near.indexOf(part, from - part.length + 1);
    for (; at >= 0; at = near.indexOf(part, at + part.length)) {
      found.push([at, at + part.length, name]);
    }
  }
  let [shown, end] = ['', Math.max(0, from)];
  for (const [at, after, name] of found.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (after <= end) continue;
    shown += `${text.slice(end, at)}[${name}]`;
    end = after;
  }
  return shown + text.slice(end, to);
}

/** The end of `text`, as much as `hideValues` shows of one, with values hidden as it does. */
export function hideValuesInTail(text: string, variables: EnvironmentVariable[]): string {
  return hideValues(text, variables, text.length - LONGEST_SHOWN);
}

/** Those of `variables` that are to be hidden: not such as `readable` has with the same value. */
export function hiddenOf(
  variables: EnvironmentVariable[],
  readable: EnvironmentVariable[],
): EnvironmentVariable[] {
  const isReadable = ({ name, value }: EnvironmentVariable) =>
    readable.some((one) => one.name === name && one.value === value);
  return variables.filter((one) => !isReadable(one));
}

/** What is looked for of a value, each with the variable's name. */
function partsOf({ name, value }: EnvironmentVariable): [part: string, name: string][] {
  const encoded = value.length < SHORTEST_HIDDEN ? [] : encodingsOf(value);
  return [value, ...encoded]
    .flatMap((part) => [part, ...cleanText(part).split('\n'), ...part.split('\r').map(cleanText)])
    .map((part) => part.trim())
    .filter((part) => part.length >= SHORTEST_HIDDEN)
    .map((part) => [part, name]);
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
