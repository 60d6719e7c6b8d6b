import { previewOfPullRequest } from '../../src/domain/preview-key';
import { showSettings } from '../../src/domain/settings-view';
import type { Preview } from '../../src/domain/preview';
import { ENVIRONMENT, KEY, NOW, holdingOf, previewWith, settingsWith } from './preview-fixture';

const plan = {
  ...{ id: '8', title: 'Boost', priceUsd: 8, cpu: 1, ramGib: 1, storageGib: 1 },
  ...{ sleepsWhenUnused: false, deprecated: false },
};
const offer = { teams: [{ id: '1', name: 'Web' }], plans: [plan] };
const listOf = (...previews: Preview[]) => ({ previews, unreadable: [] });
const failure = {
  code: 'provider-unreachable',
  kind: 'transient',
  mendedBy: 'time',
  message: 'm',
  remedy: 'r',
} as const;
const trouble = { failure, count: 3, since: NOW, noted: [] };
const state = { type: 'deleting', reason: { why: 'merged' }, since: NOW } as const;

test('an environment that cannot be deleted is left over, with what it costs', () => {
  const { leftOver } = showSettings(settingsWith(), offer, listOf(previewWith({ state, trouble })));
  expect(leftOver).toEqual([
    {
      ...{ subject: KEY.subject, since: NOW, message: 'm', remedy: 'r' },
      ...{ name: ENVIRONMENT.name, pageUrl: ENVIRONMENT.pageUrl },
      plan: { title: 'Boost', priceUsd: 8 },
    },
  ]);
});

test('one whose id was never told has its name and a way to where it is', () => {
  const preview = previewWith({ state, trouble, holdings: [] });
  expect(showSettings(settingsWith(), offer, listOf(preview)).leftOver).toMatchObject([
    { name: 'preview-pr-7-15a315491cff', pageUrl: 'https://cloud.codesphere.com/ide' },
  ]);
});

test('a second environment that could not be deleted is left over beside its preview', () => {
  const twin = { ...ENVIRONMENT, id: '43', pageUrl: 'https://codesphere.com/ide/43' };
  const going = { state: 'going', environment: twin, since: NOW, failure } as const;
  const preview = previewWith({ holdings: [holdingOf(ENVIRONMENT), going] });
  expect(showSettings(settingsWith(), offer, listOf(preview)).leftOver).toMatchObject([
    { subject: KEY.subject, pageUrl: twin.pageUrl, plan: { title: 'Boost', priceUsd: 8 } },
  ]);
});

test('it is still named while the provider cannot be asked', () => {
  const preview = previewWith({ state, trouble });
  const settings = settingsWith();
  const { leftOver } = showSettings(settings, { failure }, listOf(preview));
  expect(leftOver).toMatchObject([{ subject: KEY.subject }]);
  expect(leftOver?.[0]?.plan).toBeUndefined();
  const options = { ...settings.options!, planPriceUsd: 7 };
  const priced = showSettings({ ...settings, options }, { failure }, listOf(preview));
  expect(priced.leftOver?.[0]?.plan).toEqual({ title: 'Boost', priceUsd: 7 });
  const other = { ...options, planId: '9' };
  const moved = showSettings({ ...settings, options: other }, { failure }, listOf(preview));
  expect(moved.leftOver?.[0]?.plan).toBeUndefined();
});

test('one with a plan that was chosen before has its price while the provider cannot be asked', () => {
  const earlierPlans = [{ id: '8', title: 'Boost', priceUsd: 7 }];
  const options = { ...settingsWith().options!, planId: '9', planPriceUsd: 99, earlierPlans };
  const preview = previewWith({ state, trouble });
  const { leftOver } = showSettings(settingsWith({ options }), { failure }, listOf(preview));
  expect(leftOver?.[0]?.plan).toEqual({ title: 'Boost', priceUsd: 7 });
});

describe('records that cannot be read', () => {
  const unreadable = (count: number) => ({
    previews: [previewWith()],
    unreadable: Array.from({ length: count }, (_, index) => previewOfPullRequest(KEY, index + 1)),
  });

  test('are a problem that names the environments, and where to look for them', () => {
    const { problems, previews } = showSettings(settingsWith(), offer, unreadable(2));
    expect(problems).toEqual([
      {
        message:
          '2 stored records cannot be read, of pull request 1 (preview-pr-1-15a315491cff), pull request 2 (preview-pr-2-15a315491cff). What runs there is not touched, and may cost money.',
        remedy:
          'An admin of the workspace updates the app. If this stays, report it, and delete in Codesphere what has such a name and nobody needs.',
        pageUrl: 'https://cloud.codesphere.com/ide',
      },
    ]);
    expect(previews).toEqual({ open: 1, unreadable: 2 });
  });

  test('are counted when there are many', () => {
    const [problem] = showSettings(settingsWith(), offer, unreadable(151)).problems;
    expect(problem?.message).toContain('10 (preview-pr-10-15a315491cff) and 141 more.');
  });

  test('keep a disconnect from ending', () => {
    const settings = settingsWith({ disconnecting: { by: 'a', at: 1 } });
    expect(showSettings(settings, offer, unreadable(2)).disconnecting).toEqual({ left: 3 });
  });
});

test.each([
  ['a delete without trouble', previewWith({ state })],
  ['trouble with a deployment', previewWith({ state: { type: 'deploying' }, trouble })],
  ['a preview that runs', previewWith()],
])('%s leaves nothing over', (_, preview) => {
  expect(showSettings(settingsWith(), offer, listOf(preview)).leftOver).toBeUndefined();
});
