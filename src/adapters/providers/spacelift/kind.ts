import type { ProviderKind } from '../../../ports/hosting';
import { fields } from './fields';
import { damagedAt, describe, optionsOf, placeOf, uses } from './options';
import { parse } from './parse';
import { connectSpacelift } from './spacelift';

const SECTION = 'Connection';

/** Spacelift, as far as it can be told without a key. */
export const spacelift: ProviderKind = {
  id: 'spacelift',
  title: 'Spacelift',
  words: {
    place: { one: 'account', many: 'accounts' },
    key: 'API key',
    keyFrom: 'In Spacelift: Organization settings → API keys → Create API key, of the type Secret.',
    keyNotes: [
      'Give the key a role in the spaces of the stacks that reads spaces and may trigger, stop, cancel and retry runs; the user guide names each right with its reason.',
      'Spacelift itself needs its Bitbucket Cloud integration, with the webhook of this repository: it plans most commits by itself, and the app shows those plans.',
      'There is nothing to open: the card shows what the plan would add, change and destroy. Env vars of these settings do not reach Spacelift.',
      'For pull requests from forks no plan is started.',
    ],
    comparison: {
      needs: [
        'A Spacelift account whose Bitbucket Cloud integration hears of pushes to the repository',
        'A stack of this repository',
        'An API key that may trigger, stop and retry runs',
      ],
      can: [
        'Plans that Spacelift makes by itself are followed, and started only where none comes',
        'The card says what a commit would add, change and destroy, of several stacks together',
        'No second build status where Spacelift sets its own',
      ],
      cannot: [
        'A preview to open: it plans infrastructure and runs no app',
        'Plans of forks',
        'Env vars of the settings',
        'Self-hosted installations',
      ],
    },
    noPlaces:
      'This API key works, but it sees no stack whose code is at Bitbucket Cloud. Have it given a role in the space of the stack.',
    moreThere: 'Look in Spacelift: the stack or the limits of the account may say why.',
    unchosen: 'stacks are not chosen yet',
  },
  traits: {
    makes: 'app',
    gives: 'report',
    update: 'in-place',
    identity: 'unique-name',
    listingLagSeconds: 0,
    readsCommit: true,
    sleep: 'none',
    mergesDestination: false,
  },
  credentials: [
    {
      type: 'text',
      name: 'account',
      label: 'Account',
      section: SECTION,
      value: '',
      placeholder: 'https://acme.app.spacelift.io',
      help: 'Its name, or the address of any of its pages.',
    },
    { type: 'text', name: 'keyId', label: 'Key ID', section: SECTION, value: '' },
    { type: 'secret', name: 'secret', label: 'Key secret', section: SECTION },
  ],
  hosts: { api: ['*.app.spacelift.io', '*.app.us.spacelift.io'], previews: [] },
  options: {
    damagedAt,
    fields,
    parse,
    place: (options) => placeOf(optionsOf(options)),
    uses,
    describe,
  },
  connect: connectSpacelift,
};
