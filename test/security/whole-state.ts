import type { Call } from '../../local/call-log';
import type { Platform } from '../../local/platform';

/** Every table of the platform that holds what a call of the app may change. */
const TABLES = [
  ...['kvs', 'secret', 'entity', 'queue'],
  ...['codesphere-workspaces', 'codesphere-counters'],
  ...['workspaces', 'repositories', 'pull-requests', 'comments', 'build-statuses'].map(
    (name) => `bitbucket/${name}`,
  ),
];

/** What the app has stored, what runs at the provider and what Bitbucket knows, by table. */
export function wholeState({ store }: Platform): Record<string, [string, unknown][]> {
  return Object.fromEntries(TABLES.map((name) => [name, store.table(name).entries()]));
}

/** The rows of one repository, or one pull request, in all tables: those that name one of these words. */
export function stateAbout(platform: Platform, words: string[]): [string, string, unknown][] {
  return Object.entries(wholeState(platform)).flatMap(([table, rows]) =>
    rows
      .filter((row) => words.some((word) => JSON.stringify(row).includes(word)))
      .map(([key, row]): [string, string, unknown] => [table, key, row]),
  );
}

/** Whether a call of the app changes something anywhere: at the store, Bitbucket, queue or provider. */
export function isWrite({ kind, method, target }: Call): boolean {
  if (kind === 'invocation') return false;
  if (kind === 'queue') return true;
  if (kind === 'kvs') return /\/(set|delete|transaction)\b/.test(target);
  return method !== 'GET';
}
