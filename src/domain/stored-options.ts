import * as v from 'valibot';
import type { ProviderOptions } from './provider';

/** How a provider reads what it stored of the options of a repository. */
export interface StoredOptions<Options> {
  /** Where stored options are not such as the provider writes, as a dotted path; undefined when they are. */
  damagedAt: (stored: ProviderOptions) => string | undefined;
  /** The options as the provider wrote them: whoever reads a record has asked `damagedAt`. */
  optionsOf: (stored: ProviderOptions) => Options;
}

/** Reads options that a provider writes in the shape of `schema`. */
export function storedOptions<Options>(
  schema: v.GenericSchema<unknown, Options>,
): StoredOptions<Options> {
  return {
    damagedAt(stored) {
      const result = v.safeParse(schema, stored, { abortEarly: true });
      return result.success ? undefined : (v.getDotPath(result.issues[0]) ?? 'its root');
    },
    optionsOf: (stored) => v.parse(schema, stored),
  };
}
