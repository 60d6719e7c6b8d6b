import { hashOf } from '../hash-of';
import type { Preview } from '../preview';
import { wantsPreviews, type RepositorySettings } from '../settings';
import type { Judgement, Verdict } from './verdict';

/** The judgement that a look stores with the record that it judged. */
export function judgementOf(
  verdict: Verdict,
  preview: Preview,
  settings: RepositorySettings | undefined,
): Judgement {
  const { commit } = preview.pullRequest;
  return {
    verdict,
    commit,
    on: wantsPreviews(settings),
    rules: hashOf(settings?.rules),
    approved: preview.approval?.commit === commit,
    yielded: preview.yielded?.commit === commit,
  };
}

/** Whether a new look may come to another verdict than the one that the record keeps. */
export function isOutdated(
  preview: Preview,
  settings: RepositorySettings | undefined,
  now: number,
): boolean {
  const { judged } = preview;
  if (!judged) return true;
  const { verdict } = judged;
  if (!isSameJudgement(judged, judgementOf(verdict, preview, settings))) return true;
  return now >= (verdict.until ?? Infinity);
}

/** Whether two judgements say the same, on whosever word. */
export function isSameJudgement(one: Judgement | undefined, other: Judgement): boolean {
  return one !== undefined && essenceOf(one) === essenceOf(other);
}

function essenceOf({ verdict, commit, on, rules, approved, yielded }: Judgement): string {
  const { want, reason, until } = verdict;
  const existing = want === 'none' ? verdict.existing : undefined;
  return JSON.stringify([want, reason.why, until, existing, commit, on, rules, approved, yielded]);
}
