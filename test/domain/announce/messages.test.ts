import { COMMENT, commentMessages } from '../../../src/domain/announce/comment-messages';
import { BUILD_STATUS, statusMessages } from '../../../src/domain/announce/status-messages';
import { wentDown } from '../../../src/domain/transitions';
import { permanent, type Failure } from '../../../src/domain/failure';
import type { Deployment, Preview } from '../../../src/domain/preview';
import type { AbsenceReason } from '../../../src/domain/reason';
import {
  COMMIT,
  deploymentWith,
  ENVIRONMENT,
  holdingOf,
  NEWER,
  NOW,
  previewWith,
} from '../preview-fixture';

const sent = { fingerprint: 'f', green: false };
const told = [
  { surface: BUILD_STATUS, address: COMMIT, sent },
  { surface: COMMENT, address: 'pull-request', handle: '1', sent },
];

/** What is to be said of the newest commit, and in the comment. */
function reportOf(preview: Preview) {
  const status = statusMessages(preview).find(({ address }) => address === COMMIT);
  const [comment] = commentMessages(preview);
  return {
    ...(status ? { status: status.content } : {}),
    ...(comment ? { comment: comment.content } : {}),
  };
}

test('a ready preview is green and carries the link', () => {
  const { status, comment } = reportOf(previewWith());
  expect(status).toMatchObject({ state: 'SUCCESSFUL', url: ENVIRONMENT.url });
  expect(comment).toContain(`](${ENVIRONMENT.url})`);
});

test.each(['deploying', 'failed'] as const)(
  'while another environment takes its place and is %s, what ran keeps its link with its commit',
  (type) => {
    const { running: _, ...rest } = previewWith();
    const { comment = '' } = reportOf({
      ...rest,
      state: { type },
      holdings: [{ state: 'older', environment: ENVIRONMENT, commit: COMMIT }],
      deployment: deploymentWith({ commit: NEWER }),
      outbox: told,
    });
    expect(comment).toContain(`](${ENVIRONMENT.url}), which still shows \`${COMMIT.slice(0, 7)}\``);
    expect(comment).toContain(NEWER.slice(0, 7));
  },
);

test('what was stopped and can be started again is no failed build', () => {
  const failure = permanent('environment-asleep', 'It was stopped.', 'Choose Redeploy.');
  const down = wentDown({ ...previewWith(), outbox: told }, { failure, settingsAt: 1 }, NOW);
  const { status, comment } = reportOf(down);
  expect(status).toMatchObject({ state: 'STOPPED', description: 'It was stopped.' });
  expect(comment).toContain('**Asleep**');
  expect(comment).toContain('It was stopped. Choose Redeploy.');
  expect(comment).not.toContain('Open preview');
});

describe('where the settings say what a build status is', () => {
  const failed = previewWith({
    state: { type: 'failed' },
    deployment: deploymentWith({ failure: permanent('stage-failed', 'It failed.', 'Mend it.') }),
    outbox: told,
  });

  test('a preview that failed can be no failed build', () => {
    expect(reportOf(failed).status?.state).toBe('FAILED');
    const { status, comment } = reportOf({ ...failed, buildStatus: 'never-failed' });
    expect(status).toMatchObject({ state: 'STOPPED', description: 'It failed.' });
    expect(comment).toContain('**Failed**');
  });

  test('none is set, and what is shown is taken back once', () => {
    const unwanted = previewWith({ buildStatus: 'none' });
    expect(statusMessages(unwanted)).toEqual([]);
    expect(statusMessages({ ...unwanted, outbox: told })).toMatchObject([
      { address: COMMIT, content: { state: 'STOPPED' }, last: true },
    ]);
    expect(reportOf(unwanted).comment).toContain('**Ready**');
  });
});

test('an app behind a sign-in is not said to be ready', () => {
  const running = { commit: COMMIT, seen: 'sign-in' } as const;
  const { status, comment } = reportOf(previewWith({ running }));
  const words = 'It asks for a sign-in, so it could not be checked.';
  expect(status).toMatchObject({
    state: 'SUCCESSFUL',
    description: `Preview of ${COMMIT.slice(0, 7)} started. ${words}`,
  });
  expect(comment).toContain(words);
});

