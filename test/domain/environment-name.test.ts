import fc from 'fast-check';
import { environmentName, pullRequestOfEnvironment } from '../../src/domain/environment-name';
import { KEY, REPOSITORY } from './preview-fixture';
import { randomCases } from '../fuzz/random-cases';

test('a name leads back to its pull request and fits a DNS label', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999 }), (pullRequestId) => {
      const name = environmentName({ ...KEY, pullRequestId });
      expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
      expect(pullRequestOfEnvironment(name, REPOSITORY)).toBe(pullRequestId);
    }),
    randomCases(),
  );
});

it.each(['my-app', 'preview-pr-7', 'preview-pr-07-15a315491cff', 'preview-pr-7-000000000000'])(
  '%s is not ours',
  (name) => {
    expect(pullRequestOfEnvironment(name, REPOSITORY)).toBeUndefined();
  },
);
