import type { ProviderKind } from '../../../ports/hosting';
import { fields } from './fields';
import { costOf, damagedAt, describe, optionsOf, uses } from './options';
import { connectOwnHost } from './own-host';
import { parse } from './parse';
import { starter } from './starter';

/** A team's own host, by the open protocol of docs/host-protocol.md. */
export const ownHost: ProviderKind = {
  id: 'own-host',
  title: 'Your own host',
  words: {
    name: 'your own host',
    place: { one: 'place', many: 'places' },
    key: 'token',
    keyFrom: 'Ask whoever runs the host for its address and a token.',
    keyNotes: [
      'Forge lets the app call declared addresses only: whoever deploys the app must have added this one to its manifest.yml.',
      'The host clones with an account of its own, which must be able to read the repository.',
    ],
    comparison: {
      needs: [
        'A server of yours that speaks the open protocol: the reference host, or what you put before Kubernetes, Nomad or a platform',
        'Its address in the manifest, so your team deploys this app itself',
      ],
      can: [
        'Everything stays on your machines',
        'A push updates the preview that runs',
        'Sizes with prices, as far as your host tells them',
      ],
      cannot: ['Previews that sleep when unused'],
    },
    noPlaces:
      'This token works, but it opens no place. Have whoever runs the host let it make environments somewhere.',
    unchosen: 'place and size are not chosen yet',
  },
  traits: {
    makes: 'app',
    gives: 'environment',
    update: 'in-place',
    // Each deploy has a key, too. But a key is remembered for a day only, and a name stays the only one of
    // its place: what an earlier create made is always found by it, and made no second time.
    identity: 'unique-name',
    listingLagSeconds: 0,
    readsCommit: true,
    sleep: 'on-call',
    // A host may be able to: its offer says so, and this holds for every host.
    mergesDestination: false,
  },
  credentials: [
    {
      type: 'text',
      name: 'address',
      label: 'Address',
      section: 'Connection',
      value: '',
      placeholder: 'https://host.example.com',
      help: 'Where the API of the host is, by https.',
    },
    { type: 'secret', name: 'token', label: 'Token', section: 'Connection' },
  ],
  // The team's own, entered with the token.
  hosts: { api: [], previews: [] },
  options: {
    damagedAt,
    fields,
    parse,
    place: (options) => optionsOf(options).place,
    uses,
    describe,
    cost: costOf,
  },
  starter,
  connect: connectOwnHost,
};