const COMMIT_ROW =
  '| Commit | [`aaaaaaa`](https://bitbucket.org/demo/shop/commits/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) |';

test('the comment says in a table what is there, since when, and how long it took', () => {
  const marker = '_Previews for Bitbucket keeps this comment up to date._';
  expect(reportOf(previewWith()).comment?.split('\n')).toEqual([
    '| Preview | **Ready** |',
    '| --- | --- |',
    `| Link | [Open preview](${ENVIRONMENT.url}) |`,
    COMMIT_ROW,
    '| Deployed | 21 Nov 2026, 11:59 UTC |',
    '| Took | 30 s |',
    '',
    marker,
  ]);
});

test('the comment says until when a preview stays, where the rules end it', () => {
  const judged = previewWith().judged!;
  const reason = { why: 'open' } as const;
  const until = NOW + 24 * 60 * 60_000;
  const { comment } = reportOf(
    previewWith({ judged: { ...judged, verdict: { want: 'run', reason, until } } }),
  );
  expect(comment).toContain(
    '| Stays until | 22 Nov 2026, 12:00 UTC, longer after a push or Extend in the card |',
  );
});

test('the commit of a fork is linked where it lies', () => {
  const { pullRequest } = previewWith();
  const fork = { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' };
  const { comment } = reportOf(previewWith({ pullRequest: { ...pullRequest, fork } }));
  expect(comment).toContain(`](https://bitbucket.org/otto/shop/commits/${COMMIT})`);
});

describe('a failure in the comment', () => {
  const failed = (failure: Partial<Failure>, state: 'failed' | 'done' = 'failed') =>
    reportOf(
      previewWith({
        state: { type: 'failed' },
        deployment: deploymentWith({
          steps: [{ id: 'prepare', title: 'Prepare', state }],
          failure: { ...permanent('stage-failed', 'Boom.', 'Mend it.'), ...failure },
        }),
      }),
    ).comment;

  test.each([
    [
      'the step, and what of it failed',
      { message: 'Prepare failed in step 1 of 2: npm ci.', pipelineStep: 'npm ci' },
      '**Failed** at Prepare → `npm ci`. Mend it.',
    ],
    [
      'why, where that is more than the step',
      { message: 'It ended with exit code 1.', pipelineStep: 'npm ci' },
      '**Failed** at Prepare → `npm ci`: It ended with exit code 1. Mend it.',
    ],
    ['why, without a step of the pipeline', {}, '**Failed** at Prepare: Boom. Mend it.'],
    [
      'words of others as code',
      {
        message: 'Could not use ci.yml: [x](https://evil.example) @you <b>.',
        pipelineStep: 'a`b | c',
      },
      "**Failed** at Prepare → `a'b | c`: Could not use `ci.yml`: `[x](https://evil.example)` `@you` `<b>`. Mend it.",
    ],
  ])('says %s', (_, failure, words) => {
    const comment = failed(failure);
    expect(comment).toContain(['| Preview | **Failed** |', '| --- | --- |', COMMIT_ROW].join('\n'));
    expect(comment).toContain(`\n\n${words}\n\n`);
  });

  test('of no step says why', () => {
    expect(failed({}, 'done')).toContain('\n\n**Failed**: Boom. Mend it.\n\n');
  });

  test('of what was ready says when that ended, and how long it had taken to deploy', () => {
    const failure = permanent('stage-failed', 'Run failed.', 'Mend it.');
    const ready = previewWith({ deployment: deploymentWith({ endedAt: NOW + 30_000 }) });
    const after = wentDown(ready, { failure, settingsAt: 1 }, NOW + 5 * 60_000);
    const { comment, status } = reportOf(after);
    expect(comment).toMatch(/\| Failed \| .* UTC \|\n\| Took \| 1 min \|/);
    expect(comment).toContain(new Date(NOW + 5 * 60_000).toISOString().slice(11, 16));
    expect(comment).not.toContain('Open preview');
    expect(status).toMatchObject({ state: 'FAILED', description: 'Run failed.' });
  });
});

describe('while a newer commit is deployed', () => {
  const deploying = (changes: Partial<Deployment>) =>
    reportOf(
      previewWith({
        state: { type: 'deploying' },
        deployment: deploymentWith({ lastReady: NEWER, ...changes }),
        outbox: told,
      }),
    );

  test('the old link stays while what it leads to still runs, and says so', () => {
    const { comment, status } = deploying({ over: true });
    expect(comment).toContain(
      `| Link | [Open preview](${ENVIRONMENT.url}), which may still show \`bbbbbbb\` |`,
    );
    expect(comment).toContain(COMMIT_ROW);
    expect(status).toMatchObject({ state: 'INPROGRESS' });
  });

  test('there is no link when nothing is known to run', () => {
    expect(deploying({}).comment).not.toContain(ENVIRONMENT.url);
  });
});

test.each<[string, Preview['state']]>([
  ['is being deleted', { type: 'deleting', reason: { why: 'switched-off' }, since: NOW }],
  [
    'somebody deleted',
    { type: 'deleted', reason: { why: 'deleted', by: 'ada', commit: COMMIT }, at: NOW },
  ],
  ['is over by a merge', { type: 'deleted', reason: { why: 'merged' }, at: NOW }],
  ['an admin wants no more', { type: 'none', reason: { why: 'switched-off' } }],
  ['was left running', { type: 'none', reason: { why: 'left-running' } }],
  ['a fork waits for an approval of', { type: 'none', reason: { why: 'fork' } }],
  [
    'was stopped and waits',
    { type: 'waiting', commit: COMMIT, reason: 'r', since: NOW, stopped: true },
  ],
])('no merge waits for a preview that %s: its status counts for nothing', (_, state) => {
  const failure = permanent('stage-failed', 'Boom.', 'Mend it.');
  for (const deployment of [deploymentWith(), deploymentWith({ failure })]) {
    const { status } = reportOf(previewWith({ state, deployment, holdings: [], outbox: told }));
    expect(status?.state).toBe('STOPPED');
  }
});

test('a cancelled deployment blocks nothing, and is worth no mail', () => {
  const cancelled = previewWith({
    state: { type: 'failed' },
    deployment: deploymentWith({ cancelledBy: 'ada' }),
  });
  expect(reportOf(cancelled).comment).toBeUndefined();
  const { status, comment } = reportOf({ ...cancelled, outbox: told });
  expect(status).toMatchObject({
    state: 'STOPPED',
    description: 'The deployment of aaaaaaa was cancelled',
  });
  expect(comment).toContain('| Preview | **Cancelled** |');
  expect(JSON.stringify([status, comment])).not.toContain('ada');
});

describe('what is on hold', () => {
  const { pullRequest } = previewWith();
  const fork = { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' };
  const held = (reason: AbsenceReason, changes: Partial<Preview['pullRequest']> = { fork }) =>
    commentMessages(
      previewWith({
        state: { type: 'none', reason },
        holdings: [],
        pullRequest: { ...pullRequest, ...changes },
      }),
    )[0]?.content;

  test('is said when a person can end it, without what changes with each push', () => {
    const comment = held({ why: 'fork' });
    expect(comment).toContain('**On hold**');
    expect(comment).toContain('approves its newest commit in the card');
    expect(held({ why: 'fork' }, { fork, commit: NEWER })).toBe(comment);
  });

  test('is not worth a mail when nobody can, or an admin wants none', () => {
    expect(held({ why: 'fork' }, {})).toBeUndefined();
    expect(held({ why: 'switched-off' })).toBeUndefined();
  });
});

test('a warning stands in the comment', () => {
  const warning = { message: 'The app answers 404 at /.', remedy: 'Open a path that it has.' };
  const { comment } = reportOf(previewWith({ running: { commit: COMMIT, warning } }));
  expect(comment).toContain('**Warning:** The app answers 404 at `/`. Open a path that it has.');
});

it.each([
  ['creating', { type: 'creating', place: '1' }],
  ['deploying', { type: 'deploying' }],
  ['failed', { type: 'failed' }],
  ['deleting', { type: 'deleting', reason: { why: 'merged' }, since: NOW }],
  ['deleted', { type: 'deleted', reason: { why: 'merged' }, at: NOW }],
] as const)('while %s there is neither green nor link', (_, state) => {
  const { status, comment } = reportOf(previewWith({ state, outbox: told }));
  expect(status?.state).not.toBe('SUCCESSFUL');
  expect(JSON.stringify([status, comment])).not.toContain(ENVIRONMENT.url);
});

test('a pull request that was never spoken of is not spoken of when it closes', () => {
  const { deployment: _, ...rest } = previewWith({ holdings: [] });
  const state = { type: 'deleted', reason: { why: 'merged' }, at: NOW } as const;
  expect(reportOf({ ...rest, state, outbox: [] })).toEqual({});
});

test('a link cannot be ended early by what the provider calls the environment', () => {
  const environment = {
    ...ENVIRONMENT,
    url: 'https://a.codesphere.com/) [x](https://evil.example',
  };
  expect(reportOf(previewWith({ holdings: [holdingOf(environment)] })).comment).toContain(
    '%29%20[x]%28https://evil.example)',
  );
});

test('a long failure is cut for the build status', () => {
  const failure = {
    code: 'stage-failed',
    kind: 'permanent',
    mendedBy: 'person',
    message: 'x'.repeat(500),
    remedy: '',
  } as const;
  const { status } = reportOf(
    previewWith({ state: { type: 'failed' }, deployment: deploymentWith({ failure }) }),
  );
  expect(status?.description.length).toBe(200);
});

test('what waits for its turn changes nothing that was said before', () => {
  const state = { type: 'waiting', commit: 'c', reason: 'r', since: NOW } as const;
  expect(reportOf(previewWith({ state, outbox: told }))).toEqual({});
});

test('of a first deployment that had to wait only the result is told', () => {
  const waited = previewWith({
    state: { type: 'deploying' },
    deployment: deploymentWith({ waited: true }),
    outbox: [],
  });
  expect(reportOf(waited).status).toBeUndefined();
  expect(reportOf({ ...waited, outbox: told }).status?.state).toBe('INPROGRESS');
  expect(reportOf(previewWith({ outbox: [] })).status?.state).toBe('SUCCESSFUL');
});

test.each<[AbsenceReason, string]>([
  [
    { why: 'deleted', by: 'ada', commit: COMMIT },
    'Somebody with write access deleted the preview. The next push, or Redeploy in the card, brings a new one.',
  ],
  [
    { why: 'switched-off', by: 'ada' },
    'Previews are switched off for this repository. An admin of the repository switches them on in the settings.',
  ],
  [{ why: 'merged' }, 'The pull request was merged.'],
])('of what was removed the comment says why, and what to do: %j', (reason, words) => {
  const state = { type: 'deleted', reason, at: NOW } as const;
  const { comment } = reportOf(previewWith({ state, holdings: [], outbox: told }));
  expect(comment).toContain(`**Removed** |\n| --- | --- |\n\n${words}\n\n`);
  const pullRequest = { ...previewWith().pullRequest, state: 'declined' as const };
  const closed = reportOf(previewWith({ state, holdings: [], outbox: told, pullRequest }));
  expect(closed.comment).not.toMatch(/push|switches/);
});

test('an environment that was left running is not called removed', () => {
  const reason = { why: 'merged' } as const;
  const state = { type: 'deleted', reason, at: NOW } as const;
  const holdings = [{ state: 'released' as const, place: '1' }];
  expect(reportOf(previewWith({ state, holdings, outbox: told })).comment).toContain('stays');
});

test('what an older commit shows is taken back, and nothing follows it', () => {
  const outbox = [{ surface: BUILD_STATUS, address: NEWER, sent }];
  const older = (state: Preview['state']) =>
    statusMessages(previewWith({ state, outbox })).find(({ address }) => address === NEWER);
  expect(older({ type: 'deploying' })).toMatchObject({
    content: { state: 'STOPPED', description: 'Superseded by aaaaaaa', refname: 'feature/rye' },
    last: true,
  });
  const reason = { why: 'merged' } as const;
  expect(older({ type: 'deleting', reason, since: NOW })?.content.description).toBe(
    'The pull request was merged',
  );
});
