import { appliedSettings } from '../../src/domain/applied-settings';
import type { PreviewOptions, Variable } from '../../src/domain/settings';
import { settingsWith } from './preview-fixture';

const OWN = {};
const FORK = { fork: { private: false, gitUrl: 'https://bitbucket.org/mo/shop.git' } };

const PLAIN: Variable = { name: 'MODE', version: '1', secret: false, value: 'slow' };
const SECRET: Variable = { name: 'KEY', version: '1', secret: true };
const SHARED: Variable = { ...PLAIN, name: 'SHARED', forks: true };
const was: PreviewOptions = { ...settingsWith().options!, variables: [PLAIN, SECRET, SHARED] };

it.each<[string, Partial<PreviewOptions>, { own: boolean; fork: boolean }]>([
  ['what the provider uses', { uses: '2' }, { own: true, fork: true }],
  ['a place', { place: '2' }, { own: true, fork: true }],
  ['the order of variables', { variables: [SHARED, SECRET, PLAIN] }, { own: false, fork: false }],
  [
    'a secret value',
    { variables: [PLAIN, { ...SECRET, version: '2' }, SHARED] },
    { own: true, fork: false },
  ],
  ['a variable that forks get', { variables: [PLAIN, SECRET] }, { own: true, fork: true }],
  [
    'that forks get a variable',
    { variables: [{ ...PLAIN, forks: true }, SECRET, SHARED] },
    { own: false, fork: true },
  ],
  ['a name that is shown', { provider: {} }, { own: false, fork: false }],
])('%s that changes has other previews deployed anew: %o', (_, changes, { own, fork }) => {
  const is = { ...was, ...changes };
  expect(appliedSettings(is, OWN) !== appliedSettings(was, OWN)).toBe(own);
  expect(appliedSettings(is, FORK) !== appliedSettings(was, FORK)).toBe(fork);
});

test('no value is part of it', () => {
  const variables = [{ ...PLAIN, value: 'another one' }, SECRET, SHARED];
  expect(appliedSettings({ ...was, variables }, OWN)).toBe(appliedSettings(was, OWN));
});
