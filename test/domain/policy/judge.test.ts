import { isHeldFork } from '../../../src/domain/policy/fork';
import { judge } from '../../../src/domain/policy/judge';
import { removeFor, type Facts, type Policy } from '../../../src/domain/policy/policy';
import type { Verdict } from '../../../src/domain/policy/verdict';
import type { Preview } from '../../../src/domain/preview';
import { NO_RULES, type Rules } from '../../../src/domain/rules';
import {
  COMMIT,
  KEY,
  deploymentWith,
  NEWER,
  NOW,
  previewWith,
  pullRequestWith,
  settingsWith,
} from '../preview-fixture';

const gitUrl = 'https://bitbucket.org/o/s.git';
const FORK = { fork: true, forkSource: { private: false, gitUrl } };
const PRIVATE_FORK = { fork: true, forkSource: { private: true, gitUrl } };
const redeploy = previewWith({ request: { type: 'redeploy', by: 'ada', at: NOW } });
const approved = previewWith({ approval: { commit: COMMIT, by: 'ada', at: NOW } });
const deleted = previewWith({
  state: { type: 'deleted', reason: { why: 'deleted', by: 'ada', commit: COMMIT }, at: NOW },
});

function verdictOn(facts: Partial<Facts>, policies?: Policy[]): Verdict | 'unread' {
  const { read = pullRequestWith(), settings = settingsWith(), preview, touches } = facts;
  const { subject = KEY.subject } = facts;
  return judge({ subject, read, settings, preview, touches, now: NOW }, policies);
}

function outcomeOf(facts: Partial<Facts>): string {
  const verdict = verdictOn(facts);
  return verdict === 'unread' ? verdict : `${verdict.want} ${verdict.reason.why}`;
}

const DAY_MS = 24 * 60 * 60_000;
const draft = pullRequestWith({ draft: true });
const wished = previewWith({ wish: { by: 'ada', at: NOW } });

const OLDEST_GOES = { most: 2, whenFull: 'oldest-goes' } as const;
const yielded = previewWith({
  yielded: { commit: COMMIT, to: { kind: 'pull-request', id: 12 } },
});

/** Facts under these rules. */
function under(rules: Partial<Rules>, facts: Partial<Facts> = {}): Partial<Facts> {
  return { settings: settingsWith({ rules: { ...NO_RULES, ...rules } }), ...facts };
}

const { review: _, ...withoutReview } = pullRequestWith();

/** A pull request that so many people approved. */
function reviewed(approvals: number, wantsChanges = false): Partial<Facts> {
  return { read: pullRequestWith({ review: { approvals, wantsChanges } }) };
}

/** A preview of `COMMIT` whose deployment began so many days ago; `changes` on top. */
function oldPreview(days: number, changes: Partial<Preview> = {}): Preview {
  const deployment = deploymentWith({ startedAt: NOW - days * DAY_MS });
  return previewWith({ deployment, ...changes });
}

test('a fork is held while nothing of it runs and nobody approved it', () => {
  const held = previewWith({ state: { type: 'none', reason: { why: 'fork' } }, holdings: [] });
  expect(isHeldFork(held)).toBe(true);
  expect(isHeldFork({ ...held, approval: approved.approval! })).toBe(false);
  expect(isHeldFork({ ...held, holdings: previewWith().holdings })).toBe(false);
  expect(isHeldFork({ ...held, state: { type: 'none', reason: { why: 'unasked' } } })).toBe(false);
});

