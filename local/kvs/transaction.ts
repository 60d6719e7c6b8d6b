import type { Change } from '../state-store';
import { matchesFilters } from './conditions';
import { KvsError } from './kvs-error';
import { MAX_OPERATIONS, MAX_TRANSACTION_BYTES } from './limits';
import type { Filters, KeyRequest, TransactionRequest } from './requests';
import type { KvsRows } from './rows';

/**
 * Checks a transaction and gives its changes, to be written all at once. Throws a `KvsError`, with
 * status 409 when a condition is not met. The store's code for that is not documented;
 * `TRANSACTION_CONDITION_FAILED` is ours.
 */
export function planTransaction(rows: KvsRows, request: TransactionRequest): Change[] {
  const operations = [...request.set, ...request.delete, ...request.check];
  if (operations.length === 0 || operations.length > MAX_OPERATIONS) {
    throw new KvsError(
      'BAD_REQUEST',
      `A transaction has 1 to ${MAX_OPERATIONS} operations, got ${operations.length}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(request)) > MAX_TRANSACTION_BYTES) {
    throw new KvsError('MAX_SIZE', `A transaction has at most ${MAX_TRANSACTION_BYTES} bytes`);
  }
  const keys = new Set(operations.map(({ key, entityName }) => `${entityName ?? ''}/${key}`));
  if (keys.size < operations.length) {
    throw new KvsError('BAD_REQUEST', 'A transaction may name each key once');
  }
  const changes = [
    ...request.set.map((operation) => rows.put(operation)),
    ...request.delete.map((operation) => rows.remove(operation)),
  ];
  for (const operation of operations) checkConditions(rows, operation);
  return changes;
}

function checkConditions(
  rows: KvsRows,
  operation: KeyRequest & { conditions?: Filters | undefined },
): void {
  const { conditions, entityName, key } = operation;
  if (!conditions) return;
  if (entityName === undefined) {
    throw new KvsError(
      'BAD_REQUEST',
      `Conditions exist for entities only; "${key}" is a plain key`,
    );
  }
  const value = rows.find(operation)?.value as Record<string, unknown> | undefined;
  if (matchesFilters(value, conditions)) return;
  throw new KvsError(
    'TRANSACTION_CONDITION_FAILED',
    `The condition on "${entityName}/${key}" is not met`,
    409,
  );
}
