/** A rule of Atlaskit that sets the whole font: its rules have one property and one class each. */
const WHOLE_FONT = /\._11c8[\w-]+\{font:[^{}]*\}/g;

/**
 * The same styles with the rules that set a whole font before those that set a part of it. Each package of
 * Atlaskit brings both in this order; put together, a later package's font would undo an earlier one's
 * family, and nothing would be monospaced.
 */
export function shorthandsFirst(css: string): string {
  const fonts = new Set(css.match(WHOLE_FONT));
  return [...fonts].join('') + css.replace(WHOLE_FONT, '');
}
