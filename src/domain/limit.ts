import * as v from 'valibot';
import type { RepositorySettings } from './settings';

/** How many previews may have an environment at once, and among which they are counted. */
export const Limit = v.object({
  /** Which ledger counts them. */
  scope: v.string(),
  of: v.picklist(['repository', 'connection']),
  most: v.number(),
});
export type Limit = v.InferOutput<typeof Limit>;

/** The limits that previews of a repository have. */
export function limitsOf(settings: RepositorySettings | undefined): Limit[] {
  if (!settings) return [];
  const { repository, rules, connection } = settings;
  const limits: Limit[] = [];
  if (rules && rules.most !== 'any') {
    const scope = `repository:${repository.repositoryId}`;
    limits.push({ scope, of: 'repository', most: rules.most });
  }
  if (connection?.shared?.most !== undefined) {
    const scope = `connection:${connection.id}`;
    limits.push({ scope, of: 'connection', most: connection.shared.most });
  }
  return limits;
}

/** Whether two limits count the same previews up to the same number. */
export function isSameLimit(one: Limit | undefined, other: Limit | undefined): boolean {
  return one?.scope === other?.scope && one?.most === other?.most;
}

/** A limit as a sentence that says that it is reached. */
export function fullSentence({ of, most }: Limit): string {
  const whose =
    of === 'repository'
      ? 'this repository may have'
      : 'the repositories of this connection may have';
  return most === 1
    ? `The one preview that ${whose} at once is taken.`
    : `All ${most} previews that ${whose} at once are taken.`;
}
