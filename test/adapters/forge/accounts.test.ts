import { people } from '../../../local/bitbucket/accounts';
import { reportAccounts } from '../../../local/proxy/report-accounts';
import { forgeAccounts } from '../../../src/adapters/forge/accounts';

/** A closed account of Atlassian's documentation. */
const CLOSED = '5be24ba3f91c106033269289';
const [{ accountId: OPEN }] = people;

/** What Forge is asked, and answers by `answer`. */
function forge(answer: (body: unknown) => Response): unknown[] {
  const asked: unknown[] = [];
  Object.assign(globalThis, {
    __forge_fetch__: (to: object, path: string, { body }: { body: string }) => {
      const sent: unknown = JSON.parse(body);
      asked.push({ to, path, sent });
      return Promise.resolve(answer(sent));
    },
  });
  return asked;
}

it('reports all account ids, and answers those of closed accounts', async () => {
  const asked = forge(reportAccounts);
  const closed = await forgeAccounts.reportStored([OPEN, CLOSED], Date.UTC(2026, 0, 2));
  expect(closed).toEqual([CLOSED]);
  expect(asked).toEqual([
    {
      to: expect.objectContaining({ provider: 'app', remote: 'stargate' }) as object,
      path: '/app/report-accounts',
      sent: {
        accounts: [OPEN, CLOSED].map((accountId) => ({
          accountId,
          updatedAt: '2026-01-02T00:00:00.000Z',
        })),
      },
    },
  ]);
});

it('reports more than a request may have, and nothing when there is nobody', async () => {
  const asked = forge(reportAccounts);
  const ids = Array.from({ length: 200 }, (_, index) => `id-${index}`);
  expect(await forgeAccounts.reportStored(ids, 0)).toEqual(ids);
  expect(asked).toHaveLength(3);
  expect(await forgeAccounts.reportStored([], 0)).toEqual([]);
  expect(asked).toHaveLength(3);
});

it('takes no refusal for an answer', async () => {
  forge(() => new Response(null, { status: 429 }));
  await expect(forgeAccounts.reportStored([OPEN], 0)).rejects.toMatchObject({
    failure: { code: 'accounts-unreported', message: expect.stringContaining('429') as string },
  });
});