const RULES: [string, Partial<Facts>, string][] = [
  ['a draft', { read: draft }, 'run open'],
  [
    'a draft nobody asked for',
    under({ drafts: 'when-asked' }, { read: draft }),
    'none draft-unasked',
  ],
  [
    'a draft and asked for',
    under({ drafts: 'when-asked' }, { read: draft, preview: redeploy }),
    'run requested',
  ],
  [
    'a draft that was asked for before the latest push',
    under({ drafts: 'when-asked' }, { read: { ...draft, commit: NEWER }, preview: wished }),
    'run requested',
  ],
  ['a draft where they have none', under({ drafts: 'never' }, { read: draft }), 'none draft'],
  [
    'a draft where they have none, and asked for',
    under({ drafts: 'never' }, { read: draft, preview: redeploy }),
    'none draft',
  ],
  ['asked for by nobody', under({ begins: 'when-asked' }), 'none unasked'],
  ['asked for once', under({ begins: 'when-asked' }, { preview: wished }), 'run requested'],
  ['into a branch of the rules', under({ into: ['main'] }), 'run open'],
  ['into another branch', under({ into: ['release/*'] }), 'none other-target'],
  [
    'into another branch and asked for',
    under({ into: ['release/*'] }, { preview: redeploy }),
    'run requested',
  ],
  ['from a branch of the rules', under({ from: ['feature/**'] }), 'run open'],
  ['from a branch that they leave out', under({ from: ['!feature/*'] }), 'none other-source'],
  ['of which nobody read what it changes', under({ paths: ['web/'] }), 'unread'],
  ['changing a file of the rules', under({ paths: ['web/'] }, { touches: true }), 'run open'],
  ['changing other files', under({ paths: ['web/'] }, { touches: false }), 'none other-paths'],
  [
    'changing other files and asked for',
    under({ paths: ['web/'] }, { preview: redeploy }),
    'run requested',
  ],
  [
    'from a branch that they leave out, of which nobody read what it changes',
    under({ paths: ['web/'], from: ['!feature/*'] }),
    'none other-source',
  ],
  [
    'of which Bitbucket does not tell who approved it',
    under({ approvals: 1 }, { read: withoutReview }),
    'unread',
  ],
  ['approved by nobody', under({ approvals: 1 }), 'none unapproved'],
  ['approved by too few', under({ approvals: 2 }, reviewed(1)), 'none unapproved'],
  ['approved by enough', under({ approvals: 2 }, reviewed(2)), 'run open'],
  [
    'approved and not as it is',
    under({ approvals: 1 }, reviewed(2, true)),
    'none changes-requested',
  ],
  ['not to be as it is, where nobody counts that', reviewed(0, true), 'run open'],
  [
    'approved by nobody and asked for',
    under({ approvals: 1 }, { preview: redeploy }),
    'run requested',
  ],
  ['marked to be skipped', { read: pullRequestWith({ token: 'skip' }) }, 'none skipped-by-title'],
  [
    'marked to have one',
    under(
      { into: ['release/*'], begins: 'when-asked' },
      { read: pullRequestWith({ token: 'force' }) },
    ),
    'run title',
  ],
  [
    'of a fork and marked to have one',
    { read: pullRequestWith({ ...FORK, token: 'force' }) },
    'none fork',
  ],
  ['young', under({ days: 3 }, { preview: oldPreview(2) }), 'run open'],
  ['old', under({ days: 3 }, { preview: oldPreview(3) }), 'none expired'],
  [
    'old and wanted for longer',
    under({ days: 3 }, { preview: { ...oldPreview(3), wish: wished.wish! } }),
    'run requested',
  ],
  [
    'old and asked for',
    under({ days: 3 }, { preview: oldPreview(3, { request: redeploy.request! }) }),
    'run requested',
  ],
  [
    'old and given as long again',
    under(
      { days: 3 },
      { preview: oldPreview(3, { kept: { by: 'ada', at: NOW, onceMore: true } }) },
    ),
    'run open',
  ],
  [
    'old and kept',
    under({ days: 3 }, { preview: oldPreview(30, { kept: { by: 'ada', at: 0 } }) }),
    'run open',
  ],
  ['from a branch that has one', under({ tracked: ['feature/*'] }), 'none branch-has-one'],
  [
    'from a branch that has one, where it gets its own',
    under({ tracked: ['feature/*'], fromTracked: 'own' }),
    'run open',
  ],
  [
    'from a branch that has one, and asked for',
    under({ tracked: ['feature/*'] }, { preview: redeploy }),
    'run requested',
  ],
  [
    'of a fork whose branch is called as one that has one',
    under({ tracked: ['feature/*'] }, { read: pullRequestWith(FORK) }),
    'none fork',
  ],
  ['that made room', under(OLDEST_GOES, { preview: yielded }), 'none made-room'],
  ['that made room below a limit that is gone', { preview: yielded }, 'run open'],
  [
    'that made room, with a newer commit',
    under(OLDEST_GOES, { preview: yielded, read: pullRequestWith({ commit: NEWER }) }),
    'run open',
  ],
  [
    'that made room and is asked for',
    under(OLDEST_GOES, { preview: { ...yielded, request: redeploy.request! } }),
    'run requested',
  ],
  [
    'old, with a newer commit',
    under({ days: 3 }, { preview: oldPreview(3), read: pullRequestWith({ commit: NEWER }) }),
    'run open',
  ],
];

const BRANCH: Partial<Facts> = {
  subject: { kind: 'branch', name: 'develop' },
  read: pullRequestWith({ branch: 'develop', destinationBranch: '' }),
};

