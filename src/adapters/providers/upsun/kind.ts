import type { ProviderKind } from '../../../ports/hosting';
import { fields } from './fields';
import { damagedAt, describe, optionsOf, uses } from './options';
import { parse } from './parse';
import { starter } from './starter';
import { API_HOSTS, connectUpsun } from './upsun';

/** Upsun, formerly Platform.sh, as far as it can be told without a key. */
export const upsun: ProviderKind = {
  id: 'upsun',
  title: 'Upsun (Platform.sh)',
  words: {
    place: { one: 'project', many: 'projects' },
    key: 'API token',
    keyFrom: 'In the Upsun Console: My profile → API tokens.',
    keyNotes: [
      'The token has all rights of the user who makes it. Upsun advises a user of its own for machines, who is an admin of the development environments of the project and nothing else.',
      'The project must have a Bitbucket integration of this repository that fetches branches and does not build pull requests: the app activates the environments itself.',
      'Pull requests from forks get no preview at Upsun.',
    ],
    comparison: {
      needs: [
        'A project at Upsun with a Bitbucket integration that fetches branches',
        'A .upsun/config.yaml',
      ],
      can: [
        'Databases and other services come with each preview, with a copy of the data if you like',
        'A push updates the preview that runs',
      ],
      cannot: [
        'Previews of forks',
        'Two pull requests of one branch',
        'Prices: Upsun bills what is active by the project’s plan',
      ],
    },
    noPlaces:
      'This token works, but it opens no project. Have its user given access to the project in the Upsun Console.',
    moreThere:
      'Look in the Upsun Console: the activities of the environment or the limits of the project may say why.',
    unchosen: 'project is not chosen yet',
    environmentsUrl: 'https://console.upsun.com',
  },
  traits: {
    makes: 'app',
    gives: 'environment',
    update: 'in-place',
    // A branch has one environment, whose title names the preview.
    identity: 'unique-name',
    listingLagSeconds: 0,
    readsCommit: true,
    sleep: 'on-call',
    mergesDestination: false,
  },
  credentials: [{ type: 'secret', name: 'token', label: 'API token', section: 'Connection' }],
  hosts: {
    api: API_HOSTS,
    previews: ['*.platformsh.site', '*.upsun.app', '*.upsunapp.com'],
  },
  options: {
    damagedAt,
    fields,
    parse,
    place: (options) => optionsOf(options).project,
    uses,
    describe,
  },
  starter,
  connect: connectUpsun,
};
