import { previewOfPullRequest } from '../../src/domain/preview-key';
import { showSettings } from '../../src/domain/settings-view';
import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { CodesphereOptions } from '../../src/adapters/providers/codesphere/options';
import type { Offer } from '../../src/domain/provider-kind';
import type { Preview } from '../../src/domain/preview';
import {
  CODESPHERE_OPTIONS,
  ENVIRONMENT,
  KEY,
  NOW,
  holdingOf,
  previewWith,
  settingsWith,
} from './preview-fixture';

const offer: Offer = {
  places: [{ place: '1', title: 'Web' }],
  choices: {
    plan: [
      {
        value: '8',
        title: 'Boost',
        label: 'Boost',
        price: { amount: 8, currency: 'USD', per: 'month' },
      },
    ],
  },
};
const facts = { providers: [codesphere], kind: codesphere, offer };
const page = (url: string) => ({ title: 'Codesphere', url });
/** Settings with other options at Codesphere. */
const settingsOf = (changes: Partial<CodesphereOptions>) => {
  const settings = settingsWith();
  const provider = { ...CODESPHERE_OPTIONS, ...changes };
  return { ...settings, options: { ...settings.options!, provider } };
};
const listOf = (...previews: Preview[]) => ({ previews, unreadable: [] });
const failure = {
  code: 'provider-unreachable',
  kind: 'transient',
  mendedBy: 'time',
  message: 'm',
  remedy: 'r',
} as const;
const down = { ...facts, offer: { failure } };
const trouble = { failure, count: 3, since: NOW, noted: [] };
const state = { type: 'deleting', reason: { why: 'merged' }, since: NOW } as const;

test('an environment that cannot be deleted is left over, with what it costs', () => {
  const { leftOver } = showSettings(settingsWith(), facts, listOf(previewWith({ state, trouble })));
  expect(leftOver).toEqual([
    {
      ...{ subject: KEY.subject, since: NOW, message: 'm', remedy: 'r' },
      ...{ name: ENVIRONMENT.name, page: page(ENVIRONMENT.pageUrl) },
      plan: { title: 'Boost', price: '$8 a month' },
    },
  ]);
});

test('one whose id was never told has its name and a way to where it is', () => {
  const preview = previewWith({ state, trouble, holdings: [] });
  expect(showSettings(settingsWith(), facts, listOf(preview)).leftOver).toMatchObject([
    { name: 'preview-pr-7-15a315491cff', page: page('https://cloud.codesphere.com/ide') },
  ]);
});

test('a second environment that could not be deleted is left over beside its preview', () => {
  const twin = { ...ENVIRONMENT, id: '43', pageUrl: 'https://codesphere.com/ide/43' };
  const going = { state: 'going', environment: twin, since: NOW, failure } as const;
  const preview = previewWith({ holdings: [holdingOf(ENVIRONMENT), going] });
  expect(showSettings(settingsWith(), facts, listOf(preview)).leftOver).toMatchObject([
    {
      subject: KEY.subject,
      page: page(twin.pageUrl),
      plan: { title: 'Boost', price: '$8 a month' },
    },
  ]);
});

test('it is still named while the provider cannot be asked', () => {
  const preview = previewWith({ state, trouble });
  const settings = settingsWith();
  const { leftOver } = showSettings(settings, down, listOf(preview));
  expect(leftOver).toMatchObject([{ subject: KEY.subject }]);
  expect(leftOver?.[0]?.plan).toBeUndefined();
  const priced = showSettings(settingsOf({ planPriceUsd: 7 }), down, listOf(preview));
  expect(priced.leftOver?.[0]?.plan).toEqual({ title: 'Boost', price: '$7 a month' });
  const moved = showSettings(settingsOf({ planPriceUsd: 7, planId: '9' }), down, listOf(preview));
  expect(moved.leftOver?.[0]?.plan).toBeUndefined();
});

test('one with a plan that was chosen before has its price while the provider cannot be asked', () => {
  const earlierPlans = [{ id: '8', title: 'Boost', priceUsd: 7 }];
  const settings = settingsOf({ planId: '9', planPriceUsd: 99, earlierPlans });
  const preview = previewWith({ state, trouble });
  const { leftOver } = showSettings(settings, down, listOf(preview));
  expect(leftOver?.[0]?.plan).toEqual({ title: 'Boost', price: '$7 a month' });
});

describe('records that cannot be read', () => {
  const unreadable = (count: number) => ({
    previews: [previewWith()],
    unreadable: Array.from({ length: count }, (_, index) => previewOfPullRequest(KEY, index + 1)),
  });

  test('are a problem that names the environments, and where to look for them', () => {
    const { problems, previews } = showSettings(settingsWith(), facts, unreadable(2));
    expect(problems).toEqual([
      {
        message:
          '2 stored records cannot be read, of pull request 1 (preview-pr-1-15a315491cff), pull request 2 (preview-pr-2-15a315491cff). What runs there is not touched, and may cost money.',
        remedy:
          'An admin of the workspace updates the app. If this stays, report it, and delete in Codesphere what has such a name and nobody needs.',
        page: page('https://cloud.codesphere.com/ide'),
      },
    ]);
    expect(previews).toEqual({ open: 1, unreadable: 2 });
  });

  test('are counted when there are many', () => {
    const [problem] = showSettings(settingsWith(), facts, unreadable(151)).problems;
    expect(problem?.message).toContain('10 (preview-pr-10-15a315491cff) and 141 more.');
  });

  test('keep a disconnect from ending', () => {
    const settings = settingsWith({ disconnecting: { by: 'a', at: 1 } });
    expect(showSettings(settings, facts, unreadable(2)).disconnecting).toEqual({ left: 3 });
  });
});

test.each([
  ['a delete without trouble', previewWith({ state })],
  ['trouble with a deployment', previewWith({ state: { type: 'deploying' }, trouble })],
  ['a preview that runs', previewWith()],
])('%s leaves nothing over', (_, preview) => {
  expect(showSettings(settingsWith(), facts, listOf(preview)).leftOver).toBeUndefined();
});
