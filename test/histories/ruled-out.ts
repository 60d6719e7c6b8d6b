import { NO_RULES } from '../../src/domain/rules';
import type { Seen } from './seen';

/** The rules of the team want none for it, and nobody who asked for one gets past them. */
export function isRuledOut({ preview, pullRequest, settings, fork }: Seen): boolean {
  const rules = settings?.rules ?? NO_RULES;
  const { drafts, begins, into, paths, approvals, privateForks, most, whenFull } = rules;
  // The forks of these histories are private.
  if (fork && privateForks === 'never') return true;
  if (pullRequest.draft && drafts === 'never') return true;
  const hasYielded = preview?.yielded?.commit.startsWith(pullRequest.source.commit);
  if (hasYielded && most !== undefined && whenFull === 'oldest-goes') return true;
  if (preview?.wish) return false;
  // Nobody approves anything in these histories, and no commit changes a file.
  if (approvals > 0 || paths.length > 0) return true;
  const isUnasked = begins === 'when-asked' || (pullRequest.draft && drafts === 'when-asked');
  return isUnasked || (into.length > 0 && !into.includes(pullRequest.destination.branch));
}
