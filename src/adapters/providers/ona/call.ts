import type { EnvironmentVariable } from '../../../domain/provider';

/** One call. */
export interface Call {
  /** What it is for, to follow "Could not": "list the environments". */
  purpose: string;
  /** `<service>/<method>` of the package `gitpod.v1`. */
  method: string;
  body?: object;
  /** Values that a refusal may repeat. */
  variables?: EnvironmentVariable[];
}

/** What a request knows of its token. */
export interface KnownToken {
  token: string;
  /** The date on which it expires, as it was entered. */
  expires: string;
  now: () => number;
}
