/** What the stand-in remembers. All of it is plain JSON; times are in seconds since the epoch. */

/** The resources of a stack, by address, each as the text of its block. */
export type Resources = Record<string, string>;

/** Numbers of what a plan would do. */
export interface Delta {
  addCount: number;
  changeCount: number;
  deleteCount: number;
}

export interface StateEntry {
  state: string;
  stateVersion: number;
  timestamp: number;
  note: string;
}

export interface RunRecord {
  id: string;
  stack: string;
  type: 'PROPOSED' | 'TRACKED';
  commit: string;
  /** Null where the API started it. */
  branch: string | null;
  /** Null where a push did. */
  triggeredBy: string | null;
  createdAt: number;
  /** Newest first. */
  history: StateEntry[];
  /** What each state printed, by its name. */
  logs: Record<string, string>;
  delta: Delta | null;
  /** What it planned, for an apply. */
  planned: Resources | null;
}

export interface StackRecord {
  id: string;
  name: string;
  space: string;
  /** `<workspace>/<slug>` of the repository. */
  fullName: string;
  projectRoot: string;
  branch: string;
  /** Heads of branches as they were seen last. */
  heads: Record<string, string>;
  /** What was applied last. */
  applied: Resources;
  /** In the order in which they were made. */
  runs: RunRecord[];
}

/** The states after which nothing follows. */
export const ENDED = ['FINISHED', 'FAILED', 'STOPPED', 'CANCELED', 'DISCARDED', 'SKIPPED'];

/** The state that a run is in. */
export function stateOf({ history }: RunRecord): string {
  return history[0]?.state ?? 'NONE';
}
