import { previewOfPullRequest } from '../../src/domain/preview-key';
import fc from 'fast-check';
import { environmentName, previewOfEnvironment } from '../../src/domain/environment-name';
import { KEY, REPOSITORY } from './preview-fixture';
import { randomCases } from '../fuzz/random-cases';

test('a name leads back to its pull request and fits a DNS label', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (pullRequestId) => {
      const name = environmentName(previewOfPullRequest(KEY, pullRequestId));
      expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
      expect(previewOfEnvironment(name, REPOSITORY)).toEqual(
        previewOfPullRequest(KEY, pullRequestId),
      );
    }),
    randomCases(),
  );
});

test('a branch and a second target have names of their own', () => {
  const branch = { kind: 'branch', name: 'feature/login – 日本' } as const;
  expect(environmentName({ ...KEY, subject: branch })).toBe('preview-br-4a66ea514590-15a315491cff');
  const name = environmentName({ ...KEY, target: 'infra' });
  expect(name).toBe('preview-pr-7-15a315491cff-infra');
  expect(previewOfEnvironment(name, REPOSITORY)).toEqual({ ...KEY, target: 'infra' });
});

it.each(['my-app', 'preview-pr-7', 'preview-pr-07-15a315491cff', 'preview-pr-7-000000000000'])(
  '%s is not ours',
  (name) => {
    expect(previewOfEnvironment(name, REPOSITORY)).toBeUndefined();
  },
);
