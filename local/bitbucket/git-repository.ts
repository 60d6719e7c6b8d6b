/** One commit of a history. */
export interface GitCommit {
  hash: string;
  parents: string[];
  authorName: string;
  authorEmail: string;
  /** Milliseconds since the epoch. */
  authoredAt: number;
  message: string;
}

/** How one file differs between two commits. */
export interface GitFileChange {
  status: 'added' | 'removed' | 'modified' | 'renamed';
  linesAdded: number;
  linesRemoved: number;
  oldPath?: string;
  newPath?: string;
}

/** What a path is at a commit. */
export type GitEntry =
  | { kind: 'file'; path: string; size: number; executable: boolean }
  | { kind: 'directory'; path: string };

/** A file to be written or deleted by a commit. */
export type GitFileEdit =
  { path: string; content: Uint8Array; executable?: boolean } | { path: string; deleted: true };

/** Who made a commit, and when (milliseconds since the epoch). */
export interface GitSignature {
  name: string;
  email: string;
  at: number;
}

/** Full names (`refs/heads/…`, `refs/tags/…`) and the full hashes of the commits they stand for. */
export type GitRefs = ReadonlyMap<string, string>;

/**
 * The git data of one repository. The REST logic sees git through this alone, so that another
 * implementation can take its place. Hashes are full and must exist, unless said otherwise.
 */
export interface GitRepository {
  /** Branches and tags as last read or written here. */
  refs(): Promise<GitRefs>;
  /** Branches and tags read anew, after another process has written them. */
  rereadRefs(): Promise<GitRefs>;
  /** The commit that a branch, a tag or a hash of at least 7 characters names, if there is one. */
  findCommit(revision: string): Promise<string | undefined>;
  /** Commits reachable from `from` and not from `without`, newest first. */
  log(query: {
    from: string[];
    without?: string[];
    path?: string;
    limit: number;
    skip?: number;
  }): Promise<GitCommit[]>;
  /** Hashes of all commits reachable from `from` and not from `without`. */
  hashes(from: string, without: string[]): Promise<string[]>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /** What `head` changed since it left `base`: a comparison with their common ancestor. */
  diffstat(base: string, head: string): Promise<GitFileChange[]>;
  /** The entry at `path`, if there is one; the empty path is the root. */
  findEntry(commit: string, path: string): Promise<GitEntry | undefined>;
  /** What lies directly in a directory. */
  list(commit: string, path: string): Promise<GitEntry[]>;
  /** The bytes of a file. */
  read(commit: string, path: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Adds a commit to a branch, which is made from `from` (or from nothing) when it is new. */
  commit(edit: {
    branch: string;
    from?: string;
    message: string;
    author: GitSignature;
    files: GitFileEdit[];
  }): Promise<string>;
  /**
   * Makes a commit that joins `head` into `base` and moves no branch: with both as parents, or with
   * `base` alone when squashing. Undefined when they conflict.
   */
  merge(merge: {
    base: string;
    head: string;
    squash: boolean;
    message: string;
    author: GitSignature;
  }): Promise<string | undefined>;
  /** Makes, moves or (without `to`) deletes a ref that now stands at `from`; fails if it does not. */
  moveRef(ref: string, move: { from?: string; to?: string }): Promise<void>;
  /** Which branch a clone checks out. */
  setHead(branch: string): Promise<void>;
  /** Copies a branch's commits from the repository with the id `from`; no ref is made. */
  takeCommits(from: string, branch: string): Promise<void>;
  /**
   * Brings the branches and tags of a repository elsewhere on this machine up to date. A branch
   * that was changed here since the last time is left alone. Never writes to the source.
   */
  takeBranches(sourceDirectory: string): Promise<void>;
}

/** A git repository elsewhere on this machine. */
export interface GitSource {
  /** Its work tree, or the repository itself when it is bare. */
  directory: string;
  /** One of its branches: as its remote says, else by its name, else the one that is checked out. */
  mainBranch: string;
}

/** All git repositories of the stand-in, by an id that serves as a folder name. */
export interface GitRepositories {
  open(id: string): GitRepository;
  create(id: string, mainBranch: string): Promise<GitRepository>;
  /** A full copy of the branches and tags of another repository. */
  fork(id: string, from: string): Promise<GitRepository>;
  remove(id: string): Promise<void>;
  /**
   * After a crash: removes repositories that are not among `known`, and locks left in the others.
   * Throws one clear line when one of them is missing.
   */
  tidy(known: ReadonlySet<string>): Promise<void>;
  /**
   * The repository that a folder of the machine lies in, if it lies in one. Reads only. Throws one
   * clear line when it is one that cannot be taken over.
   */
  findSource(directory: string): Promise<GitSource | undefined>;
  /** Ends every git process that still runs. */
  close(): Promise<void>;
}
