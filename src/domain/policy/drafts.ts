import { removeFor, type Facts, type Policy } from './policy';

/** Where the rules say that drafts have none, nobody's wish changes that. */
export const noDrafts: Policy = {
  id: 'no-drafts',
  phase: 'admin',
  of: 'pull-request',
  judge: (facts) => (isDraftUnder(facts, 'never') ? removeFor({ why: 'draft' }) : undefined),
};

/** Where the rules say so, a draft has one once somebody asks for it. */
export const drafts: Policy = {
  id: 'drafts',
  phase: 'wish',
  of: 'pull-request',
  judge: (facts) =>
    isDraftUnder(facts, 'when-asked') ? removeFor({ why: 'draft-unasked' }) : undefined,
};

function isDraftUnder({ read, settings }: Facts, rule: 'never' | 'when-asked'): boolean {
  return typeof read === 'object' && read.draft && settings?.rules?.drafts === rule;
}
