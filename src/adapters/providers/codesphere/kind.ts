import type { ProviderKind } from '../../../ports/hosting';
import { API_HOSTS, connectCodesphere } from './codesphere';
import { costOf } from './cost-of';
import { describe, uses } from './describe';
import { fields } from './fields';
import { problemOfCiFile } from './judge-ci-file';
import { damagedAt, optionsOf } from './options';
import { parse } from './parse';
import { starter } from './starter';

/** Codesphere, as far as it can be told without a key. */
export const codesphere: ProviderKind = {
  id: 'codesphere',
  title: 'Codesphere',
  words: {
    place: { one: 'team', many: 'teams' },
    key: 'API key',
    keyFrom: 'In Codesphere: User settings → API keys.',
    keyNotes: [
      'Private repositories can only be cloned when the owner of the key has connected Bitbucket in Codesphere.',
      'Every preview may use the git account that is connected there: connect one that reads only what previews need.',
    ],
    comparison: {
      needs: ['A Codesphere account', 'A ci.yml that says how the app is built and started'],
      can: [
        'A push updates the preview that runs',
        'Plans with prices to choose from; some sleep when unused and wake when the link is opened',
        'Tests before the app starts, if you like',
        'Only members of your team, or everybody who has the link',
      ],
      cannot: ['Databases: the app sets up none at Codesphere'],
    },
    noPlaces:
      'This key works, but it opens no team. Have its owner added to a team in Codesphere, or use the key of a member of one.',
    moreThere: 'Look in Codesphere: the environment or the limits of the team may say why.',
    unchosen: 'team and plan are not chosen yet',
    // Where Codesphere's own client, `cs open`, leads to all environments.
    environmentsUrl: 'https://cloud.codesphere.com/ide',
  },
  traits: {
    makes: 'app',
    gives: 'environment',
    update: 'in-place',
    identity: 'unique-name',
    // A guess: its documents do not say that a list is behind.
    listingLagSeconds: 5 * 60,
    readsCommit: true,
    sleep: 'on-visit',
    mergesDestination: false,
  },
  credentials: [{ type: 'secret', name: 'token', label: 'API key', section: 'Connection' }],
  hosts: { api: API_HOSTS, previews: ['*.codesphere.com'] },
  options: {
    damagedAt,
    fields,
    parse,
    place: (options) => optionsOf(options).teamId,
    uses,
    describe,
    cost: costOf,
  },
  starter,
  problemOfFile: (text) => problemOfCiFile(text)?.words,
  connect: ({ token = '' }, outside) => connectCodesphere({ token, ...outside }),
};
