import { resolveVariables } from '../../src/domain/resolve-variables';

const context = { pullRequestId: 7, branch: '{{commit}}', commit: 'abc', repositorySlug: 'shop' };

test('placeholders are replaced once, so that a branch cannot bring in another', () => {
  const variables = [
    { name: 'URL', secret: false as const, value: 'pr-{{pull_request}}.{{repository}}/{{branch}}' },
  ];
  expect(resolveVariables(variables, {}, context)).toEqual([
    { name: 'URL', value: 'pr-7.shop/{{commit}}' },
  ]);
});

test('secret values are filled in, and one that is not stored is left out', () => {
  const variables = [
    { name: 'KEY', secret: true as const },
    { name: 'constructor', secret: true as const },
  ];
  expect(resolveVariables(variables, { KEY: 's-{{commit}}' }, context)).toEqual([
    { name: 'KEY', value: 's-abc' },
  ]);
});
