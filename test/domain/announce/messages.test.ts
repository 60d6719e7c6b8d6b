import { COMMENT, commentMessages } from '../../../src/domain/announce/comment-messages';
import { BUILD_STATUS, statusMessages } from '../../../src/domain/announce/status-messages';
import type { Preview } from '../../../src/domain/preview';
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

test('a warning stands in the comment', () => {
  const warning = { message: 'The app answers 404 at /.', remedy: 'Open a path that it has.' };
  const { comment } = reportOf(previewWith({ running: { commit: COMMIT, warning } }));
  expect(comment).toContain('**Warning:** The app answers 404 at /. Open a path that it has.');
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
