import * as v from 'valibot';
import { PreviewKey, parsePullRequestId, parseUuid, previewId } from '../../src/domain/preview-key';
import { KEY } from './preview-fixture';

const isKey = (value: unknown) => v.is(PreviewKey, value);

test('a UUID is taken with and without braces', () => {
  expect(parseUuid(`{${KEY.repositoryId.toUpperCase()}}`)).toBe(KEY.repositoryId);
  expect(parseUuid(KEY.repositoryId)).toBe(KEY.repositoryId);
});

it.each([undefined, 1, '', 'x', '{}', '../../secret', `${KEY.repositoryId}:8`])(
  '%j is no UUID',
  (value) => {
    expect(parseUuid(value)).toBeUndefined();
  },
);

it.each([
  ['7', 7],
  [7, 7],
  [0, undefined],
  [-1, undefined],
  [1.5, undefined],
  ['7x', undefined],
  [null, undefined],
])('%j as a number of a pull request is %j', (value, expected) => {
  expect(parsePullRequestId(value)).toBe(expected);
});

it.each([
  { kind: 'branch', name: 'feature/a b' },
  { kind: 'pull-request', id: 12 },
])('%j is a subject', (subject) => {
  expect(isKey({ ...KEY, subject })).toBe(true);
});

it.each([
  { kind: 'branch', name: '' },
  { kind: 'branch', name: 'x'.repeat(256) },
  { kind: 'tag', name: 'v1' },
  { kind: 'pull-request', id: 0 },
  null,
])('%j is no subject', (subject) => {
  expect(isKey({ ...KEY, subject })).toBe(false);
});

it.each(['', 'Main', 'a/b', '1st', 'averylongtarget'])('%j is no target', (target) => {
  expect(isKey({ ...KEY, target })).toBe(false);
});

test('each subject and target has an id of its own', () => {
  const { repositoryId } = KEY;
  expect(previewId(KEY)).toBe(`${repositoryId}:pr-7`);
  expect(previewId({ ...KEY, target: 'infra' })).toBe(`${repositoryId}:pr-7:infra`);
  const branch = { kind: 'branch', name: 'main' } as const;
  expect(previewId({ ...KEY, subject: branch })).toBe(`${repositoryId}:br-0d6e4079e367`);
});

test('a key needs all its parts', () => {
  expect(isKey(KEY)).toBe(true);
  for (const part of ['workspaceId', 'repositoryId', 'subject', 'target']) {
    expect(isKey({ ...KEY, [part]: undefined })).toBe(false);
  }
});
