import type { ProviderKind } from '../../../ports/hosting';
import { EXAMPLE } from './expiry';
import { fields } from './fields';
import { API_HOSTS, connectOna } from './ona';
import { damagedAt, describe, optionsOf, uses } from './options';
import { parse } from './parse';

/** Ona, formerly Gitpod, as far as it can be told without a key. */
export const ona: ProviderKind = {
  id: 'ona',
  title: 'Ona (Gitpod)',
  words: {
    name: 'Ona',
    place: { one: 'account', many: 'accounts' },
    key: 'personal access token',
    keyFrom: 'At app.ona.com: Settings → Personal access tokens. Not read-only.',
    keyNotes: [
      'The token has all rights of its user in one organization, and expires after 90 days at most: replace it before.',
      'Every preview holds the secrets of that user and a sign-in to Bitbucket that may write, and so does one of a fork that somebody approved. Take a user of its own, who can do no more than previews need.',
      'That user is signed in to Bitbucket at Ona, on the runner of the environment class.',
    ],
    comparison: {
      needs: [
        'An Ona organization whose runner is signed in to Bitbucket',
        'A dev container that the app starts in',
        'A new token every 90 days',
      ],
      can: [
        'Each commit gets an environment of its own, and the one before stays up until it answers',
        'Its owner opens the preview in an editor',
        'Only members of your organization, or everybody who has the link',
      ],
      cannot: [
        'A push in seconds: every environment begins anew, at another address',
        'Waking by a visit: a preview sleeps after its timeout until somebody chooses Redeploy',
        'Prices',
      ],
    },
    noPlaces: 'This token works, but it opens nothing.',
    moreThere:
      'Look at app.ona.com: the environment or the limits of the organization may say why.',
    unchosen: 'environment class is not chosen yet',
    environmentsUrl: 'https://app.ona.com',
  },
  traits: {
    makes: 'app',
    gives: 'environment',
    update: 'replace',
    identity: 'none',
    // Not documented: a guess.
    listingLagSeconds: 60,
    readsCommit: true,
    sleep: 'on-call',
    mergesDestination: false,
  },
  credentials: [
    { type: 'secret', name: 'token', label: 'personal access token', section: 'Connection' },
    {
      type: 'text',
      name: 'expires',
      label: 'date of expiry',
      section: 'Connection',
      value: '',
      placeholder: EXAMPLE,
      help: 'Ona tells it where the token is made, and not to the app. From two weeks before, settings and cards remind of it.',
    },
  ],
  hosts: { api: API_HOSTS, previews: ['*.gitpod.dev'] },
  options: {
    damagedAt,
    fields,
    parse,
    place: (options) => optionsOf(options).place,
    uses,
    describe,
  },
  connect: connectOna,
};
