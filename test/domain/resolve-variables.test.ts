import { resolveVariables, variablesFor } from '../../src/domain/resolve-variables';

const context = {
  subject: { kind: 'pull-request' as const, id: 7 },
  branch: '{{commit}}',
  commit: 'abc',
  repositorySlug: 'shop',
};

test('placeholders are replaced once, so that a branch cannot bring in another', () => {
  const variables = [
    {
      name: 'URL',
      version: '1',
      secret: false as const,
      value: 'pr-{{pull_request}}.{{repository}}/{{branch}}',
    },
  ];
  expect(resolveVariables(variables, {}, context)).toEqual([
    { name: 'URL', value: 'pr-7.shop/{{commit}}' },
  ]);
});

test.each([
  ['{{ pull_request }}', '7'],
  ['{{branch_slug}}.example.com', 'feature-new-shop.example.com'],
  ['{{#each}}{{a.b}}', '{{#each}}{{a.b}}'],
])('%s becomes %s', (value, resolved) => {
  const variables = [{ name: 'A', version: '1', secret: false as const, value }];
  const [one] = resolveVariables(variables, {}, { ...context, branch: 'Feature/new_shop' });
  expect(one?.value).toBe(resolved);
});

test.each(['feature/'.repeat(20), 'Straße', 'ветка', '-', 'a'])(
  'the slug of the branch %s fits into a host name',
  (branch) => {
    const value = '{{branch_slug}}';
    const variables = [{ name: 'A', version: '1', secret: false as const, value }];
    const [one] = resolveVariables(variables, {}, { ...context, branch });
    expect(one?.value).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
  },
);

test('secret values are filled in, and one that is not stored is left out', () => {
  const variables = [
    { name: 'KEY', version: '1', secret: true as const },
    { name: 'constructor', version: '1', secret: true as const },
  ];
  expect(resolveVariables(variables, { KEY: 's-{{commit}}' }, context)).toEqual([
    { name: 'KEY', value: 's-abc', secret: true },
  ]);
});

test('a fork gets only plain variables that are marked for forks', () => {
  const variables = [
    { name: 'A', version: '1', secret: false as const, value: '1', forks: true as const },
    { name: 'B', version: '1', secret: false as const, value: '2' },
    // Whatever was stored: a secret stays one.
    { name: 'C', version: '1', secret: true as const, forks: true as const },
  ];
  const names = (isFork: boolean) => variablesFor(variables, { isFork }).map(({ name }) => name);
  expect(names(true)).toEqual(['A']);
  expect(names(false)).toEqual(['A', 'B', 'C']);
});
