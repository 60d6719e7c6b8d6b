import * as v from 'valibot';
import { findAccount } from '../bitbucket/accounts';

/** At most this many accounts are reported at once (`@forge/api` 8.3.0). */
const MOST_ACCOUNTS = 90;

const Report = v.object({
  accounts: v.pipe(
    v.array(v.object({ accountId: v.string(), updatedAt: v.pipe(v.string(), v.isoTimestamp()) })),
    v.minLength(1),
    v.maxLength(MOST_ACCOUNTS),
  ),
});

/** Atlassian's register of accounts: whoever is not on this platform has a closed account. */
export function reportAccounts(body: unknown): Response {
  const report = v.safeParse(Report, body);
  if (!report.success) return Response.json({ code: 'INVALID' }, { status: 400 });
  const closed = report.output.accounts.filter(({ accountId }) => !findAccount(accountId));
  if (closed.length === 0) return new Response(null, { status: 204 });
  return Response.json({
    accounts: closed.map(({ accountId }) => ({ accountId, status: 'closed' })),
  });
}
