import type { Holding } from '../../src/domain/holding';
import { reportOf } from '../../src/domain/report';
import { deploymentWith, ENVIRONMENT, NOW, previewWith, holdingOf } from './preview-fixture';

const told = {
  status: { commit: 'c', refname: 'r', fingerprint: 'f' },
  comment: { id: 1, fingerprint: 'f' },
};

test('a ready preview is green and carries the link', () => {
  const { status, comment } = reportOf(previewWith());
  expect(status).toMatchObject({ state: 'SUCCESSFUL', url: ENVIRONMENT.url });
  expect(comment).toContain(`](${ENVIRONMENT.url})`);
});

it.each([
  ['creating', { type: 'creating', place: '1' }],
  ['deploying', { type: 'deploying' }],
  ['failed', { type: 'failed' }],
  ['deleting', { type: 'deleting', reason: { why: 'merged' }, since: NOW }],
  ['deleted', { type: 'deleted', reason: { why: 'merged' }, at: NOW }],
] as const)('while %s there is neither green nor link', (_, state) => {
  const { status, comment } = reportOf(previewWith({ state, announced: told }));
  expect(status?.state).not.toBe('SUCCESSFUL');
  expect(JSON.stringify([status, comment])).not.toContain(ENVIRONMENT.url);
});

test('a pull request that was never spoken of is not spoken of when it closes', () => {
  const { deployment: _, ...rest } = previewWith({ holdings: [] });
  const state = { type: 'deleted', reason: { why: 'merged' }, at: NOW } as const;
  expect(reportOf({ ...rest, state, announced: {} })).toEqual({});
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
  expect(reportOf(previewWith({ state, announced: told }))).toEqual({});
});

test('of a first deployment that had to wait only the result is told', () => {
  const waited = previewWith({
    state: { type: 'deploying' },
    deployment: deploymentWith({ waited: true }),
    announced: {},
  });
  expect(reportOf(waited).status).toBeUndefined();
  expect(reportOf({ ...waited, announced: told }).status?.state).toBe('INPROGRESS');
  expect(reportOf(previewWith({ announced: {} })).status?.state).toBe('SUCCESSFUL');
});

test('an environment that was left running is not called removed', () => {
  const reason = { why: 'merged' } as const;
  const state = { type: 'deleted', reason, at: NOW } as const;
  const holdings: Holding[] = [{ state: 'released', place: '1' }];
  expect(reportOf(previewWith({ state, holdings, announced: told })).comment).toContain('stays');
});
