import { codesphere } from '../../src/adapters/providers/codesphere/kind';
import type { FieldValues, SettingsForm, SettingsView, ShownStarter } from '../../src/contract';
import { valuesOf } from '../../src/domain/field';
import type { ProviderOptions } from '../../src/domain/provider';
import type { KnownOptions, Offer } from '../../src/domain/provider-kind';
import { CODESPHERE_OPTIONS } from '../domain/preview-fixture';

/** What Codesphere offers to the key; the plan Old is sold no more. */
export const OFFER: Offer = {
  places: [
    { place: '1', title: 'Bakery' },
    { place: '2', title: 'Mill' },
  ],
  choices: {
    plan: [
      {
        value: '8',
        title: 'Boost',
        label: 'Boost: 2 CPU, $8 a month',
        price: { amount: 8, currency: 'USD', per: 'month' },
      },
      {
        value: '9',
        title: 'Boost on demand',
        label: 'Boost on demand: 2 CPU, $0.80 a month, sleeps when unused',
        price: { amount: 0.8, currency: 'USD', per: 'month' },
        isUsual: true,
      },
      {
        value: '3',
        title: 'Old',
        label: 'Old: 1 CPU, $5 a month',
        price: { amount: 5, currency: 'USD', per: 'month' },
        isRetired: true,
      },
    ],
  },
};

const { id, title, words, credentials } = codesphere;
const CODESPHERE = { id, title, words, credentials: [...credentials] };

/** A repository in which nobody has set anything. */
export function emptyView(): SettingsView {
  return {
    revision: 0,
    above: 'none',
    enabled: false,
    problems: [],
    previews: { open: 0 },
    providers: [CODESPHERE],
    shared: [],
    starters: [],
    fields: [],
  };
}

/** A repository with a key, and nothing saved yet. */
export function connectedView(): SettingsView {
  return {
    ...emptyView(),
    revision: 1,
    connection: {
      provider: CODESPHERE,
      setAt: Date.UTC(2026, 4, 5, 12),
      places: OFFER.places.map((place) => place.title),
    },
    fields: fieldsOf(undefined),
  };
}

/** A repository with everything saved; other values in the provider's fields are `options`. */
export function savedView({
  options = {},
  ...form
}: Omit<Partial<SettingsForm>, 'options'> & { options?: FieldValues } = {}): SettingsView {
  const parsed = codesphere.options.parse(
    { ...valuesOf(fieldsOf(SAVED)), ...options },
    { places: OFFER.places, saved: SAVED },
  );
  if (!('options' in parsed)) throw new Error(JSON.stringify(parsed.errors));
  return viewOf(fieldsOf(parsed.options), form);
}

/** A repository with these options saved, of which `offer` is known. */
export function viewWith(saved: ProviderOptions, offer?: KnownOptions['offer']): SettingsView {
  return viewOf(fieldsOf(saved, offer), {});
}

/** What is saved in it. */
export const SAVED = { ...CODESPHERE_OPTIONS, teamName: 'Bakery' };

function fieldsOf(saved: ProviderOptions | undefined, offer: KnownOptions['offer'] = OFFER) {
  return codesphere.options.fields({ offer, places: OFFER.places, saved });
}

function viewOf(fields: SettingsView['fields'], form: Partial<SettingsForm>): SettingsView {
  return {
    ...connectedView(),
    revision: 2,
    enabled: true,
    previews: { open: 3 },
    fields,
    saved: {
      enabled: true,
      options: valuesOf(fields),
      variables: [
        { name: 'GREETING', secret: false, value: 'Hello' },
        { name: 'DATABASE_URL', secret: true },
      ],
      ...form,
    },
  };
}

/** A Node.js repository without the file that Codesphere runs. */
export const STARTER: ShownStarter = {
  ...codesphere.starter!(['package.json']),
  provider: 'codesphere',
  isThere: false,
  branch: 'main',
  editorUrl: 'https://bitbucket.org/bakery/shop/create-file/abc/ci.yml?at=main',
};
