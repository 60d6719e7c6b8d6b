import { useEffect, useState } from 'react';

/** A person by account id, with the name that Bitbucket shows to whoever looks. */
export function User({ accountId }: { accountId: string }) {
  const [name, setName] = useState<string>();
  useEffect(() => {
    const request = { path: `/2.0/users/${encodeURIComponent(accountId)}` };
    fetch('/_pages/product', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    })
      .then((answer) => answer.json() as Promise<{ status: number; body: string }>)
      .then(({ status, body }) =>
        setName(
          status === 200
            ? (JSON.parse(body) as { display_name: string }).display_name
            : 'Unknown user',
        ),
      )
      .catch(() => setName('Unknown user'));
  }, [accountId]);
  return <strong className="user">@{name ?? '…'}</strong>;
}
