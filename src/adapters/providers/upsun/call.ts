import type { EnvironmentVariable } from '../../../domain/provider';

/** One call of Upsun's API. */
export interface Call {
  /** What it is for, to follow "Could not": "list the environments". */
  purpose: string;
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the address of the API. */
  path: string;
  /** What it asks about, so that a refusal can be told for what it is. */
  target: 'account' | 'project' | 'environment';
  body?: unknown;
  /** Values that a refusal may repeat. */
  variables?: EnvironmentVariable[];
}

/** The path of a project, or of what is below it. Parts are ids, and may have any character. */
export function projectPath(project: string, ...parts: string[]): string {
  return `/projects/${[project, ...parts].map(encodeURIComponent).join('/')}`;
}
