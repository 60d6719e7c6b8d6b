/**
 * What Forge's key-value store accepts (Forge documentation, "Storage limits" and "Error handling
 * for the Key-Value Store", 2026-08).
 */

export const MAX_KEY_LENGTH = 500;
/** The documented pattern; braces are not in it, so a UUID goes in without them. */
export const KEY_PATTERN = /^(?!\s+$)[a-zA-Z0-9:._\s\-#]+$/;
export const MAX_VALUE_BYTES = 240 * 1024;
/** A secret, as JSON. */
export const MAX_SECRET_BYTES = 128 * 1024;
export const MAX_VALUE_DEPTH = 31;
/** Operations of one transaction, items of one batch. */
export const MAX_OPERATIONS = 25;
export const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;
export const DEFAULT_PAGE = 10;
export const MAX_PLAIN_PAGE = 20;
export const MAX_ENTITY_PAGE = 100;
export const MAX_TTL_MS = 366 * 24 * 60 * 60 * 1000;
/** An expired value may be seen this much longer: apps must check the expiry themselves. */
export const TTL_REMOVAL_LAG_MS = 48 * 60 * 60 * 1000;
export const MAX_INTEGER = 2 ** 31 - 1;
export const MIN_INTEGER = -(2 ** 31);
