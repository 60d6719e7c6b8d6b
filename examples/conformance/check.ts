import type { Kit } from './kit';

/** One promise of the protocol, and a way to find out whether a host keeps it. */
export interface Check {
  /** For `--only`, and for whoever talks about it. */
  id: string;
  /** What the host promises, for the table. */
  promise: string;
  /** Left out where the host does not say that it can. */
  needs?: 'sleep' | 'merge';
  /** @throws Broken, or anything else, when the promise is not kept */
  run(kit: Kit): Promise<void>;
}