it.each<[string, Partial<Facts>, string]>([
  ['that the rules name', under({ tracked: ['dev*'] }, BRANCH), 'run tracked'],
  ['that they do not name', under({ tracked: ['main'] }, BRANCH), 'none untracked'],
  ['where they name none', BRANCH, 'none untracked'],
  [
    'that is not named and asked for',
    under({ tracked: ['main'] }, { ...BRANCH, preview: redeploy }),
    'none untracked',
  ],
  ['that is gone', under({ tracked: ['dev*'] }, { ...BRANCH, read: 'gone' }), 'none branch-gone'],
  [
    'whatever the rules say of pull requests',
    under(
      { tracked: ['dev*'], into: ['release/*'], begins: 'when-asked', approvals: 2, days: 1 },
      { ...BRANCH, preview: oldPreview(3) },
    ),
    'run tracked',
  ],
])('a branch %s', (_, facts, outcome) => {
  expect(outcomeOf(facts)).toBe(outcome);
});

it('says until when a preview lives', () => {
  const verdict = verdictOn(under({ days: 3 }, { preview: oldPreview(2) }));
  expect(verdict).toMatchObject({ want: 'run', until: NOW + DAY_MS });
});

it.each<[string, Partial<Facts>, string]>([
  ['open', {}, 'run open'],
  ['merged', { read: pullRequestWith({ state: 'merged' }) }, 'none merged'],
  [
    'merged and asked for',
    { read: pullRequestWith({ state: 'merged' }), preview: redeploy },
    'none merged',
  ],
  ['gone', { read: 'gone' }, 'none gone'],
  [
    'of a deleted repository',
    { read: 'repository-deleted', preview: redeploy },
    'none repository-deleted',
  ],
  [
    'switched off and asked for',
    { settings: settingsWith({ enabled: false }), preview: redeploy },
    'none switched-off',
  ],
  [
    'being disconnected',
    { settings: settingsWith({ disconnecting: { by: 'ada', at: NOW } }) },
    'none disconnected',
  ],
  ['of a fork', { read: pullRequestWith(FORK) }, 'none fork'],
  ['of a fork and asked for', { read: pullRequestWith(FORK), preview: redeploy }, 'none fork'],
  [
    'of a fork that is gone and was approved',
    { read: pullRequestWith({ fork: true }), preview: approved },
    'none fork',
  ],
  [
    'of a private fork and approved',
    { read: pullRequestWith(PRIVATE_FORK), preview: approved },
    'none private-fork',
  ],
  [
    'of a private fork where the rules allow it, and not approved',
    under({ privateForks: 'approved' }, { read: pullRequestWith(PRIVATE_FORK) }),
    'none fork',
  ],
  [
    'of a private fork where the rules allow it, and approved',
    under({ privateForks: 'approved' }, { read: pullRequestWith(PRIVATE_FORK), preview: approved }),
    'run approved',
  ],
  ['of a fork and approved', { read: pullRequestWith(FORK), preview: approved }, 'run approved'],
  [
    'of a fork with a commit after the approved one',
    { read: pullRequestWith({ ...FORK, commit: NEWER }), preview: approved },
    'none fork',
  ],
  ['asked for', { preview: redeploy }, 'run requested'],
  ['deleted by a person', { preview: deleted }, 'none deleted'],
  [
    'deleted by a person, then a push',
    { read: pullRequestWith({ commit: NEWER }), preview: deleted },
    'run open',
  ],
  [
    'deleted by a person, then asked for',
    { preview: { ...deleted, request: redeploy.request! } },
    'run requested',
  ],
  ...RULES,
])('a pull request that is %s', (_, facts, outcome) => {
  expect(outcomeOf(facts)).toBe(outcome);
});

describe('the order of phases', () => {
  const says = (phase: Policy['phase'], verdict: ReturnType<Policy['judge']>): Policy => ({
    id: phase,
    phase,
    judge: () => verdict,
  });
  const run = { want: 'run', reason: { why: 'requested', by: 'ada' } } as const;
  const draft = removeFor({ why: 'switched-off' });
  const wait = { want: 'none', existing: 'keep', reason: { why: 'switched-off' } } as const;

  it.each<[string, Policy[], Verdict | 'unread']>([
    ['what was asked for goes before other wishes', [says('wish', run), says('wish', draft)], run],
    ['a limit holds for what was asked for, too', [says('room', wait), says('wish', run)], wait],
    ['an admin goes before a wish', [says('wish', run), says('admin', draft)], draft],
    ['what could not be read ends it', [says('wish', 'unread'), says('room', wait)], 'unread'],
    [
      'a proof needs nothing that could not be read',
      [says('wish', 'unread'), says('proof', draft)],
      draft,
    ],
  ])('%s', (_, policies, verdict) => {
    expect(verdictOn({}, policies)).toEqual(verdict);
  });
});
