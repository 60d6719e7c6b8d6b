import type { Subject } from './preview-key';
import { hashOf } from './hash-of';

/** What a placeholder may stand for. */
export interface VariableContext {
  subject: Subject;
  branch: string;
  commit: string;
  repositorySlug: string;
}

const PLACEHOLDERS: Record<string, (context: VariableContext) => string> = {
  // The preview of a branch has no number: what tells it from others is its branch.
  pull_request: ({ subject }) =>
    subject.kind === 'pull-request' ? String(subject.id) : branchSlug(subject.name),
  branch: ({ branch }) => branch,
  branch_slug: ({ branch }) => branchSlug(branch),
  commit: ({ commit }) => commit,
  repository: ({ repositorySlug }) => repositorySlug,
};

/** The names of all placeholders, as they are written in a value. */
const PLACEHOLDER_NAMES = Object.keys(PLACEHOLDERS).map((name) => `{{${name}}}`);

/** A word in two braces. What templates of other tools have beside, such as `{{#each}}`, is none. */
const PLACEHOLDER = /\{\{\s*([\w-]+)\s*\}\}/g;

/** What is wrong with the placeholders of a value; undefined when all of them are known. */
export function placeholderError(value: string): string | undefined {
  const unknown = [...value.matchAll(PLACEHOLDER)].find(
    ([, name = '']) => !Object.hasOwn(PLACEHOLDERS, name),
  );
  if (!unknown) return undefined;
  const list = new Intl.ListFormat('en', { type: 'conjunction' }).format(PLACEHOLDER_NAMES);
  return `${unknown[0]} is no placeholder. There are ${list}.`;
}

/**
 * A value with its placeholders replaced. Once, so that what a branch is called cannot bring in another
 * placeholder.
 */
export function replacePlaceholders(value: string, context: VariableContext): string {
  return value.replace(PLACEHOLDER, (whole, name: string) =>
    Object.hasOwn(PLACEHOLDERS, name) ? (PLACEHOLDERS[name]?.(context) ?? whole) : whole,
  );
}

/** A label of a host name has 63 characters: what people put around the slug needs room, too. */
const LONGEST_SLUG = 40;

/**
 * A branch as a part of a host name: lower-case letters, digits and dashes. One that is cut, or has nothing
 * else, ends with a hash of the whole name.
 */
function branchSlug(branch: string): string {
  const slug = branch
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug !== '' && slug.length <= LONGEST_SLUG) return slug;
  const hash = hashOf(branch).slice(0, 8);
  return `${slug.slice(0, LONGEST_SLUG - hash.length - 1)}-${hash}`.replace(/^-+|-(?=-)/g, '');
}
