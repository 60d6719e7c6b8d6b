import { privacy } from '@forge/api';
import { FailureError, transient } from '../../domain/failure';
import type { Accounts } from '../../ports/accounts';

/**
 * Atlassian's register over Forge's privacy API, which asks 90 ids at a time and rejects with the bare
 * answer when one is refused. Accounts that changed need nothing: their names are not stored.
 */
export const forgeAccounts: Accounts = {
  async reportStored(accountIds, now) {
    const updatedAt = new Date(now).toISOString();
    const accounts = accountIds.map((accountId) => ({ accountId, updatedAt }));
    const answers = await privacy.reportPersonalData(accounts).catch((answer: unknown) => {
      const status = answer instanceof Response ? answer.status : 'nothing';
      throw new FailureError(
        transient('accounts-unreported', `Atlassian's register of accounts answered ${status}.`),
      );
    });
    return answers.flatMap(({ accountId, status }) => (status === 'closed' ? [accountId] : []));
  },
};
