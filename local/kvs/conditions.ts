import { KvsError } from './kvs-error';
import type { Filter, Filters, RangeCondition } from './requests';

/** Whether a value meets a condition; a missing value meets only those that ask for absence. */
export function matchesCondition(
  value: unknown,
  { condition, values: [first, second] }: RangeCondition,
): boolean {
  switch (condition) {
    case 'EXISTS':
      return value !== undefined;
    case 'NOT_EXISTS':
      return value === undefined;
    case 'NOT_EQUAL_TO':
      return value !== first;
    case 'NOT_CONTAINS':
      return !contains(value, first);
    case 'EQUAL_TO':
      return value === first;
    case 'CONTAINS':
      return contains(value, first);
    case 'BEGINS_WITH':
      return typeof value === 'string' && value.startsWith(String(first));
    case 'BETWEEN':
      return ordered(first, value) && ordered(value, second);
    case 'GREATER_THAN':
      return ordered(first, value) && value !== first;
    case 'GREATER_THAN_EQUAL_TO':
      return ordered(first, value);
    case 'LESS_THAN':
      return ordered(value, first) && value !== first;
    case 'LESS_THAN_EQUAL_TO':
      return ordered(value, first);
  }
}

/** Whether an entity's value meets the filters of a query or the conditions of a transaction. */
export function matchesFilters(
  value: Record<string, unknown> | undefined,
  { and, or }: Filters,
): boolean {
  const matches = (filter: Filter) => matchesCondition(value?.[filter.property], filter);
  if (and?.length && or?.length) {
    throw new KvsError('BAD_REQUEST', 'Filters are joined by either "and" or "or", not both');
  }
  if (or?.length) return or.some(matches);
  return (and ?? []).every(matches);
}

/** Order of index values: numbers by size, strings by code unit, different types by type. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return (a as number) < (b as number) ? -1 : 1;
}

function ordered(low: unknown, high: unknown): boolean {
  return typeof low === typeof high && low !== undefined && compareValues(low, high) <= 0;
}

function contains(value: unknown, part: unknown): boolean {
  if (typeof value === 'string') return value.includes(String(part));
  return Array.isArray(value) && value.includes(part);
}
