import type { GitAccount } from './check-out';

/** How long things may take, and how many go on at once. */
export interface Limits {
  /** One step of a deployment. */
  stepSeconds: number;
  /** From the start of an app to its first answer. */
  startSeconds: number;
  deploymentsAtOnce: number;
}

/** Where a release is built and runs. */
export interface Surroundings {
  /** Of the environment. */
  name: string;
  /** Where visitors find it. */
  url: string;
  /** The release's own folder. */
  folder: string;
  /** The home folder of its processes, which later releases find as this one left it. */
  home: string;
  /** A folder for git's own files. */
  gitHome: string;
  account: GitAccount | undefined;
  limits: Limits;
  /** The time, as the protocol writes it. */
  now: () => string;
}
