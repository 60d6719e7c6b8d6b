import { User } from '@forge/react';
import { FORMER_PERSON } from '../contract';

/** The name of whoever has this account, as Bitbucket shows it to the reader. */
export function PersonName({ accountId }: { accountId: string }) {
  return accountId === FORMER_PERSON ? <>A former user</> : <User accountId={accountId} />;
}
