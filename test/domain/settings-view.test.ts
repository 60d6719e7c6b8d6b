import { showSettings } from '../../src/domain/settings-view';
import { ENVIRONMENT, NOW, previewWith, settingsWith } from './preview-fixture';

const plan = {
  ...{ id: '8', title: 'Boost', priceUsd: 8, cpu: 1, ramGib: 1, storageGib: 1 },
  ...{ sleepsWhenUnused: false, deprecated: false },
};
const offer = { teams: [{ id: '1', name: 'Web' }], plans: [plan] };
const failure = {
  code: 'provider-unreachable',
  kind: 'transient',
  message: 'm',
  remedy: 'r',
} as const;
const trouble = { failure, count: 3, since: NOW };
const state = { type: 'deleting', removal: { why: 'merged' }, since: NOW } as const;

test('an environment that cannot be deleted is left over, with what it costs', () => {
  const { leftOver } = showSettings(settingsWith(), offer, [previewWith({ state, trouble })]);
  expect(leftOver).toEqual([
    {
      ...{ pullRequestId: 7, since: NOW, message: 'm', remedy: 'r' },
      ...{ name: ENVIRONMENT.name, pageUrl: ENVIRONMENT.pageUrl },
      plan: { title: 'Boost', priceUsd: 8 },
    },
  ]);
});

test('one whose id was never told has its name and a way to where it is', () => {
  const { environment: _none, ...preview } = previewWith({ state, trouble });
  expect(showSettings(settingsWith(), offer, [preview]).leftOver).toMatchObject([
    { name: 'preview-pr-7-15a315491cff', pageUrl: 'https://cloud.codesphere.com/ide' },
  ]);
});

test('it is still named while the provider cannot be asked', () => {
  const preview = previewWith({ state, trouble });
  const settings = settingsWith();
  const { leftOver } = showSettings(settings, { failure }, [preview]);
  expect(leftOver).toMatchObject([{ pullRequestId: 7 }]);
  expect(leftOver?.[0]?.plan).toBeUndefined();
  const options = { ...settings.options!, planPriceUsd: 7 };
  const priced = showSettings({ ...settings, options }, { failure }, [preview]);
  expect(priced.leftOver?.[0]?.plan).toEqual({ title: 'Boost', priceUsd: 7 });
  const other = { ...options, planId: '9' };
  const moved = showSettings({ ...settings, options: other }, { failure }, [preview]);
  expect(moved.leftOver?.[0]?.plan).toBeUndefined();
});

test.each([
  ['a delete without trouble', previewWith({ state })],
  ['trouble with a deployment', previewWith({ state: { type: 'deploying' }, trouble })],
  ['a preview that runs', previewWith()],
])('%s leaves nothing over', (_, preview) => {
  expect(showSettings(settingsWith(), offer, [preview]).leftOver).toBeUndefined();
});
