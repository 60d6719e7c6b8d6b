import * as v from 'valibot';

/** What the schema library calls the kinds of values, and what a person does. */
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
  '!0': 'filled in',
};

/**
 * What is wrong with a value, to follow its name: "is missing", "must be text". A schema that wants a form
 * has its own words for it, which are taken as they are: a regular expression explains nothing.
 */
export function describeIssue({ message, type, expected, received }: v.BaseIssue<unknown>): string {
  if (!message.startsWith('Invalid ')) return message;
  if (received === 'undefined') return 'is missing';
  if (expected === 'never') return 'is not known';
  if (type === 'integer') return 'must be a whole number';
  if (expected === null || expected.startsWith('/')) return 'is not valid';
  const limit = /^([<>])=(.+)$/.exec(expected);
  const what = type.endsWith('_length') ? 'have a length of' : 'be';
  if (limit) return `must ${what} at ${limit[1] === '>' ? 'least' : 'most'} ${limit[2]}`;
  const kinds = expected.replace(/^\(|\)$/g, '').split(' | ');
  return `must be ${kinds.map((kind) => KINDS[kind] ?? kind).join(' or ')}`;
}

/** All that is wrong with `what`, each with the path to it. */
export function describeIssues(issues: readonly v.BaseIssue<unknown>[], what: string): string {
  return issues.map((issue) => `${v.getDotPath(issue) ?? what} ${describeIssue(issue)}`).join('; ');
}
