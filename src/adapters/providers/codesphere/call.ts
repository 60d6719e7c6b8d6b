/** One call of Codesphere's API. */
export interface Call {
  /** What it is for, to follow "Could not": "list the teams". */
  purpose: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the API's address, encoded. */
  path: string;
  body?: unknown;
  /** What it is about: tells what "not found" means. */
  target: 'account' | 'team' | 'environment';
}
