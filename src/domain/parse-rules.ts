import { valuesOf, type Field, type FieldError, type FieldValues } from './field';
import { isLocked, otherThan, ownOf, withOwn, type RulesAbove, type RuleSource } from './layer';
import { LAYER_TITLES, RULE_NAMES as NAMES, RULES, ruleFields } from './rule-fields';
import { isPattern, NO_RULES, type OwnRules, type Rules } from './rules';

/**
 * What is set here, of the rules that were entered, or what is wrong with them, each at its field. A field that
 * was not sent is as before. What is locked above cannot be entered, and what was set of it before stays.
 */
export function parseOwnRules(
  values: FieldValues,
  above: RulesAbove,
  before: OwnRules | undefined,
): { own: OwnRules; rules: Rules } | { errors: FieldError[] } {
  const parsed = parseRules(values, withOwn(above, before));
  if ('errors' in parsed) return parsed;
  const changed = otherThan(above, parsed.rules);
  const locked = RULES.filter((name) => changed.includes(name) && isLocked(above, name));
  const errors = locked.map((name) => ({
    field: NAMES[name],
    message: lockedSentence(above.sources[name]),
  }));
  if (errors.length > 0) return { errors };
  return { own: ownOf(above, parsed.rules, before), rules: parsed.rules };
}

/** Says who locked it, and why. */
function lockedSentence(source: RuleSource | undefined): string {
  const who = source ? LAYER_TITLES[source.by] : 'Somebody above';
  return `${who} sets this for all: ${source?.lock ?? ''}`;
}

/** The rules that were entered, or what is wrong with them, as `parseOwnRules`. */
export function parseRules(
  values: FieldValues,
  saved: Rules = NO_RULES,
): { rules: Rules } | { errors: FieldError[] } {
  const fields = ruleFields(saved);
  const usual = valuesOf(fields);
  const entered = (name: string) => String((Object.hasOwn(values, name) ? values : usual)[name]);
  const rules = {
    into: patternsIn(entered(NAMES.into)),
    from: patternsIn(entered(NAMES.from)),
    paths: patternsIn(entered(NAMES.paths), /,|\n/),
    tracked: patternsIn(entered(NAMES.tracked)),
    fromTracked: entered(NAMES.fromTracked),
    drafts: entered(NAMES.drafts),
    approvals: Number(entered(NAMES.approvals)),
    begins: entered(NAMES.begins),
    privateForks: entered(NAMES.privateForks),
    buildStatus: entered(NAMES.buildStatus),
    commands: entered(NAMES.commands),
    most: numberOr('any', entered(NAMES.most)),
    whenFull: entered(NAMES.whenFull),
    days: numberOr('closed', entered(NAMES.days)),
  };
  const errors = [
    ...patternErrors(NAMES.into, rules.into),
    ...patternErrors(NAMES.from, rules.from),
    ...patternErrors(NAMES.paths, rules.paths),
    ...patternErrors(NAMES.tracked, rules.tracked),
    ...fileErrors(NAMES.paths, rules.paths),
    ...fields.flatMap((field) => choiceErrors(field, entered(field.name))),
  ];
  // What was chosen is on offer.
  return errors.length > 0 ? { errors } : { rules: rules as Rules };
}

function numberOr(word: string, value: string): number | string {
  return value === word ? word : Number(value);
}

/** Names of files may have blanks in them, those of branches have none. */
function patternsIn(text: string, between = /[,\s]+/): string[] {
  return text
    .split(between)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** More would be no rule that a person can read, and each costs time at every look. */
const MOST_PATTERNS = 20;
const LONGEST_PATTERN = 100;

function patternErrors(field: string, patterns: string[]): FieldError[] {
  const message =
    patterns.length > MOST_PATTERNS
      ? `There are ${patterns.length} patterns; at most ${MOST_PATTERNS} can be stored.`
      : patterns.map(patternError).find((one) => one !== undefined);
  return message === undefined ? [] : [{ field, message }];
}

function patternError(pattern: string): string | undefined {
  const named = `“${pattern.slice(0, LONGEST_PATTERN)}”`;
  if (pattern.length > LONGEST_PATTERN) {
    return `The pattern ${named} is cut here: at most ${LONGEST_PATTERN} characters can be stored.`;
  }
  const plain = pattern.startsWith('!') ? pattern.slice(1) : pattern;
  if (plain === '' || plain.startsWith('!')) return `${named} names nothing.`;
  // Each star multiplies the ways to match a long name that somebody else chose.
  if ((plain.match(/\*+/g) ?? []).length > 4) return `${named} has more than four stars.`;
  const balanced = ['[]', '{}'].every(
    ([open, close]) => plain.split(open ?? '').length === plain.split(close ?? '').length,
  );
  if (!balanced) return `${named} opens a bracket that it does not close.`;
  return isPattern(plain) ? undefined : `${named} is not a pattern.`;
}

/** A path of Bitbucket's begins with the name of a folder or file in the root. */
function fileErrors(field: string, patterns: string[]): FieldError[] {
  const rooted = patterns.find((pattern) => /^!?\.?\/+./.test(pattern));
  if (rooted === undefined) return [];
  const right = rooted.replace(/^(!?)\.?\/+/, '$1');
  return [{ field, message: `Leave out what is before “${right}”: paths begin in the root.` }];
}

function choiceErrors(field: Field, value: string): FieldError[] {
  if (!('choices' in field) || field.choices.some((choice) => choice.value === value)) return [];
  return [{ field: field.name, message: 'Choose one of those on offer.' }];
}
