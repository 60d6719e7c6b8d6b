/**
 * What Forge allows an invocation (Forge documentation, "Invocation limits" and "Async events
 * limits", 2026-08; time limits also in `@forge/lint` 6.3.1).
 */

/** Seconds that a function may run, for functions that people or events call. */
export const FUNCTION_TIMEOUT_SECONDS = 25;
/** Seconds for consumers, scheduled triggers, web triggers and `preUninstall` without `timeoutSeconds`. */
export const LONG_FUNCTION_TIMEOUT_SECONDS = 55;
/** Memory of a function whose manifest does not say. */
export const DEFAULT_MEMORY_MB = 512;
/** What any function may be given and may answer. */
export const PAYLOAD_BYTES = 5 * 1024 * 1024;
/** What a person's page may send to a resolver. */
export const RESOLVER_PAYLOAD_BYTES = 500 * 1024;
/** Events of a product that are larger are dropped. */
export const EVENT_BYTES = 200 * 1000;
