import { codesphere } from '../../../../src/adapters/providers/codesphere/kind';
import type { FieldValues } from '../../../../src/domain/field';
import { valuesOf } from '../../../../src/domain/field';
import { permanent } from '../../../../src/domain/failure';
import type { KnownOptions, Offer } from '../../../../src/domain/provider-kind';
import { CODESPHERE_OPTIONS as SAVED } from '../../../domain/preview-fixture';
import { ALL_STAGES } from '../../../fixtures/codesphere/chosen-fields';

const { options } = codesphere;
const offer: Offer = {
  places: [
    { place: '1', title: 'Web' },
    { place: '2', title: 'Mill' },
  ],
  choices: {
    plan: [
      {
        value: '8',
        title: 'Boost',
        label: 'Boost',
        price: { amount: 8, currency: 'USD', per: 'month' },
      },
      {
        value: '9',
        title: 'Pro',
        label: 'Pro',
        price: { amount: 24, currency: 'USD', per: 'month' },
      },
      {
        value: '3',
        title: 'Old',
        label: 'Old',
        price: { amount: 5, currency: 'USD', per: 'month' },
        isRetired: true,
      },
    ],
  },
};
const known: KnownOptions = { offer, places: offer.places };
const down: KnownOptions = { ...known, offer: { failure: permanent('x', 'No.', 'Wait.') } };

function parsed(values: FieldValues, from = known) {
  const result = options.parse({ ...ALL_STAGES, ...values }, from);
  return 'options' in result ? result.options : result.errors.map(({ field }) => field);
}

test('what is chosen is kept with names and prices, and is read again', () => {
  const chosen = parsed({ profile: ' preview ', stages: ['run'] });
  expect(chosen).toEqual({
    teamId: '1',
    teamName: 'Web',
    planId: '8',
    planTitle: 'Boost',
    planPriceUsd: 8,
    profile: 'preview',
    stages: { prepare: false, test: false, run: true },
    stopOnTestFailure: false,
    visibility: 'public',
  });
  if (Array.isArray(chosen)) throw new Error('not parsed');
  expect(options.damagedAt(chosen)).toBeUndefined();
  expect(options.place(chosen)).toBe('1');
  const shown = valuesOf(options.fields({ ...known, saved: chosen }));
  expect(shown).toEqual({ ...ALL_STAGES, profile: 'preview', stages: ['run'] });
});

it.each([
  ['no team', { team: '' }, 'team'],
  ['a team that the key does not open', { team: '3' }, 'team'],
  ['a plan that is no text', { plan: ['8'] }, 'plan'],
  ['a plan that is sold no more', { plan: '3' }, 'plan'],
  ['a profile that leaves its folder', { profile: '../x' }, 'profile'],
  ['no stage at all', { stages: [] }, 'stages'],
  ['only what a failing test does', { stages: ['stop-on-failure'] }, 'stages'],
] as const)('%s is an error at its field', (_, values, field) => {
  expect(parsed(values as unknown as FieldValues)).toEqual([field]);
});

test('what nobody entered is everything that is missing', () => {
  const result = options.parse({}, known);
  expect('errors' in result && result.errors.map(({ field }) => field)).toEqual([
    'team',
    'plan',
    'stages',
  ]);
});

test('a visibility that is not known is the stricter one', () => {
  expect(parsed({ visibility: 'everyone' })).toMatchObject({ visibility: 'restricted' });
});

test('while the provider is down, what is saved may stay and nothing else be chosen', () => {
  expect(parsed({}, { ...down, saved: SAVED })).toMatchObject({ planTitle: 'Boost' });
  expect(parsed({ plan: '9' }, { ...down, saved: SAVED })).toEqual(['plan']);
  expect(parsed({}, down)).toEqual(['plan']);
});

test('a saved plan that is sold no more may stay', () => {
  const saved = { ...SAVED, planId: '3', planTitle: 'Old' };
  expect(parsed({ plan: '3' }, { ...known, saved })).toMatchObject({ planTitle: 'Old' });
});

test('the price of an earlier plan is remembered for environments that still have it', () => {
  const first = parsed({});
  if (Array.isArray(first)) throw new Error('not parsed');
  const second = parsed({ plan: '9' }, { ...known, saved: first });
  if (Array.isArray(second)) throw new Error('not parsed');
  const cost = (size: string | undefined) => options.cost?.(size, { ...down, saved: second });
  expect(cost('8')).toEqual({ title: 'Boost', price: '$8 a month' });
  expect(cost('9')).toEqual({ title: 'Pro', price: '$24 a month' });
  expect(cost('7')).toBeUndefined();
});

it.each([
  ['another plan', { planId: '9' }, true],
  ['another visibility', { visibility: 'restricted' }, true],
  ['another stage', { stages: { ...SAVED.stages, test: false } }, true],
  ['another name of the team', { teamName: 'Mill' }, false],
  ['the same', {}, false],
])('%s is used by a deployment: %s', (_, changes, isUsed) => {
  const before = JSON.stringify(options.uses(SAVED));
  expect(JSON.stringify(options.uses({ ...SAVED, ...changes })) !== before).toBe(isUsed);
});

test('what a failing test stage does is not used where no test runs', () => {
  const stages = { ...SAVED.stages, test: false };
  const uses = (stopOnTestFailure: boolean) =>
    options.uses({ ...SAVED, stages, stopOnTestFailure });
  expect(uses(true)).toEqual(uses(false));
});

it.each([
  ['a team without an id', { ...SAVED, teamId: 7 }, 'teamId'],
  [
    'a stage that is no switch',
    { ...SAVED, stages: { ...SAVED.stages, run: 'yes' } },
    'stages.run',
  ],
])('%s is damage at its place', (_, stored, path) => {
  expect(options.damagedAt(stored)).toBe(path);
});

it.each([
  [true, 'restricted', /^This repository is private, so Restricted is the default\./],
  [false, 'public', undefined],
  [undefined, 'restricted', undefined],
])('of a repository that is private (%s) previews are %s by default', (isPrivate, value, help) => {
  const field = options
    .fields({ ...known, saved: undefined, isPrivate })
    .find(({ name }) => name === 'visibility');
  expect(field).toMatchObject({ value });
  if (help) expect(field?.help).toMatch(help);
  else expect(field?.help).toBeUndefined();
});
