import { parsePreviewKey, parsePullRequestId, parseUuid } from '../../src/domain/preview-key';
import { KEY } from './preview-fixture';

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

test('a key needs all its parts', () => {
  expect(parsePreviewKey(KEY)).toEqual(KEY);
  expect(parsePreviewKey({ ...KEY, workspaceId: undefined })).toBeUndefined();
});
