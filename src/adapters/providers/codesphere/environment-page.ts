import type { EnvironmentRef } from '../../../domain/provider';

/** Where Codesphere's own client opens an environment. What its stages printed is shown there, too. */
export function environmentPage(baseUrl: string, { id, place }: EnvironmentRef): string {
  return `${new URL(baseUrl).origin}/ide/teams/${place}/workspaces/${id}`;
}
