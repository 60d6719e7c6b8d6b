import { defined } from './defined';
import type { Field, SetAbove } from './field';
import { NOTHING_ABOVE, type LayerName, type RulesAbove } from './layer';
import { NO_RULES, type Rules } from './rules';

/** The names of the fields that hold the rules: none of a provider's begins so. */
export const RULE_NAMES = {
  into: 'rules.into',
  from: 'rules.from',
  paths: 'rules.paths',
  approvals: 'rules.approvals',
  tracked: 'rules.tracked',
  fromTracked: 'rules.from-tracked',
  begins: 'rules.begins',
  drafts: 'rules.drafts',
  privateForks: 'rules.private-forks',
  most: 'rules.most',
  whenFull: 'rules.when-full',
  days: 'rules.days',
  buildStatus: 'rules.build-status',
  commands: 'rules.commands',
} as const;

/** The rules that a field asks for. */
export const RULES = Object.keys(RULE_NAMES) as (keyof typeof RULE_NAMES)[];

const WHICH = 'Which pull requests get a preview';
const SHOWN = 'What Bitbucket shows';
const BRANCHES = 'Branches with a preview of their own';
const HOW_MANY = 'How many previews there are';
const HOW_LONG = 'How long a preview stays';
const COMMENTS = 'Comments on pull requests';
const MOST_APPROVALS = 5;
const COUNTS = [1, 2, 3, 5, 10, 20, 50, 100];
const DAYS = [1, 2, 3, 5, 7, 14, 30];

/** What a page asks about the rules, filled with those that are saved, with what is set above. */
export function ruleFields(saved: Rules = NO_RULES, above = NOTHING_ABOVE): Field[] {
  const fields = plainFields(saved);
  if (Object.keys(above.sources).length === 0) return fields;
  const setAbove = plainFields(above.rules);
  return fields.map((field, index) => {
    const one = setAbove[index];
    return { ...field, ...defined({ above: one && aboveOf(one, above) }) };
  });
}

/** Who sets it, to begin a sentence. */
export const LAYER_TITLES: Record<LayerName, string> = {
  workspace: 'The workspace',
  project: 'The project',
};

function aboveOf(field: Field, { sources }: RulesAbove): SetAbove | undefined {
  const rule = RULES.find((name) => RULE_NAMES[name] === field.name);
  const source = rule && sources[rule];
  if (!source || !('value' in field)) return undefined;
  const { by, lock } = source;
  return { by: LAYER_TITLES[by], value: field.value, words: wordsOf(field), ...defined({ lock }) };
}

