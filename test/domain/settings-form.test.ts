import { checkSettingsForm, parseSettingsForm } from '../../src/domain/settings-form';
import { settingsWith } from './preview-fixture';

const valid = {
  enabled: true,
  teamId: '1',
  planId: '8',
  profile: '',
  stages: { prepare: true, test: false, run: true },
  stopOnTestFailure: true,
  visibility: 'public',
  variables: [] as unknown[],
};

function errorsOf(changes: Record<string, unknown>, stored = settingsWith()): string[] {
  const form = parseSettingsForm({ ...valid, ...changes });
  if (!form) throw new Error('the payload was not taken for a form');
  return checkSettingsForm(form, stored).map(({ field }) => field);
}

test('a complete form has no error', () => {
  expect(errorsOf({})).toEqual([]);
});

it.each([
  ['no team', { teamId: '' }, 'team'],
  ['a plan that is no text', { planId: 8 }, 'plan'],
  ['a profile that leaves its folder', { profile: '../x' }, 'profile'],
  ['no stage at all', { stages: {} }, 'stages'],
  [
    'a name that starts with a digit',
    { variables: [{ name: '1A', secret: false, value: '' }] },
    'variables.0.name',
  ],
  [
    'a name with a space',
    { variables: [{ name: 'A B', secret: false, value: '' }] },
    'variables.0.name',
  ],
  ['an empty name', { variables: [{ name: ' ', secret: false, value: '' }] }, 'variables.0.name'],
  [
    'a plain row without a value',
    { variables: [{ name: 'A', secret: false }] },
    'variables.0.value',
  ],
  [
    'a new secret without a value',
    { variables: [{ name: 'A', secret: true }] },
    'variables.0.value',
  ],
  [
    'a value over 16 KiB',
    { variables: [{ name: 'A', secret: false, value: 'é'.repeat(8193) }] },
    'variables.0.value',
  ],
  [
    'a value with a NUL',
    { variables: [{ name: 'A', secret: false, value: '\0' }] },
    'variables.0.value',
  ],
])('%s is an error at its place', (_, changes, field) => {
  expect(errorsOf(changes)).toEqual([field]);
});

test('the later of two rows with one name is the wrong one', () => {
  const row = { name: 'A', secret: false, value: 'x' };
  expect(errorsOf({ variables: [row, row] })).toEqual(['variables.1.name']);
});

test('more rows or bytes than fit are an error of the whole table', () => {
  const many = Array.from({ length: 101 }, (_, index) => ({
    name: `A${index}`,
    secret: false,
    value: '',
  }));
  expect(errorsOf({ variables: many })).toEqual(['variables']);
  const large = Array.from({ length: 8 }, (_, index) => ({
    name: `A${index}`,
    secret: false,
    value: 'x'.repeat(16 * 1024),
  }));
  expect(errorsOf({ variables: large })).toEqual(['variables']);
  expect(errorsOf({ variables: large.slice(1) })).toEqual([]);
});

test('a stored secret may stay as it is', () => {
  const stored = settingsWith();
  const options = stored.options && {
    ...stored.options,
    variables: [{ name: 'A', secret: true as const }],
  };
  const with_ = { ...stored, ...(options ? { options } : {}) };
  expect(errorsOf({ variables: [{ name: 'A', secret: true }] }, with_)).toEqual([]);
});

it.each([
  undefined,
  null,
  'text',
  [],
  {},
  { variables: 'x' },
  { variables: [null] },
  { variables: [{ name: 1 }] },
  { variables: [{ name: 'A', value: 'x' }] },
])('%j is no form', (payload) => {
  expect(parseSettingsForm(payload)).toBeUndefined();
});
