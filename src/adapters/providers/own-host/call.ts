import type { EnvironmentVariable } from '../../../domain/provider';

/** One call of the host protocol. */
export interface Call {
  /** What it is for, to follow "Could not": "list the environments". */
  purpose: string;
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  url: string;
  body?: unknown;
  /** With a deploy: see `keyOf`. */
  key?: string;
  /** Values that a refusal may repeat. */
  variables?: EnvironmentVariable[];
}
