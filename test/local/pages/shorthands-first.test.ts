import { shorthandsFirst } from '../../../local/pages/shorthands-first';

test('a whole font comes before its parts, once, and all else stays where it is', () => {
  const body = '._11c8fhey{font:var(--body)}';
  const mono = '._ect4zzfg{font-family:monospace}';
  const media = '@media (pointer:coarse){._j4tm1d4k{font:var(--large)}}';
  const css = `${body}${mono}${media}.a{margin:0}${body}._11c819w5{font:var(--code)}`;
  expect(shorthandsFirst(css)).toBe(
    `${body}._11c819w5{font:var(--code)}${mono}${media}.a{margin:0}`,
  );
});
