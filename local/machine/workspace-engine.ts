/** Where a workspace's files come from. */
export interface CloneSource {
  url: string;
  /** The branch to check out; the repository's default branch if missing. */
  branch?: string;
  /** How many commits to take; all if missing. */
  depth?: number;
}

/** What a clone or a pull may use to read a private repository: the connected account. */
export interface GitAccess {
  /** Credentials are offered to this URL's host alone. */
  url: string;
  username: string;
  password: string;
}

/** A command that ended without success; `message` is what it said about it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}

/** What one command printed. */
interface CommandOutput {
  output: string;
  error: string;
  /** True if the command was still running at the time limit, and was ended for it. */
  timedOut: boolean;
}

/** A step's command under way. */
export interface StepProcess {
  /** Resolves with the exit code once the command has ended; null if a signal ended it. */
  exited: Promise<number | null>;
  /** Ends the command and what it started; resolves when that is gone. */
  end(): Promise<void>;
  /**
   * Passes a request to the server in the command; undefined unless it listens on all interfaces, at
   * `port` or at the one that it was given in `PORT`.
   */
  visit(request: Request, path: string, port: number): Promise<Response | undefined>;
}

/** A step to start. */
export interface StepCommand {
  command: string;
  env: Record<string, string>;
  /** Called with each piece of output, as it comes. */
  onOutput(stream: 'stdout' | 'stderr', text: string): void;
}

/**
 * What the stand-in does to the machine: files, git, processes. The API's rules are not in here, so
 * that an engine in memory can take its place.
 */
export interface WorkspaceEngine {
  /**
   * Makes the workspace's files anew: empty, or a clone of `source` with the help of `access`.
   * Rejects with CommandFailure if the clone fails; the workspace then exists and is empty.
   */
  create(
    workspace: number,
    source: CloneSource | undefined,
    access: GitAccess | undefined,
  ): Promise<void>;
  /** False when the workspace's files are gone, which only somebody else can have done. */
  isThere(workspace: number): boolean;
  /** The text of a file in the checkout, undefined if there is none. */
  readFile(workspace: number, path: string): Promise<string | undefined>;
  /** Starts a step in the checkout. */
  startStep(workspace: number, step: StepCommand): Promise<StepProcess>;
  /**
   * Runs a short command and waits for it, `timeoutMs` at most. Processes that it left in the
   * background, with their output redirected, go on. Rejects with CommandFailure if the folder to
   * work in is not one of the workspace's.
   */
  execute(
    workspace: number,
    options: {
      command: string;
      workingDirectory: string | undefined;
      env: Record<string, string>;
      timeoutMs: number;
    },
  ): Promise<CommandOutput & { workingDirectory: string }>;
  /**
   * `git pull` in the checkout with the help of `access`; rejects with CommandFailure and git's words
   * if it fails.
   */
  pull(
    workspace: number,
    from: { remote: string | undefined; branch: string | undefined },
    access: GitAccess | undefined,
  ): Promise<void>;
  /** The full hash of the commit that is checked out; rejects with CommandFailure if there is none. */
  head(workspace: number): Promise<string>;
  /** Ends every process of the workspace; resolves when they are gone. */
  endProcesses(workspace: number): Promise<void>;
  /** Ends every process of the workspace and removes its files. */
  remove(workspace: number): Promise<void>;
  /** The living processes of all workspaces. */
  listProcesses(): Promise<{ workspace: number; pid: number }[]>;
  /** Ends what an earlier start of this program left running, and removes the files of workspaces that are not in `keep`. */
  recover(keep: Set<number>): Promise<void>;
  /** Ends every process of every workspace, within 5 s. */
  stop(): Promise<void>;
}
