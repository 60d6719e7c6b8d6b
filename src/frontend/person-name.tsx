import { User, useProductContext } from '@forge/react';
import { FORMER_PERSON } from '../contract';

interface PersonNameProps {
  accountId: string;
  /** It is the first word of a sentence. */
  isFirst?: boolean;
}

/** The name of whoever has this account, as Bitbucket shows it to the reader, who is called "you". */
export function PersonName({ accountId, isFirst }: PersonNameProps) {
  // What a browser says of its reader is good enough for a word, and for nothing else.
  const reader = useProductContext()?.accountId;
  if (accountId === FORMER_PERSON) return <>{isFirst ? 'A' : 'a'} former user</>;
  if (accountId === reader) return <>{isFirst ? 'You' : 'you'}</>;
  return <User accountId={accountId} />;
}
