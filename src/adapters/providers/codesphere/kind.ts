import type { ProviderKind } from '../../../ports/hosting';
import { API_HOSTS, connectCodesphere } from './codesphere';

/** Codesphere, as far as it can be told without a key. */
export const codesphere: ProviderKind = {
  id: 'codesphere',
  title: 'Codesphere',
  words: {
    place: { one: 'team', many: 'teams' },
    environment: 'workspace',
    choices: 'team and plan',
    key: 'API key',
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
  hosts: { api: API_HOSTS, previews: ['*.codesphere.com'] },
  connect: ({ token = '' }, outside) => connectCodesphere({ token, ...outside }),
};
