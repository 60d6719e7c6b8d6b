import type { EntityType } from '../app/manifest';
import { KvsError } from './kvs-error';
import {
  KEY_PATTERN,
  MAX_INTEGER,
  MAX_KEY_LENGTH,
  MAX_TTL_MS,
  MAX_VALUE_BYTES,
  MAX_VALUE_DEPTH,
  MIN_INTEGER,
} from './limits';
import type { Ttl } from './requests';

/** Throws a `KvsError` when Forge would refuse the key. */
export function checkKey(key: string): void {
  if (key.length === 0) throw new KvsError('KEY_TOO_SHORT', 'The key is empty');
  if (key.length > MAX_KEY_LENGTH) {
    throw new KvsError(
      'KEY_TOO_LONG',
      `The key has ${key.length} characters; ${MAX_KEY_LENGTH} are allowed`,
    );
  }
  if (!KEY_PATTERN.test(key)) {
    throw new KvsError('INVALID_KEY', `The key "${key}" does not match ${KEY_PATTERN.source}`);
  }
}

/** Throws a `KvsError` when the value is missing, too large or nested too deep. */
export function checkValue(value: unknown, mostBytes = MAX_VALUE_BYTES): void {
  if (value === undefined) throw new KvsError('BAD_REQUEST', 'There is no value');
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > mostBytes) {
    throw new KvsError('MAX_SIZE', `The value has ${bytes} bytes; ${mostBytes} are allowed`);
  }
  if (depthOf(value) > MAX_VALUE_DEPTH) {
    throw new KvsError('MAX_DEPTH', `The value is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
}

/**
 * Throws a `KvsError` when the value is not an object of the entity's attributes. The store's code
 * for this is not documented; `INVALID_ENTITY_VALUE` is ours.
 */
export function checkEntityValue(type: EntityType, value: unknown): void {
  checkValue(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new KvsError('INVALID_ENTITY_VALUE', `A value of "${type.name}" must be an object`);
  }
  for (const [attribute, content] of Object.entries(value)) {
    const expected = type.attributes[attribute];
    if (!expected || !isOfType(content, expected)) {
      throw new KvsError(
        'INVALID_ENTITY_VALUE',
        expected
          ? `"${type.name}.${attribute}" must be of type ${expected}`
          : `"${type.name}" has no attribute "${attribute}" in manifest.yml`,
      );
    }
  }
}

function isOfType(value: unknown, type: EntityType['attributes'][string]): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'float':
      return typeof value === 'number';
    case 'integer':
      return (
        Number.isInteger(value) && Number(value) >= MIN_INTEGER && Number(value) <= MAX_INTEGER
      );
  }
}

const UNIT_MS = { SECONDS: 1000, MINUTES: 60_000, HOURS: 3_600_000, DAYS: 86_400_000 };

/** Milliseconds of a time to live; throws a `KvsError` when it is over a year. */
export function ttlMilliseconds({ value, unit }: Ttl): number {
  const milliseconds = value * UNIT_MS[unit];
  if (milliseconds > MAX_TTL_MS) throw new KvsError('BAD_REQUEST', 'A ttl is at most one year');
  return milliseconds;
}

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
