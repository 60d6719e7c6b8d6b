import { valuesOf, type Field, type FieldError, type FieldValues } from './field';
import { isPattern, NO_RULES, type Rules } from './rules';

/** The names of the fields that hold the rules: none of a provider's begins so. */
const NAMES = {
  into: 'rules.into',
  from: 'rules.from',
  paths: 'rules.paths',
  approvals: 'rules.approvals',
  begins: 'rules.begins',
  drafts: 'rules.drafts',
  privateForks: 'rules.private-forks',
  days: 'rules.days',
  buildStatus: 'rules.build-status',
} as const;

const WHICH = 'Which pull requests get a preview';
const SHOWN = 'What Bitbucket shows';
const HOW_LONG = 'How long a preview stays';
const FOREVER = 'closed';
const MOST_APPROVALS = 5;
const DAYS = [1, 2, 3, 5, 7, 14, 30];

/** What the settings page asks about the rules, filled with those that are saved. */
export function ruleFields(saved: Rules = NO_RULES): Field[] {
  return [
    {
      type: 'text',
      name: NAMES.into,
      label: 'Into these branches',
      section: WHICH,
      value: saved.into.join(', '),
      placeholder: 'every branch',
      help: 'Patterns as in bitbucket-pipelines.yml, separated by commas: main, release/*, !release/old-*.',
    },
    {
      type: 'text',
      name: NAMES.from,
      label: 'From these branches',
      section: WHICH,
      value: saved.from.join(', '),
      placeholder: 'every branch',
      help: 'Whatever the patterns say, a pull request with [skip preview] in its title gets none, and one with [preview] gets one.',
    },
    {
      type: 'text',
      name: NAMES.paths,
      label: 'Changing these files',
      section: WHICH,
      value: saved.paths.join(', '),
      placeholder: 'any file',
      help: 'Patterns of paths with commas between them: web/, package.json, !web/docs/. For a repository of which only a part is previewed.',
    },
    {
      type: 'choice',
      name: NAMES.approvals,
      label: 'Approvals',
      section: WHICH,
      value: String(saved.approvals),
      choices: APPROVALS.map((count) => ({ value: String(count), label: approvalWords(count) })),
      missing: 'Choose how many approvals it needs.',
      help: 'Those of its author do not count. When one is taken back, or a push ends it, the preview goes.',
    },
    {
      type: 'radio',
      name: NAMES.begins,
      label: 'It starts',
      section: WHICH,
      value: saved.begins,
      choices: Object.entries(BEGINS).map(([value, label]) => ({ value, label })),
    },
    {
      type: 'radio',
      name: NAMES.drafts,
      label: 'Drafts',
      section: WHICH,
      value: saved.drafts,
      choices: Object.entries(DRAFTS).map(([value, label]) => ({ value, label })),
    },
    {
      type: 'radio',
      name: NAMES.privateForks,
      label: 'Private forks',
      section: WHICH,
      value: saved.privateForks,
      choices: Object.entries(PRIVATE_FORKS).map(([value, label]) => ({ value, label })),
      help: 'The hosting provider fetches a private fork with the git account that is connected there, and every preview may use that account: connect one that reads only what it must.',
    },
    {
      type: 'choice',
      name: NAMES.days,
      label: 'It stays',
      section: HOW_LONG,
      value: saved.days === undefined ? FOREVER : String(saved.days),
      choices: [
        { value: FOREVER, label: 'Until its pull request is merged or declined' },
        ...daysOnOffer(saved).map((days) => ({
          value: String(days),
          label: `Until ${dayWords(days)} after the last push or redeploy`,
        })),
      ],
      missing: 'Choose how long a preview stays.',
      help: 'It is deleted with all data in it. The next push, or Redeploy in the card, brings a new one.',
    },
    {
      type: 'radio',
      name: NAMES.buildStatus,
      label: 'Build status',
      section: SHOWN,
      value: saved.buildStatus,
      choices: Object.entries(BUILD_STATUS).map(([value, label]) => ({ value, label })),
      help: 'A merge check that wants no build in progress, or none that failed, counts it. Card and comment say in any case how the preview stands.',
    },
  ];
}

