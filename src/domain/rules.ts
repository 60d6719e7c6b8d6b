import picomatch from 'picomatch/posix';
import * as v from 'valibot';

/** What a build status says: how the preview stands; the same, but that it failed; or nothing at all. */
export const BuildStatusRule = v.picklist(['as-preview', 'never-failed', 'none']);
export type BuildStatusRule = v.InferOutput<typeof BuildStatusRule>;

/** What a team wants: which of its pull requests get a preview, when, and for how long. */
export const Rules = v.object({
  /** Patterns of the branches that a pull request goes into; none is every branch. */
  into: v.array(v.string()),
  /** Patterns of the branches that it comes from; none is every branch. */
  from: v.array(v.string()),
  /** Patterns of files of which a pull request has to change one; none is every file. */
  paths: v.array(v.string()),
  /** Patterns of the branches that have previews of their own; none is no branch. */
  tracked: v.array(v.string()),
  /** What a pull request from such a branch gets. */
  fromTracked: v.picklist(['none', 'own']),
  drafts: v.picklist(['as-others', 'when-asked', 'never']),
  /** So many people have to approve a pull request, and nobody may want changes; 0 for none. */
  approvals: v.number(),
  begins: v.picklist(['at-once', 'when-asked']),
  /** A provider fetches a private fork with an account that people of this repository own. */
  privateForks: v.picklist(['never', 'approved']),
  buildStatus: BuildStatusRule,
  /** Whether comments may give commands. */
  commands: v.picklist(['ignored', 'obeyed']),
  /** So many previews of the repository may have an environment at once. */
  most: v.union([v.number(), v.literal('any')]),
  /** What becomes of one for which there is no room. */
  whenFull: v.picklist(['wait', 'oldest-goes']),
  /** A preview goes so many days after its last push, or when its pull request is closed. */
  days: v.union([v.number(), v.literal('closed')]),
});
export type Rules = v.InferOutput<typeof Rules>;

/** Those that one place sets: a repository, or a layer above it. */
export const OwnRules = v.partial(Rules);
export type OwnRules = v.InferOutput<typeof OwnRules>;

/** Every pull request but one of a private fork has a preview from the moment that it is opened until it is closed. */
export const NO_RULES: Rules = {
  into: [],
  from: [],
  paths: [],
  tracked: [],
  fromTracked: 'none',
  drafts: 'as-others',
  approvals: 0,
  begins: 'at-once',
  privateForks: 'never',
  buildStatus: 'as-preview',
  commands: 'ignored',
  most: 'any',
  whenFull: 'wait',
  days: 'closed',
};

/** How every pattern is read. */
const READ_AS: picomatch.PicomatchOptions = { dot: true, noextglob: true };

/**
 * Whether a branch or a file is one of those that `patterns` name, which read as those of Bitbucket Pipelines do:
 * `*` stands for anything but a slash, `**` for anything, `!` takes out again.
 */
export function matchesPattern(patterns: string[], name: string): boolean {
  const isTaken = patterns.filter((one) => !one.startsWith('!'));
  const isLeftOut = patterns.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  const matches = (some: string[]) => picomatch.isMatch(name, some.map(asGlob), READ_AS);
  return (
    (isTaken.length === 0 || matches(isTaken)) && !(isLeftOut.length > 0 && matches(isLeftOut))
  );
}

/** Whether a branch has a preview of its own. */
export function isTracked(rules: Rules | undefined, branch: string): boolean {
  const { tracked = [] } = rules ?? {};
  return tracked.length > 0 && matchesPattern(tracked, branch);
}

/** Brackets are part of a name, and a folder stands for all that is below it. No branch ends with a slash. */
function asGlob(pattern: string): string {
  const named = pattern.replace(/[()]/g, '\\$&');
  return named.endsWith('/') ? `${named}**` : named;
}

/** Whether `pattern`, without a `!` before it, can be read as one. */
export function isPattern(pattern: string): boolean {
  try {
    picomatch.makeRe(asGlob(pattern), { ...READ_AS, debug: true });
    return true;
  } catch {
    return false;
  }
}

/** What a title may say of its preview, whatever the rules are. */
export type TitleToken = 'skip' | 'force';

/** The token in the title of a pull request; the one that asks for less counts. */
export function tokenIn(title: string): TitleToken | undefined {
  if (/\[(skip preview|preview skip|no preview)\]/i.test(title)) return 'skip';
  return /\[preview\]/i.test(title) ? 'force' : undefined;
}