function plainFields(saved: Rules): Field[] {
  return [
    {
      type: 'text',
      name: RULE_NAMES.into,
      label: 'Into these branches',
      section: WHICH,
      value: saved.into.join(', '),
      placeholder: 'every branch',
      help: 'Patterns as in bitbucket-pipelines.yml, separated by commas: main, release/*, !release/old-*.',
    },
    {
      type: 'text',
      name: RULE_NAMES.from,
      label: 'From these branches',
      section: WHICH,
      value: saved.from.join(', '),
      placeholder: 'every branch',
      help: 'Whatever the patterns say, a pull request with [skip preview] in its title gets none, and one with [preview] gets one.',
    },
    {
      type: 'text',
      name: RULE_NAMES.paths,
      label: 'Changing these files',
      section: WHICH,
      value: saved.paths.join(', '),
      placeholder: 'any file',
      help: 'Patterns of paths with commas between them: web/, package.json, !web/docs/. For a repository of which only a part is previewed.',
    },
    {
      type: 'choice',
      name: RULE_NAMES.approvals,
      label: 'Approvals',
      section: WHICH,
      value: String(saved.approvals),
      choices: APPROVALS.map((count) => ({ value: String(count), label: approvalWords(count) })),
      missing: 'Choose how many approvals it needs.',
      help: 'Those of its author do not count. When one is taken back, or a push ends it, the preview goes.',
    },
    {
      type: 'radio',
      name: RULE_NAMES.begins,
      label: 'It starts',
      section: WHICH,
      value: saved.begins,
      choices: Object.entries(BEGINS).map(([value, label]) => ({ value, label })),
    },
    {
      type: 'radio',
      name: RULE_NAMES.drafts,
      label: 'Drafts',
      section: WHICH,
      value: saved.drafts,
      choices: Object.entries(DRAFTS).map(([value, label]) => ({ value, label })),
    },
    {
      type: 'radio',
      name: RULE_NAMES.privateForks,
      label: 'Private forks',
      section: WHICH,
      value: saved.privateForks,
      choices: Object.entries(PRIVATE_FORKS).map(([value, label]) => ({ value, label })),
      help: 'The hosting provider fetches a private fork with the git account that is connected there, and every preview may use that account: connect one that reads only what it must.',
    },
    {
      type: 'text',
      name: RULE_NAMES.tracked,
      label: 'These branches',
      section: BRANCHES,
      value: saved.tracked.join(', '),
      placeholder: 'no branch',
      help: 'Patterns as above: main, release/*. Each push to such a branch is deployed, and its preview goes when the branch is deleted.',
    },
    {
      type: 'radio',
      name: RULE_NAMES.fromTracked,
      label: 'Pull requests from these branches',
      section: BRANCHES,
      value: saved.fromTracked,
      choices: Object.entries(FROM_TRACKED).map(([value, label]) => ({ value, label })),
    },
    {
      type: 'choice',
      name: RULE_NAMES.most,
      label: 'At once',
      section: HOW_MANY,
      value: String(saved.most),
      choices: [
        { value: 'any', label: 'Any number' },
        ...onOffer(COUNTS, saved.most).map((most) => ({
          value: String(most),
          label: most === 1 ? 'At most one preview' : `At most ${most} previews`,
        })),
      ],
      missing: 'Choose how many previews there are at most.',
      help: 'Previews that there are stay when you choose fewer: no new one is made before there is room.',
    },
    {
      type: 'radio',
      name: RULE_NAMES.whenFull,
      label: 'Beyond that number',
      section: HOW_MANY,
      value: saved.whenFull,
      choices: Object.entries(WHEN_FULL).map(([value, label]) => ({ value, label })),
    },
    {
      type: 'choice',
      name: RULE_NAMES.days,
      label: 'It stays',
      section: HOW_LONG,
      value: String(saved.days),
      choices: [
        { value: 'closed', label: 'Until its pull request is merged or declined' },
        ...onOffer(DAYS, saved.days).map((days) => ({
          value: String(days),
          label: `Until ${dayWords(days)} after the last push or redeploy`,
        })),
      ],
      missing: 'Choose how long a preview stays.',
      help: 'It is deleted with all data in it. The next push, or Redeploy in the card, brings a new one. Keep in the card takes one out of this.',
    },
    {
      type: 'radio',
      name: RULE_NAMES.buildStatus,
      label: 'Build status',
      section: SHOWN,
      value: saved.buildStatus,
      choices: Object.entries(BUILD_STATUS).map(([value, label]) => ({ value, label })),
      help: 'A merge check that wants no build in progress, or none that failed, counts it. Card and comment say in any case how the preview stands.',
    },
    {
      type: 'radio',
      name: RULE_NAMES.commands,
      label: 'Commands',
      section: COMMENTS,
      value: saved.commands,
      choices: Object.entries(COMMANDS).map(([value, label]) => ({ value, label })),
      help: 'The app then reads every new comment, at most 60 in an hour. Whoever may not do something in the card cannot do it by a comment either.',
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

const COMMANDS: Record<Rules['commands'], string> = {
  ignored: 'Do nothing',
  obeyed: 'Such as “/preview redeploy”, alone on the first line of a comment, are carried out',
};

const PRIVATE_FORKS: Record<Rules['privateForks'], string> = {
  never: 'Have none',
  approved: 'Have one once somebody with write access approved the commit, as other forks have',
};

const FROM_TRACKED: Record<Rules['fromTracked'], string> = {
  none: 'Have that of their branch, and no second one',
  own: 'Have one of their own, too',
};

const WHEN_FULL: Record<Rules['whenFull'], string> = {
  wait: 'A new one waits until one of them goes; who has waited longest is next',
  'oldest-goes': 'The one that nobody pushed to for longest is deleted, unless somebody keeps it',
};

/** What can be chosen, with what is saved. */
function onOffer(usual: number[], saved: number | string): number[] {
  return [...new Set([...usual, ...(typeof saved === 'number' ? [saved] : [])])].sort(
    (a, b) => a - b,
  );
}

function dayWords(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
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