const BEGINS: Record<Rules['begins'], string> = {
  'at-once': 'When the pull request is opened',
  'when-asked': 'When somebody with write access asks for it in the card',
};

const APPROVALS = Array.from({ length: MOST_APPROVALS + 1 }, (_, count) => count);

function approvalWords(count: number): string {
  if (count === 0) return 'None needed';
  return `${count === 1 ? 'One approval' : `${count} approvals`}, and no reviewer asks for changes`;
}

const DRAFTS: Record<Rules['drafts'], string> = {
  'as-others': 'Have one like others',
  'when-asked': 'Have one when somebody with write access asks for it in the card',
  never: 'Have none',
};

const BUILD_STATUS: Record<Rules['buildStatus'], string> = {
  'as-preview': 'Says how the preview stands: in progress, successful or failed',
  'never-failed': 'Says the same, but a preview that failed is stopped, not a failed build',
  none: 'Is not set',
};

const PRIVATE_FORKS: Record<Rules['privateForks'], string> = {
  never: 'Have none',
  approved: 'Have one once somebody with write access approved the commit, as other forks have',
};

function daysOnOffer({ days }: Rules): number[] {
  return [...new Set([...DAYS, ...(days === undefined ? [] : [days])])].sort((a, b) => a - b);
}

function dayWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

/**
 * The rules that were entered, or what is wrong with them, each at its field. A field that was not sent is
 * as it was.
 */
export function parseRules(
  values: FieldValues,
  saved: Rules = NO_RULES,
): { rules: Rules } | { errors: FieldError[] } {
  const usual = valuesOf(ruleFields(saved));
  const entered = (name: string) => String((Object.hasOwn(values, name) ? values : usual)[name]);
  const days = entered(NAMES.days);
  const approvals = entered(NAMES.approvals);
  const rules = {
    into: patternsIn(entered(NAMES.into)),
    from: patternsIn(entered(NAMES.from)),
    paths: patternsIn(entered(NAMES.paths), /,|\n/),
    drafts: entered(NAMES.drafts),
    approvals: Number(approvals),
    begins: entered(NAMES.begins),
    privateForks: entered(NAMES.privateForks),
    buildStatus: entered(NAMES.buildStatus),
  };
  const errors = [
    ...patternErrors(NAMES.into, rules.into),
    ...patternErrors(NAMES.from, rules.from),
    ...patternErrors(NAMES.paths, rules.paths),
    ...fileErrors(NAMES.paths, rules.paths),
    ...choiceErrors(NAMES.drafts, rules.drafts, Object.keys(DRAFTS)),
    ...choiceErrors(NAMES.approvals, approvals, APPROVALS.map(String)),
    ...choiceErrors(NAMES.begins, rules.begins, Object.keys(BEGINS)),
    ...choiceErrors(NAMES.privateForks, rules.privateForks, Object.keys(PRIVATE_FORKS)),
    ...choiceErrors(NAMES.buildStatus, rules.buildStatus, Object.keys(BUILD_STATUS)),
    ...choiceErrors(NAMES.days, days, [FOREVER, ...daysOnOffer(saved).map(String)]),
  ];
  if (errors.length > 0) return { errors };
  const chosen = rules as Rules;
  return { rules: days === FOREVER ? chosen : { ...chosen, days: Number(days) } };
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

function choiceErrors(field: string, value: string, choices: string[]): FieldError[] {
  return choices.includes(value) ? [] : [{ field, message: 'Choose one of those on offer.' }];
}

/** What a change of the rules is, in sentences; empty when nothing changed. */
export function describeRules(was: Rules = NO_RULES, is: Rules = NO_RULES): string[] {
  const before = ruleFields(was);
  return ruleFields(is).flatMap((field, index) => {
    const earlier = before[index];
    const words = wordsOf(field);
    return earlier && wordsOf(earlier) !== words ? [`${field.label}: ${words}.`] : [];
  });
}

function wordsOf(field: Field): string {
  if (!('value' in field)) return '';
  const value = String(field.value);
  const choices = 'choices' in field ? field.choices : [];
  const label = choices.find((choice) => choice.value === value)?.label ?? value;
  if (label === '') return 'placeholder' in field ? (field.placeholder ?? '') : '';
  return choices.length > 0 ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
