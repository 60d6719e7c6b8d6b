import { readableVariables } from '../../../src/usecases/reconcile/deployment-spec';
import { COMMIT, previewWith, settingsWith } from '../../domain/preview-fixture';

test('anybody may read the values of all env vars but secret ones, as the deployment has them', () => {
  const options = {
    ...settingsWith().options!,
    variables: [
      {
        name: 'NODE_ENV',
        version: '1',
        secret: false as const,
        value: 'production',
        forks: true as const,
      },
      { name: 'AT', version: '1', secret: false as const, value: 'at-{{commit}}' },
      { name: 'KEY', version: '1', secret: true as const },
    ],
  };
  expect(readableVariables(options, previewWith(), COMMIT)).toEqual([
    { name: 'NODE_ENV', value: 'production' },
    { name: 'AT', value: `at-${COMMIT}` },
  ]);
  const { pullRequest } = previewWith();
  const fork = { private: false, gitUrl: 'https://bitbucket.org/otto/shop.git' };
  const ofFork = previewWith({ pullRequest: { ...pullRequest, fork } });
  expect(readableVariables(options, ofFork, COMMIT)).toHaveLength(1);
});
