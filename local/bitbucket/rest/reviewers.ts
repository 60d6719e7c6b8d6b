import * as v from 'valibot';
import { findAccount } from '../accounts';
import { ApiError } from '../api-error';

/** How bodies name the reviewers of a pull request; Bitbucket knows them by no other field. */
export const REVIEWERS = v.array(
  v.object({ uuid: v.optional(v.string()), account_id: v.optional(v.string()) }),
);

/** Their account ids. Throws a 400 for one that is not known, and for the author, as Bitbucket does. */
export function reviewerIds(named: v.InferOutput<typeof REVIEWERS>, author: string): string[] {
  return named.map(({ uuid, account_id: accountId }) => {
    const account = findAccount(uuid ?? accountId ?? '');
    if (!account) throw refused('Malformed reviewers list');
    if (account.accountId !== author) return account.accountId;
    throw refused(`${account.displayName} is the author and cannot be included as a reviewer.`);
  });
}

function refused(message: string): ApiError {
  return new ApiError(400, `reviewers: ${message}`, { reviewers: [message] });
}
