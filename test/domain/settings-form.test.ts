import type { Variable } from '../../src/domain/settings';
import { checkVariables, parseSettingsForm } from '../../src/domain/settings-form';

const valid = {
  enabled: true,
  options: { plan: '8', stages: ['run'] },
  variables: [] as unknown[],
};

function errorsOf(variables: unknown[], stored: Variable[] = []): string[] {
  const form = parseSettingsForm({ ...valid, variables });
  if (!form) throw new Error('the payload was not taken for a form');
  return checkVariables(form.variables, stored).map(({ field }) => field);
}

test('a complete form is taken as it is', () => {
  expect(parseSettingsForm(valid)).toEqual(valid);
  expect(errorsOf([])).toEqual([]);
});

it.each([
  [
    'a name that starts with a digit',
    [{ name: '1A', secret: false, value: '' }],
    'variables.0.name',
  ],
  ['a name with a space', [{ name: 'A B', secret: false, value: '' }], 'variables.0.name'],
  ['an empty name', [{ name: ' ', secret: false, value: '' }], 'variables.0.name'],
  ['a plain row without a value', [{ name: 'A', secret: false }], 'variables.0.value'],
  ['a new secret without a value', [{ name: 'A', secret: true }], 'variables.0.value'],
  [
    'a value over 16 KiB',
    [{ name: 'A', secret: false, value: 'é'.repeat(8193) }],
    'variables.0.value',
  ],
  ['a value with a NUL', [{ name: 'A', secret: false, value: '\0' }], 'variables.0.value'],
])('%s is an error at its place', (_, variables, field) => {
  expect(errorsOf(variables)).toEqual([field]);
});

test('the later of two rows with one name is the wrong one', () => {
  const row = { name: 'A', secret: false, value: 'x' };
  expect(errorsOf([row, row])).toEqual(['variables.1.name']);
});

test('more rows or bytes than fit are an error of the whole table', () => {
  const many = Array.from({ length: 101 }, (_, index) => ({
    name: `A${index}`,
    secret: false,
    value: '',
  }));
  expect(errorsOf(many)).toEqual(['variables']);
  const large = Array.from({ length: 8 }, (_, index) => ({
    name: `A${index}`,
    secret: false,
    value: 'x'.repeat(16 * 1024),
  }));
  expect(errorsOf(large)).toEqual(['variables']);
  expect(errorsOf(large.slice(1))).toEqual([]);
});

test('a stored secret may stay as it is', () => {
  expect(
    errorsOf([{ name: 'A', secret: true }], [{ name: 'A', version: '1', secret: true }]),
  ).toEqual([]);
});

it.each([
  undefined,
  null,
  'text',
  [],
  {},
  { ...valid, variables: 'x' },
  { ...valid, variables: [null] },
  { ...valid, variables: [{ name: 1 }] },
  { ...valid, variables: [{ name: 'A', value: 'x' }] },
  { ...valid, options: { plan: 8 } },
  { ...valid, options: { stages: [{}] } },
])('%j is no form', (payload) => {
  expect(parseSettingsForm(payload)).toBeUndefined();
});

test.each(['{{ pull_requests }}', '{{pr}}', 'a-{{Branch}}'])('%s is no placeholder', (value) => {
  const rows = [{ name: 'A', secret: true, value }];
  expect(checkVariables(rows, [])).toEqual([
    {
      field: 'variables.0.value',
      message: `${/{{.*}}/.exec(value)![0]} is no placeholder. There are {{pull_request}}, {{branch}}, {{branch_slug}}, {{commit}}, and {{repository}}.`,
    },
  ]);
});

test.each(['{{ pull_request }}', '{{branch_slug}}', '{{#if a}}', '{ {pr} }'])(
  '%s can be saved',
  (value) => {
    expect(checkVariables([{ name: 'A', secret: false, value }], [])).toEqual([]);
  },
);
