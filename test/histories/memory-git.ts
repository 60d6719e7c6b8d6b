import { createHash } from 'node:crypto';
import type {
  GitCommit,
  GitRefs,
  GitRepositories,
  GitRepository,
} from '../../local/bitbucket/git-repository';

/** Git repositories that end with the process: commits and refs, no files. */
export interface MemoryGit extends GitRepositories {
  /** Makes a commit that no ref points at; answers its hash, which depends only on what was made before. */
  addCommit: (parents: string[]) => string;
  /** Whether `ancestor` can be reached from `descendant`. */
  leadsTo: (ancestor: string, descendant: string) => boolean;
  parentsOf: (commit: string) => string[];
  /** When a commit was made. Milliseconds since the epoch. */
  madeAt: (commit: string) => number;
}

/** Without repositories. `now` is the time that commits carry, in milliseconds since the epoch. */
export function createMemoryGit(now: () => number): MemoryGit {
  // One pool for all repositories: to take commits over is then nothing but to point at them.
  const commits = new Map<string, GitCommit>();
  const opened = new Map<string, GitRepository>();

  function addCommit(parents: string[], message = 'Change something'): string {
    const hash = createHash('sha1').update(`commit ${commits.size}`).digest('hex');
    const author = { authorName: 'Will Writer', authorEmail: 'will@example.com' };
    commits.set(hash, { hash, parents, ...author, authoredAt: now(), message });
    return hash;
  }

  function reachable(from: string[], without: string[] = []): Set<string> {
    const stop = without.length > 0 ? reachable(without) : new Set<string>();
    const found = new Set<string>();
    const open = [...from];
    for (let hash = open.pop(); hash !== undefined; hash = open.pop()) {
      if (found.has(hash) || stop.has(hash)) continue;
      found.add(hash);
      open.push(...(commits.get(hash)?.parents ?? []));
    }
    return found;
  }

  const pool = { commits, addCommit, reachable };
  function open(id: string): GitRepository {
    const repository = opened.get(id) ?? createRepository(pool);
    opened.set(id, repository);
    return repository;
  }
  return {
    addCommit: (parents) => addCommit(parents),
    leadsTo: (ancestor, descendant) => reachable([descendant]).has(ancestor),
    parentsOf: (commit) => commits.get(commit)?.parents ?? [],
    madeAt: (commit) => commits.get(commit)?.authoredAt ?? 0,
    open,
    create: (id) => Promise.resolve(open(id)),
    async fork(id, from) {
      for (const [ref, to] of await open(from).refs()) await open(id).moveRef(ref, { to });
      return open(id);
    },
    remove: (id) => Promise.resolve(void opened.delete(id)),
    tidy: () => Promise.resolve(),
    findSource: () => Promise.resolve(undefined),
    close: () => Promise.resolve(),
  };
}

interface Pool {
  commits: ReadonlyMap<string, GitCommit>;
  addCommit: (parents: string[], message?: string) => string;
  reachable: (from: string[], without?: string[]) => Set<string>;
}

function createRepository({ commits, addCommit, reachable }: Pool): GitRepository {
  let refs: GitRefs = new Map();
  const currentRefs = () => Promise.resolve(refs);
  function move(ref: string, to: string | undefined): void {
    const next = new Map(refs);
    if (to === undefined) next.delete(ref);
    else next.set(ref, to);
    refs = next;
  }
  const noFiles = () => Promise.reject(new Error('A repository in memory has no files.'));
  return {
    refs: currentRefs,
    rereadRefs: currentRefs,
    findCommit(revision) {
      const named = refs.get(`refs/heads/${revision}`) ?? refs.get(`refs/tags/${revision}`);
      const hash = named ?? [...commits.keys()].find((one) => one.startsWith(revision));
      return Promise.resolve(hash);
    },
    log({ from, without, limit, skip = 0 }) {
      const found = [...reachable(from, without)].flatMap((hash) => commits.get(hash) ?? []);
      return Promise.resolve(found.slice(skip, skip + limit));
    },
    hashes: (from, without) => Promise.resolve([...reachable([from], without)]),
    isAncestor: (ancestor, descendant) => Promise.resolve(reachable([descendant]).has(ancestor)),
    commit({ branch, from, message }) {
      const parent = refs.get(`refs/heads/${branch}`) ?? from;
      const hash = addCommit(parent ? [parent] : [], message);
      move(`refs/heads/${branch}`, hash);
      return Promise.resolve(hash);
    },
    merge: ({ base, head, squash, message }) =>
      Promise.resolve(addCommit(squash ? [base] : [base, head], message)),
    moveRef: (ref, { to }) => Promise.resolve(move(ref, to)),
    setHead: () => Promise.resolve(),
    takeCommits: () => Promise.resolve(),
    // Its root is empty, as far as anybody looks.
    findEntry: (_, path) =>
      Promise.resolve(path === '' ? { path, kind: 'directory' as const } : undefined),
    list: () => Promise.resolve([]),
    ...{ diffstat: noFiles, read: noFiles },
    takeBranches: noFiles,
  };
}
