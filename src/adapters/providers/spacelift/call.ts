/** One call of Spacelift's API. */
export interface Call {
  /** What it is for, to follow "Could not": "read the stack". */
  purpose: string;
  /** A GraphQL document. One that reads asks for `viewer`, too: see `createRequest`. */
  query: string;
  variables: Readonly<Record<string, unknown>>;
  /** It changes something. */
  changes?: true;
}
