/** Atlassian's register of accounts, for the report that it wants of stored account ids. */
export interface Accounts {
  /**
   * Reports that these account ids are stored; answers those whose account is closed, which have to be
   * erased. Wanted every seven days (Atlassian documentation, user privacy guide).
   */
  reportStored(accountIds: string[], now: number): Promise<string[]>;
}
