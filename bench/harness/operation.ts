import type { RecordedCall } from './call-recorder';

/**
 * What a call does, with ids, hashes and queries taken out: calls of one operation can be counted
 * together.
 */
export function operationOf({ kind, method, target, row }: RecordedCall): string {
  if (kind === 'invocation') return `invocation ${target}`;
  if (kind === 'kvs') return `kvs ${target.replace('/api/v1/', '')} ${row?.name ?? ''}`.trimEnd();
  if (kind === 'queue') return `queue ${target.split('/')[3] ?? ''}`;
  if (kind === 'egress') {
    const { hostname, pathname } = new URL(target);
    if (hostname.endsWith('.localhost')) return 'provider GET the preview itself';
    return `provider ${method} ${withoutIds(pathname)}`;
  }
  const path = withoutIds(decodeURIComponent(target.split('?')[0] ?? ''));
  return `bitbucket ${method} ${path.replace('/2.0/repositories/{}/{}', '…')}`;
}

function withoutIds(path: string): string {
  return path
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\/[0-9a-f]{12,40}(?=\/|$)/g, '/{commit}')
    .replace(/\/\d+(?=\/|$)/g, '/{id}');
}

/** How often each operation occurs, the most frequent first, one line each. */
export function countOperations(calls: RecordedCall[]): string[] {
  return [...countBy(calls, operationOf)]
    .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
    .map(([operation, count]) => `${String(count).padStart(5)}  ${operation}`);
}

/** How many calls of each kind there are, in one line. */
export function countKinds(calls: RecordedCall[]): string {
  return [...countBy(calls, ({ kind }) => (kind === 'egress' ? 'provider' : kind))]
    .map(([kind, count]) => `${kind} ${count}`)
    .join(', ');
}

/** Whether a call only reads. */
export function isRead({ kind, method, target }: RecordedCall): boolean {
  if (kind === 'kvs') return /\/(get|query)$/.test(target);
  return (kind === 'bitbucket' || kind === 'egress') && method === 'GET';
}

function countBy<Item>(items: Item[], keyOf: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
