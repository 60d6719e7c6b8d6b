import type { Account } from '../accounts';
import type { Json } from './fields';
import { restTime } from '../timestamps';

/** An account as Bitbucket's REST API shows it. */
export function accountJson(baseUrl: string, account: Account): Json {
  const id = encodeURIComponent(account.uuid);
  return {
    type: account.type,
    display_name: account.displayName,
    nickname: account.nickname,
    account_id: account.accountId,
    uuid: account.uuid,
    account_status: 'active',
    created_on: restTime(0),
    links: {
      self: { href: `${baseUrl}/2.0/users/${id}` },
      html: { href: `${baseUrl}/${id}/` },
    },
  };
}
