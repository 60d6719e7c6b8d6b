import { createHash } from 'node:crypto';

/** A fingerprint of a set of rows, kept up to date row by row; their order makes no difference. */
export interface RowDigest {
  /** `json` is the row as JSON. */
  set(id: string, json: string): void;
  remove(id: string): void;
  /** The same for the same rows. */
  read(): string;
}

/** Of no rows yet. */
export function createRowDigest(): RowDigest {
  const parts = new Map<string, bigint>();
  let whole = 0n;

  function remove(id: string): void {
    whole ^= parts.get(id) ?? 0n;
    parts.delete(id);
  }

  return {
    remove,
    set(id, json) {
      remove(id);
      const part = hash(`[${JSON.stringify(id)},${json}]`);
      parts.set(id, part);
      whole ^= part;
    },
    read: () => whole.toString(16),
  };
}

function hash(text: string): bigint {
  return createHash('sha256').update(text).digest().readBigUInt64BE();
}
