/** Who can act: a person with a Bitbucket account, or the app's own account. */
export interface Account {
  accountId: string;
  /** In braces, as everywhere in Bitbucket. */
  uuid: string;
  nickname: string;
  displayName: string;
  email: string;
  type: 'user' | 'app_user';
}

/** The people of the local platform. What they may do is written in the workspaces' members. */
export const people = [
  {
    accountId: '557058:8d6bb7a1-4d3c-4f1e-9a52-1f0c6f7a0a01',
    uuid: '{0b7f1c1e-6c7a-4c3f-9b53-3d1e5a2c0a01}',
    nickname: 'ada',
    displayName: 'Ada Admin',
    email: 'ada@example.com',
    type: 'user',
  },
  {
    accountId: '557058:8d6bb7a1-4d3c-4f1e-9a52-1f0c6f7a0a02',
    uuid: '{0b7f1c1e-6c7a-4c3f-9b53-3d1e5a2c0a02}',
    nickname: 'will',
    displayName: 'Will Writer',
    email: 'will@example.com',
    type: 'user',
  },
  {
    accountId: '557058:8d6bb7a1-4d3c-4f1e-9a52-1f0c6f7a0a03',
    uuid: '{0b7f1c1e-6c7a-4c3f-9b53-3d1e5a2c0a03}',
    nickname: 'rita',
    displayName: 'Rita Reader',
    email: 'rita@example.com',
    type: 'user',
  },
  {
    accountId: '557058:8d6bb7a1-4d3c-4f1e-9a52-1f0c6f7a0a04',
    uuid: '{0b7f1c1e-6c7a-4c3f-9b53-3d1e5a2c0a04}',
    nickname: 'otto',
    displayName: 'Otto Outsider',
    email: 'otto@example.com',
    type: 'user',
  },
] as const satisfies readonly Account[];

/** The app's own account, the author of its comments. */
export const appAccount: Account = {
  accountId: '712020:5f1c9b0e-7a3d-4e0b-8c11-2b9d4e6f0a05',
  uuid: '{0b7f1c1e-6c7a-4c3f-9b53-3d1e5a2c0a05}',
  nickname: 'previews',
  displayName: 'Previews for Bitbucket',
  email: 'previews@example.com',
  type: 'app_user',
};

const accounts: readonly Account[] = [...people, appAccount];

/** The account with this account id, uuid in braces, nickname or email. */
export function findAccount(selector: string): Account | undefined {
  return accounts.find(({ accountId, uuid, nickname, email }) =>
    [accountId, uuid, nickname, email].includes(selector),
  );
}

/** The person who signs in as `nickname`. Throws when there is none. */
export function getPerson(nickname: (typeof people)[number]['nickname']): Account {
  const person = people.find((candidate) => candidate.nickname === nickname);
  if (!person) throw new Error(`There is no person ${nickname} on the local platform.`);
  return person;
}

/** The account with this account id. Throws when there is none: rows hold only ids of accounts. */
export function getAccount(accountId: string): Account {
  const account = findAccount(accountId);
  if (!account) throw new Error(`There is no account ${accountId} on the local platform.`);
  return account;
}
